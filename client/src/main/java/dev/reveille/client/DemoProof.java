package dev.reveille.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Was anything lost or done twice? Judged from what the server answers about tasks and journals
 * alone.
 *
 * @param before journals by agent, as read before the kill
 * @param after journals by agent, as read when all had ended
 * @param states of all tasks that were acknowledged, by task
 * @param heard how often the feed told each task's end
 */
record DemoProof(
    Map<String, List<JournalEntry>> before,
    Map<String, List<JournalEntry>> after,
    Map<String, String> states,
    Map<String, Integer> heard) {

  /** One thing that was checked. */
  record Finding(String claim, List<String> problems) {
    boolean holds() {
      return problems.isEmpty();
    }
  }

  List<Finding> findings() {
    return List.of(succeeded(), endedOnce(), noGap(), unchanged(), stepsOnce(), heardOnce());
  }

  private Finding succeeded() {
    List<String> problems = new ArrayList<>();
    states.forEach((task, state) -> {
      if (!state.equals("succeeded")) {
        problems.add(task + " is " + state);
      }
    });
    return new Finding("all %d acknowledged tasks succeeded".formatted(states.size()), problems);
  }

  private Finding endedOnce() {
    Map<String, Integer> ends = new TreeMap<>();
    entries()
        .filter(JournalEntry::endsTask)
        .forEach(end -> ends.merge(end.taskId(), 1, Integer::sum));
    return new Finding("each ended exactly once in the journal", once(ends, "ended"));
  }

  private Finding heardOnce() {
    return new Finding("the feed told each end exactly once", once(heard, "was told as ended"));
  }

  private List<String> once(Map<String, Integer> counts, String what) {
    Set<String> tasks = new HashSet<>(counts.keySet());
    tasks.addAll(states.keySet());
    List<String> problems = new ArrayList<>();
    for (String task : tasks) {
      int count = counts.getOrDefault(task, 0);
      if (count != 1) {
        problems.add("%s %s %d times".formatted(task, what, count));
      } else if (!states.containsKey(task)) {
        problems.add("%s %s, but nobody was told that it exists".formatted(task, what));
      }
    }
    return problems;
  }

  private Finding noGap() {
    List<String> problems = new ArrayList<>();
    after.forEach((agent, entries) -> {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).seq() != i + 1) {
          problems.add("%s: entry %d stands at %d".formatted(agent, entries.get(i).seq(), i + 1));
          return;
        }
      }
    });
    return new Finding("%d journal entries without a gap".formatted(entries().count()), problems);
  }

  private Finding unchanged() {
    List<String> problems = new ArrayList<>();
    int count = 0;
    for (Map.Entry<String, List<JournalEntry>> journal : before.entrySet()) {
      List<JournalEntry> now = after.getOrDefault(journal.getKey(), List.of());
      for (int i = 0; i < journal.getValue().size(); i++, count++) {
        if (i >= now.size() || !now.get(i).json().equals(journal.getValue().get(i).json())) {
          problems.add("%s: entry %d is not what it was".formatted(journal.getKey(), i + 1));
        }
      }
    }
    return new Finding("all %d entries from before the kill unchanged".formatted(count), problems);
  }

  /** A reply of a model or a result of a tool that is recorded is never asked for again. */
  private Finding stepsOnce() {
    List<String> problems = new ArrayList<>();
    Map<String, Integer> recorded = new HashMap<>();
    int steps = 0;
    for (JournalEntry entry : entries().toList()) {
      String step = step(entry);
      if (!step.isEmpty()) {
        steps++;
        if (recorded.merge(entry.taskId() + " " + step, 1, Integer::sum) > 1) {
          problems.add("%s: %s is recorded twice".formatted(entry.taskId(), step));
        }
      }
    }
    return new Finding("no recorded step done twice (%d steps)".formatted(steps), problems);
  }

  private static String step(JournalEntry entry) {
    return switch (entry.type()) {
      case "ModelReplied" -> "model reply " + entry.text("step");
      case "ToolCalled", "ToolReturned" -> entry.type() + " " + entry.text("callId");
      default -> "";
    };
  }

  private Stream<JournalEntry> entries() {
    return after.values().stream().flatMap(List::stream);
  }
}
