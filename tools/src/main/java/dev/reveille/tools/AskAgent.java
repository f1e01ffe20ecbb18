package dev.reveille.tools;

import dev.reveille.core.AgentId;
import dev.reveille.core.Ask;
import dev.reveille.core.Command;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.TaskState;
import dev.reveille.core.TaskTerms;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.DataMark;
import dev.reveille.engine.Journal;
import dev.reveille.engine.TaskHistory;
import dev.reveille.engine.Tool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code ask_agent}: a task for another agent that this one waits for. Nothing waits here; the
 * engine gives the result when the other task has ended, or the time is over.
 */
final class AskAgent implements Tool {
  private static final int STANDARD_SECONDS = 3_600;

  private final Commands commands;
  private final Journal journal;
  private final long longestSeconds;
  private final Spec spec;

  AskAgent(Commands commands, Journal journal, Duration longest) {
    this.commands = commands;
    this.journal = journal;
    this.longestSeconds = longest.toSeconds();
    this.spec =
        new Spec(
            "ask_agent",
            """
            Gives another agent a task and waits for its result, for days if need be, at no cost. It \
            knows nothing but your question: say all that it needs. To tell without waiting, use \
            send_mail.\
            """,
            Json.object(
                """
                {"type": "object", "additionalProperties": false, "required": ["agent", "question"],
                  "properties": {
                    "agent": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,%d}$",
                      "description": "its id, as list_agents names it"},
                    "question": {"type": "string", "pattern": "\\\\S", "maxLength": %d},
                    "timeLimitSeconds": {"type": "integer", "minimum": 1, "maximum": %d,
                      "description": "how long to wait; an hour if left out"},
                    %s}}
                """
                    .formatted(
                        AgentId.MAX_LENGTH, MailSpec.MAX_BODY, longestSeconds, Words.PRIORITY)),
            ToolPolicy.IDEMPOTENT,
            "agents");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    AgentId asked = new AgentId(arguments.get("agent").stringValue());
    List<String> chain = new ArrayList<>(context.askers());
    chain.add(context.agent().value());
    String refusal = refusal(asked, chain);
    if (!refusal.isEmpty()) {
      return new Outcome.Failed(refusal);
    }
    long standard = Math.min(STANDARD_SECONDS, longestSeconds);
    Duration limit = Duration.ofSeconds(arguments.path("timeLimitSeconds").asLong(standard));
    TaskSpec question =
        new TaskSpec(
                arguments.get("question").stringValue(),
                Words.priority(arguments),
                null,
                null,
                null,
                null,
                null,
                null,
                Words.key(context.idempotencyKey()),
                "ask:" + context.task())
            .askedBy(new Ask(context.idempotencyKey(), chain))
            .on(TaskTerms.NONE.after(context.nextHop()));
    return switch (commands.ask(asked, new Command.Submit(question))) {
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
      case Answer.Done done -> outcome(done, context.now(), limit);
    };
  }

  /** Why the question cannot be put; empty if it can. */
  private static String refusal(AgentId asked, List<String> chain) {
    if (asked.isReserved()) {
      return asked + " is no agent that can be asked; people are written to with send_mail.";
    }
    int earlier = chain.indexOf(asked.value());
    if (earlier >= 0) {
      return "ask_cycle: "
          + String.join(" → ", chain.subList(earlier, chain.size()))
          + " → "
          + asked
          + "; each would wait for the next for ever. Answer with what you know.";
    }
    if (chain.size() > Ask.MAX_DEPTH) {
      return "ask_too_deep: "
          + String.join(" → ", chain)
          + " → "
          + asked
          + "; at most "
          + Ask.MAX_DEPTH
          + " agents may wait for each other in a row. Answer with what you know.";
    }
    return "";
  }

  private Outcome outcome(Answer.Done done, Instant now, Duration limit) {
    TaskId id = Objects.requireNonNull(done.task(), "a submission is about a task");
    Task open = done.agent().tasks().get(id.seq());
    if (open == null) {
      return ended(id);
    }
    // When the call runs again after a crash, the time since the question counts.
    Instant since = open.queuedAt().isBefore(now) ? open.queuedAt() : now;
    return new Outcome.Suspended(
        since.plus(limit), "asks " + id.agent(), id.agent() + " (task " + id + ")");
  }

  /**
   * The question was put before a crash, and the task has ended since. Its answer may have come to
   * nothing in the crash, and is told only once; so it is read here. Blocks.
   */
  private Outcome ended(TaskId id) {
    TaskHistory history = TaskHistory.read(journal, id).orElse(null);
    if (history == null || !history.state().isTerminal()) {
      return new Outcome.Failed("task " + id + ", the question, is not there any more; ask again");
    }
    return history.state() == TaskState.SUCCEEDED
        ? new Outcome.Returned(DataMark.from("agent " + id.agent(), history.outcome()))
        : new Outcome.Failed(history.outcome());
  }
}
