package dev.reveille.engine;

import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Task;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Lets another model answer a recorded task from a step on. The model is really called; tools are
 * not: a call that was recorded with the same arguments has its recorded result, and with any other
 * call the comparison ends. Nothing is written; what the model takes counts against the budget of
 * all agents, in this process.
 */
public final class SecondOpinion {
  private static final int MAX_CALLS = 100;

  private final Outside today;
  private final @Nullable Purse purse;

  /**
   * @param purse what pays; null: nobody counts
   */
  SecondOpinion(Outside today, @Nullable Purse purse) {
    this.today = today;
    this.purse = purse;
  }

  /**
   * @param turns one of each step, from the first that was asked again
   * @param end how it ended for the other model, in words
   * @param recorded what the recorded replies of these steps took
   * @param other what the other model's replies took, those to compactions not counted
   */
  public record Comparison(List<Turn> turns, String end, Usage recorded, Usage other) {}

  /** Both replies at one step; null where there is none. */
  public record Turn(int step, @Nullable ModelReply recorded, @Nullable ModelReply other) {}

  /**
   * Blocks while the model is called.
   *
   * @param model its reference, {@code provider:model}
   * @param fromStep from 1; up to it everything is as it was recorded
   * @throws IllegalArgumentException if the recording has no such step
   * @throws ModelException the other model, or today's definition, cannot be had
   */
  public Comparison of(Recording recording, String model, int fromStep)
      throws ModelException, InterruptedException {
    List<ModelReply> replies = new ArrayList<>();
    Stage stage = new Stage(recording);
    Instant now = recording.queued().at();
    boolean reached = false;
    for (Recording.Line line : recording.ofTask()) {
      reached |= line.entry() instanceof Entry.ModelReplied e && e.step() >= fromStep;
      if (line.entry() instanceof Entry.ModelReplied e) {
        replies.add(e.reply());
      }
      if (!reached) {
        stage.apply(line);
        now = line.at();
      }
    }
    if (fromStep < 1 || fromStep > replies.size()) {
      throw new IllegalArgumentException(
          "fromStep must be from 1 to " + replies.size() + ", the task's steps, not " + fromStep);
    }
    Models other = instead(today.models(), model);
    Budget shared = purse == null ? null : purse.budget();
    ModelSteps steps = Prompter.steps(recording, other, today, shared);
    Going going = new Going(stage, steps, results(recording));
    going.on(now);
    return comparison(replies, fromStep, going);
  }

  /** Whichever models are asked for, this one is asked. */
  private Models instead(Models models, String model) {
    return new Models() {
      @Override
      public Choice find(List<String> names) throws ModelException {
        Choice choice = models.find(List.of(model));
        return purse == null ? choice : new Choice(purse.paying(choice.model()), choice.name());
      }

      @Override
      public Abilities abilities(List<String> names) {
        return models.abilities(List.of(model));
      }

      @Override
      public List<String> unpriced(List<String> names) {
        return models.unpriced(List.of(model));
      }
    };
  }

  private static Comparison comparison(List<ModelReply> replies, int fromStep, Going going) {
    List<Turn> turns = new ArrayList<>();
    Usage recorded = Usage.NONE;
    Usage other = Usage.NONE;
    int last = Math.max(replies.size(), fromStep - 1 + going.replies.size());
    for (int step = fromStep; step <= last; step++) {
      ModelReply was = step <= replies.size() ? replies.get(step - 1) : null;
      int index = step - fromStep;
      ModelReply now = index < going.replies.size() ? going.replies.get(index) : null;
      recorded = was == null ? recorded : recorded.plus(was.usage());
      other = now == null ? other : other.plus(now.usage());
      turns.add(new Turn(step, was, now));
    }
    return new Comparison(turns, going.end, recorded, other);
  }

  /** A call by what it is called with. */
  private record Asked(String tool, String arguments) {
    static Asked of(ToolCall call) {
      String arguments = call.arguments();
      try {
        arguments = Json.MAPPER.readTree(arguments).toString();
      } catch (JacksonException noJson) {
        return new Asked(call.tool(), arguments); // compared as the text that it is
      }
      return new Asked(call.tool(), arguments);
    }
  }

  /** What calls came to, the last of equal ones. */
  private static Map<Asked, Entry.ToolReturned> results(Recording recording) {
    Map<String, ToolCall> open = new HashMap<>();
    Map<Asked, Entry.ToolReturned> results = new HashMap<>();
    for (Recording.Line line : recording.ofTask()) {
      switch (line.entry()) {
        case Entry.ModelReplied e -> e.reply().calls().forEach(c -> open.put(c.callId(), c));
        case Entry.ToolReturned e when open.containsKey(e.callId()) ->
            results.put(Asked.of(open.get(e.callId())), e);
        default -> {}
      }
    }
    return results;
  }

  /** The task as it goes on with the other model. */
  private static final class Going {
    private final Stage stage;
    private final ModelSteps steps;
    private final Map<Asked, Entry.ToolReturned> results;
    private final List<ModelReply> replies = new ArrayList<>();
    private String end = "";

    Going(Stage stage, ModelSteps steps, Map<Asked, Entry.ToolReturned> results) {
      this.stage = stage;
      this.steps = steps;
      this.results = results;
    }

    void on(Instant now) throws ModelException, InterruptedException {
      for (int calls = 0; calls < MAX_CALLS && end.isEmpty(); calls++) {
        Effect.CallModel call = stage.modelCall().orElse(null);
        if (call == null) {
          end = stage.task().isPresent() ? "it would wait here" : stage.lastEnd();
          return;
        }
        Command command = ask(call);
        if (command instanceof Command.ReplyArrived arrived) {
          replies.add(arrived.reply());
        }
        stage.go(command, now);
        for (Task.Call open : stage.task().map(Task::calls).orElse(List.of())) {
          result(open, call.run(), now);
        }
      }
      end = end.isEmpty() ? "after " + MAX_CALLS + " calls of the model, which is the limit" : end;
    }

    /** What is too long for this model, it is told in short, as always. */
    private Command ask(Effect.CallModel call) throws ModelException, InterruptedException {
      try {
        return stage.ask(steps, call);
      } catch (ModelException failed) {
        if (failed.kind() == Failure.Kind.TOO_LONG) {
          return new Command.CallFailed(
              call.task(), call.run(), call.step(), failed.failure(), null);
        }
        throw failed;
      }
    }

    private void result(Task.Call open, int run, Instant now) {
      ToolCall said =
          replies.getLast().calls().stream()
              .filter(call -> call.callId().equals(open.callId()))
              .findFirst()
              .orElseThrow();
      Entry.ToolReturned known = results.get(Asked.of(said));
      if (open.wakeAt() != null) {
        end = end.isEmpty() ? "its call of " + said.tool() + " would wait for approval" : end;
      } else if (known == null) {
        String what = said.tool() + " with " + Told.cut(said.arguments());
        end = end.isEmpty() ? "it called " + what + ", of which no result is recorded" : end;
      } else {
        boolean failed = known.outcome() != Entry.ToolReturned.Outcome.OK;
        long task = stage.recording().task().seq();
        stage.go(new Command.ToolDone(task, run, open.callId(), failed, known.text()), now);
      }
    }
  }
}
