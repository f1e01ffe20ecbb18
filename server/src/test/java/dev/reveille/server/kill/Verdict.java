package dev.reveille.server.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was acknowledged, held against what the journals and the task list say. */
final class Verdict {
  private static final Map<String, String> STATES =
      Map.of("TaskSucceeded", "succeeded", "TaskFailed", "failed", "TaskDied", "dead");

  private final Map<String, Clients.Sent> acknowledged;
  private final Map<String, Timeline> agents = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  Verdict(Map<String, Clients.Sent> acknowledged) {
    this.acknowledged = acknowledged;
  }

  void agent(Timeline timeline) {
    agents.put(timeline.agent(), timeline);
    problems.addAll(timeline.check().problems());
  }

  /**
   * @param states by taskId, after all agents have been given
   */
  void taskList(Map<String, String> states) {
    acknowledged.forEach((key, sent) -> {
      String id = sent.taskId();
      Timeline agent = agents.get(id.substring(0, id.indexOf('/')));
      JournalCheck.Work work = agent == null ? null : agent.check().task(id);
      if (agent == null || work == null || !agent.check().isKeyOf(key, id)) {
        problems.add(key + " was acknowledged as " + id + ", but the journal has it not");
        return;
      }
      String state = STATES.getOrDefault(String.valueOf(work.end()), "lost");
      if (!state.equals(states.get(id))) {
        problems.add(id + " ended as " + state + ", but is listed as " + states.get(id));
      }
      problems.addAll(outcome(key, sent.script(), work, state));
    });
    long journalled = agents.values().stream().mapToInt(a -> a.check().tasks()).sum();
    if (states.size() != journalled) {
      problems.add(states.size() + " tasks are listed, " + journalled + " are in the journal");
    }
  }

  private static List<String> outcome(
      String key, Script script, JournalCheck.Work work, String state) {
    boolean asWritten =
        work.replies() == script.replies()
            && work.returns() == script.calls()
            && work.lastText().equals("done " + key);
    boolean well = state.equals("succeeded") && asWritten;
    boolean given = script.mayFail() && state.equals("dead");
    return well || given
        ? List.of()
        : List.of(
            "%s is %s after %d replies (of %d) and %d calls (of %d): %s"
                .formatted(
                    key,
                    state,
                    work.replies(),
                    script.replies(),
                    work.returns(),
                    script.calls(),
                    work.lastText()));
  }

  List<Timeline> timelines() {
    return List.copyOf(agents.values());
  }

  List<String> problems() {
    return problems.subList(0, Math.min(problems.size(), 20));
  }

  /** The longest that a server was there before it woke what was due. */
  Duration latest() {
    return agents.values().stream()
        .map(a -> a.check().latest())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  String latestOne() {
    return agents.values().stream()
        .map(Timeline::check)
        .max(Comparator.comparing(JournalCheck::latest))
        .map(JournalCheck::latestOne)
        .orElse("none");
  }

  String figures() {
    long entries = agents.values().stream().mapToLong(a -> a.check().entries()).sum();
    int wakes = agents.values().stream().mapToInt(a -> a.check().wakes()).sum();
    return "%d tasks acknowledged, %d entries, %d wakes, the latest %d ms late"
        .formatted(acknowledged.size(), entries, wakes, latest().toMillis());
  }
}
