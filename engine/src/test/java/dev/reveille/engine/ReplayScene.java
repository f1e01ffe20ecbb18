package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.Moment;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task of one agent that lives by a script of words, and the recording of it.
 *
 * @param prompt the agent's system prompt
 * @param tool description of its one tool, {@code read}
 */
record ReplayScene(String prompt, String model, String tool, ToolPolicy policy) {
  static final ReplayScene PLAIN =
      new ReplayScene("You keep the files.", "m", "Reads a file.", ToolPolicy.READ_ONLY);
  private static final AgentId A = new AgentId("a");
  static final TaskId TASK = new TaskId(A, 3);

  ReplayScene prompting(String other) {
    return new ReplayScene(other, model, tool, policy);
  }

  ReplayScene by(String other) {
    return new ReplayScene(prompt, other, tool, policy);
  }

  ReplayScene describing(String other) {
    return new ReplayScene(prompt, model, other, policy);
  }

  ReplayScene under(ToolPolicy other) {
    return new ReplayScene(prompt, model, tool, other);
  }

  Definitions.Definition definition() {
    return new Definitions.Definition("clerk", "", prompt, model, null);
  }

  Outside outside(Model answering) {
    Tool.Spec spec = new Tool.Spec("read", tool, Json.MAPPER.createObjectNode(), policy);
    Tools tools =
        new Tools() {
          @Override
          public Optional<Tool.Spec> spec(String name) {
            return Optional.of(spec).filter(s -> s.name().equals(name));
          }

          @Override
          public List<Tool.Spec> specs() {
            return List.of(spec);
          }

          @Override
          public Tool.Outcome call(String name, String arguments, Tool.Context context) {
            throw new AssertionError("a replay runs no tool");
          }
        };
    return new Outside(
        names -> new Models.Choice(answering, String.join(",", names)),
        tools,
        name -> Optional.of(definition()),
        new Tokens(),
        (schema, value) -> List.of(),
        Gauges.constant(0, 0));
  }

  /** Of a model that must not be called. */
  Outside outside() {
    return outside((request, sink) -> {
      throw new AssertionError("a replay calls no model");
    });
  }

  /** The recording of a task to which all this happened. */
  Recording recording(String words) throws Exception {
    Life life = new Life();
    for (String word : words.split(" ")) {
      life.word(word);
    }
    return new Recording(TASK, AgentConfig.STANDARD, definition(), Telling.STANDARD, life.lines);
  }

  static ModelReply reply(String text, Finish finish, String... calls) {
    List<ToolCall> all = new ArrayList<>();
    for (String call : calls) {
      all.add(new ToolCall(call, "read", "{\"path\": \"" + call + "\"}"));
    }
    return new ModelReply(text, "", all, new Usage(10, 5), finish);
  }

  private final class Life {
    private final List<Recording.Line> lines = new ArrayList<>();
    private final long task = TASK.seq();
    private final Conversation conversation;
    private Agent agent = Agent.absent(A);
    private @Nullable Command underWay;
    private Instant now = Instant.parse("2027-01-31T12:00:00Z");

    Life() {
      go(new Command.Create("clerk", null, AgentConfig.STANDARD, true));
      go(submit("another", Priority.LOW));
      lines.removeLast(); // of which the recording knows nothing
      go(submit("Go", Priority.HIGH));
      Entry.TaskQueued queued = (Entry.TaskQueued) lines.getLast().entry();
      conversation = Conversation.opened(task, queued, Telling.STANDARD);
    }

    private static Command submit(String prompt, Priority priority) {
      return new Command.Submit(
          new TaskSpec(prompt, priority, null, null, null, null, null, null, null, "client"));
    }

    private void go(Command command) {
      now = now.plusSeconds(1);
      Decision.Accepted accepted = (Decision.Accepted) agent.decide(command, new Moment(now, 0.5));
      long seq = agent.seq();
      for (Entry entry : accepted.entries()) {
        lines.add(new Recording.Line(++seq, now, entry));
        if (entry instanceof Entry.OfTask of) {
          conversation.add(of);
        }
      }
      agent = accepted.after();
    }

    void word(String word) throws Exception {
      String what = word.substring(word.indexOf(':') + 1);
      switch (word.split(":")[0]) {
        case "begin" -> go(new Command.Begin(1, Priority.HIGH));
        case "ask" -> underWay = arrived(reply(what, Finish.STOP));
        case "arrive" -> go(Objects.requireNonNull(underWay));
        case "say" -> replied(reply(what, Finish.STOP));
        case "cut" -> replied(reply(what, Finish.LENGTH));
        case "empty" -> replied(reply("", Finish.STOP));
        case "refuse" -> replied(reply("no", Finish.REFUSED));
        case "call" -> replied(reply("", Finish.TOOL_CALLS, what.split("&")));
        case "ok" -> go(new Command.ToolDone(task, run(), what, false, "text of " + what));
        case "bad" -> go(new Command.ToolDone(task, run(), what, true, "no " + what));
        case "rest" -> go(new Command.ToolRests(task, run(), what, now.plusSeconds(60), "", null));
        case "await" ->
            go(new Command.ToolRests(task, run(), what, now.plusSeconds(60), "", "agent b"));
        case "answer" -> go(new Command.AnswerArrived(task, steps(), what, false, "b says"));
        case "wake" -> go(new Command.Wake("enough"));
        case "later" -> {
          now = now.plusSeconds(1_000);
          go(new Command.Tick());
        }
        case "crash" -> go(new Command.Interrupt(Interruption.CRASH));
        case "stop" -> go(new Command.Interrupt(Interruption.SHUTDOWN));
        case "retry" -> fail(Failure.Kind.TRANSIENT);
        case "busy" -> fail(Failure.Kind.RATE_LIMITED);
        case "broken" -> fail(Failure.Kind.PERMANENT);
        case "steer" -> go(new Command.Steer(task, what));
        case "cancel" -> go(new Command.Cancel(task, "enough"));
        default -> throw new IllegalArgumentException(word);
      }
    }

    private void fail(Failure.Kind kind) {
      go(new Command.CallFailed(task, run(), steps() + 1, new Failure(kind, "oh"), null));
    }

    private int run() {
      return Objects.requireNonNull(agent.tasks().get(task)).run();
    }

    private int steps() {
      return Objects.requireNonNull(agent.tasks().get(task)).steps();
    }

    private void replied(ModelReply reply) throws Exception {
      go(arrived(reply));
    }

    /** The model is told what there is now. */
    private Command arrived(ModelReply reply) throws Exception {
      Outside outside = outside((request, sink) -> reply);
      Profiles profiles =
          new Profiles(outside.definitions(), new InlineDefinitions(new FakeJournal()));
      Effect.CallModel call = (Effect.CallModel) agent.effects().getFirst();
      Conversation.Past none =
          (of, seq) -> {
            throw new AssertionError("it has no past");
          };
      return new ModelSteps(outside, profiles, null).take(agent, call, conversation, none);
    }
  }
}
