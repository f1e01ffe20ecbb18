package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.Moment;
import dev.reveille.core.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An agent that has nothing but one recorded task, started and without a budget: what other tasks
 * of its did or spent is not in the recording. Its entries keep their recorded numbers.
 */
final class Stage {
  private final Recording recording;
  private final long task;
  private final Conversation conversation;
  private final Conversation.Past past;
  private Agent agent;
  private String lastEnd = "";

  Stage(Recording recording) {
    this.recording = recording;
    this.task = recording.task().seq();
    this.conversation = new Conversation(task, task + 1);
    this.past = recording.past();
    this.agent = Agent.absent(recording.task().agent());
    Recording.Line created = recording.created();
    if (created.entry() instanceof Entry.AgentCreated e) {
      Entry anew =
          new Entry.AgentCreated(e.definition(), e.inline(), alone(recording.config()), true);
      apply(new Recording.Line(created.seq(), created.at(), anew));
    }
    apply(recording.queued());
  }

  /** The budget is for all of the agent's tasks, of which there is only one here. */
  private static AgentConfig alone(AgentConfig config) {
    ObjectNode tree = Json.MAPPER.valueToTree(config);
    tree.remove("budget");
    return Json.MAPPER.treeToValue(tree, AgentConfig.class);
  }

  Agent agent() {
    return agent;
  }

  /** Null when it has ended. */
  Optional<Task> task() {
    return Optional.ofNullable(agent.tasks().get(task));
  }

  Optional<Effect.CallModel> modelCall() {
    for (Effect effect : agent.effects()) {
      if (effect instanceof Effect.CallModel call && call.task() == task) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  /** The command that the model's answer leads to. */
  Command ask(ModelSteps steps, Effect.CallModel call) throws ModelException, InterruptedException {
    return steps.take(agent, call, conversation, past);
  }

  /** So that the next entry has this number, however many are not in the recording. */
  void skipTo(long seq) {
    if (seq - 1 > agent.seq()) {
      ObjectNode tree = (ObjectNode) Json.MAPPER.readTree(Json.agent(agent));
      agent = Json.agent(Json.MAPPER.writeValueAsBytes(tree.put("seq", seq - 1)));
    }
  }

  void apply(Recording.Line line) {
    skipTo(line.seq());
    agent = agent.apply(List.of(line.entry()), line.at());
    if (line.entry() instanceof Entry.OfTask of && of.task() == task) {
      conversation.add(of);
    }
  }

  /** What of the task would be recorded, without applying it. */
  List<Entry> decide(Command command, Instant at) {
    return agent.decide(command, new Moment(at, 0)) instanceof Decision.Accepted accepted
        ? accepted.entries().stream().filter(this::isCompared).toList()
        : List.of();
  }

  /** Lets it happen. */
  void go(Command command, Instant at) {
    if (agent.decide(command, new Moment(at, 0)) instanceof Decision.Accepted accepted) {
      agent = accepted.after();
      for (Entry entry : accepted.entries()) {
        if (entry instanceof Entry.OfTask of && of.task() == task) {
          conversation.add(of);
        }
        lastEnd = entry instanceof Entry.TaskEnded end ? end(end) : lastEnd;
      }
    }
  }

  private static String end(Entry.TaskEnded end) {
    return switch (end) {
      case Entry.TaskSucceeded e -> "succeeded";
      case Entry.TaskFailed e -> "failed: " + e.failure().message();
      case Entry.TaskDied e -> "died: " + e.failure().message();
      case Entry.TaskCancelled e -> "cancelled";
      case Entry.TaskExpired e -> "expired";
    };
  }

  /** How it ended, in words; empty if it has not. */
  String lastEnd() {
    return lastEnd;
  }

  /** What a lost call is reckoned with depends on other tasks. */
  private boolean isCompared(Entry entry) {
    return entry instanceof Entry.OfTask of
        && of.task() == task
        && !(entry instanceof Entry.CallLost)
        && !Recording.isOfDeadLetter(entry);
  }

  Recording recording() {
    return recording;
  }
}
