package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One task as the journal tells it: the fold of its own entries. */
public final class TaskHistory {
  private static final int PAGE = 256;

  private final TaskId id;
  private final Instant queuedAt;
  private final Entry.TaskQueued queued;
  private final List<Step> steps = new ArrayList<>();
  private TaskState state = TaskState.QUEUED;
  private int attempt;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private @Nullable String result;
  private @Nullable String error;
  private Usage usage = Usage.NONE;

  private TaskHistory(TaskId id, Entry.TaskQueued queued, Instant at) {
    this.id = id;
    this.queued = queued;
    this.queuedAt = at;
  }

  /**
   * One recorded thing of a task's work.
   *
   * @param kind {@code model}, {@code tool}, {@code steer}, {@code nudge}, {@code approval}, {@code
   *     budget}, {@code compaction} or {@code trouble}
   * @param step the model call that it belongs to, from 1
   * @param text what was said, or came back, or went wrong
   * @param calls tools that the model wants called
   * @param callId for a tool: which of them came back
   * @param model for a model: which one answered, as {@code provider:model}
   */
  public record Step(
      long seq,
      Instant at,
      String kind,
      int step,
      String text,
      List<ToolCall> calls,
      @Nullable String callId,
      @Nullable String outcome,
      @Nullable String model) {}

  /** Reads a task's history; empty if there is no such task. Blocks. */
  public static Optional<TaskHistory> read(JournalReader journal, TaskId id) {
    return read(journal, id, id);
  }

  /**
   * @param in the task's id in that journal
   * @param shown the id under which it is shown
   */
  private static Optional<TaskHistory> read(JournalReader journal, TaskId in, TaskId shown) {
    AgentId agent = in.agent();
    TaskHistory history = null;
    long from = in.seq();
    while (true) {
      List<Journal.Recorded> page = journal.readAgent(agent, from, PAGE);
      for (Journal.Recorded row : page) {
        long seq = row.seq();
        for (Entry entry : row.entries()) {
          if (seq == in.seq()) {
            if (entry instanceof Entry.TaskImported imported) {
              Recording recording = RecordingFile.of(imported);
              return read(recording, recording.task(), shown);
            }
            if (!(entry instanceof Entry.TaskQueued queued)) {
              return Optional.empty();
            }
            history = new TaskHistory(shown, queued, row.at());
          } else if (history != null && entry instanceof Entry.OfTask of && of.task() == in.seq()) {
            history.add(seq, row.at(), of);
          }
          seq++;
        }
        from = seq;
      }
      boolean over = history == null || history.state.isTerminal();
      if (over || page.size() < PAGE) {
        return Optional.ofNullable(history);
      }
    }
  }

  private void add(long seq, Instant at, Entry.OfTask entry) {
    switch (entry) {
      case Entry.TaskStarted e -> {
        state = TaskState.RUNNING;
        attempt = e.attempt();
        startedAt = startedAt == null ? at : startedAt;
      }
      case Entry.ModelReplied e -> {
        ModelReply reply = e.reply();
        usage = usage.plus(reply.usage());
        result = reply.text();
        steps.add(
            new Step(
                seq,
                at,
                "model",
                e.step(),
                reply.text(),
                reply.calls(),
                null,
                null,
                reply.model()));
      }
      case Entry.ToolCalled e -> {}
      case Entry.ToolReturned e -> {
        String outcome = e.outcome().name().toLowerCase(Locale.ROOT);
        steps.add(ofCall(seq, at, e.text(), e.callId(), outcome));
      }
      case Entry.ToolSuspended e ->
          steps.add(ofCall(seq, at, "rests until " + e.until(), e.callId(), "suspended"));
      case Entry.TaskSteered e -> steps.add(plain(seq, at, "steer", e.message()));
      case Entry.TaskNudged e -> steps.add(plain(seq, at, "nudge", e.message()));
      case Entry.ApprovalRequested e -> {
        String what = "waits for approval " + id.agent() + '/' + seq + " until " + e.expiresAt();
        steps.add(ofCall(seq, at, what, e.callId(), "suspended"));
      }
      case Entry.ApprovalResolved e -> {
        String note = e.note().isEmpty() ? "" : ": " + e.note();
        steps.add(plain(seq, at, "approval", (e.approved() ? "approved" : "denied") + note));
      }
      case Entry.ConversationCompacted e -> {
        usage = usage.plus(e.usage());
        steps.add(plain(seq, at, "compaction", e.summary()));
      }
      case Entry.ContextExceeded e -> trouble(seq, at, e.failure(), TaskState.RUNNING);
      case Entry.CallLost e -> {
        usage = usage.plus(e.reckoned());
        steps.add(plain(seq, at, "trouble", "a model call was given up; its cost is reckoned"));
      }
      case Entry.TaskOverBudget e -> {
        state = TaskState.WAITING;
        error = "its budget is spent: " + e.reached();
        steps.add(plain(seq, at, "trouble", error));
      }
      case Entry.TaskBudgetSet e -> steps.add(plain(seq, at, "budget", "has another budget"));
      case Entry.TaskRetrying e -> trouble(seq, at, e.failure(), TaskState.RETRYING);
      case Entry.TaskDeferred e -> trouble(seq, at, e.failure(), TaskState.WAITING);
      case Entry.TaskInterrupted e -> {
        state = TaskState.QUEUED;
        String cause = e.cause().name().toLowerCase(Locale.ROOT);
        steps.add(plain(seq, at, "trouble", "interrupted by " + cause));
      }
      case Entry.TaskEnded e -> ended(at, e);
      case Entry.DeadLetterRedriven e -> {}
      case Entry.DeadLetterDiscarded e -> {}
      case Entry.AskAnswered e -> {}
    }
  }

  private int step() {
    return (int) steps.stream().filter(s -> s.kind().equals("model")).count();
  }

  private Step ofCall(long seq, Instant at, String text, String callId, String outcome) {
    return new Step(seq, at, "tool", step(), text, List.of(), callId, outcome, null);
  }

  private Step plain(long seq, Instant at, String kind, String text) {
    return new Step(seq, at, kind, step(), text, List.of(), null, null, null);
  }

  private void trouble(long seq, Instant at, Failure failure, TaskState next) {
    state = next;
    error = failure.message();
    steps.add(plain(seq, at, "trouble", failure.message()));
  }

  private void ended(Instant at, Entry.TaskEnded end) {
    state = TaskState.of(end);
    endedAt = at;
    error =
        switch (end) {
          case Entry.TaskSucceeded e -> null;
          case Entry.TaskFailed e -> e.failure().message();
          case Entry.TaskDied e -> e.failure().message();
          case Entry.TaskCancelled e ->
              "cancelled" + (e.reason().isEmpty() ? "" : ": ") + e.reason();
          case Entry.TaskExpired e -> "expired at " + queued.expiresAt();
        };
    result = end instanceof Entry.TaskSucceeded e ? e.result() == null ? result : e.result() : null;
  }

  public TaskId id() {
    return id;
  }

  /** What it was sent with. */
  public Entry.TaskQueued queued() {
    return queued;
  }

  public Instant queuedAt() {
    return queuedAt;
  }

  /** Its state as far as the journal's entries of it tell. */
  public TaskState state() {
    return state;
  }

  public int attempt() {
    return attempt;
  }

  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  public Optional<Instant> endedAt() {
    return Optional.ofNullable(endedAt);
  }

  /** The final answer of a task that succeeded. */
  public Optional<String> result() {
    return state == TaskState.SUCCEEDED ? Optional.ofNullable(result) : Optional.empty();
  }

  /** What last went wrong, or why it ended otherwise than well. */
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /** What it came to, for whoever asked for it: its result, or in a sentence why there is none. */
  public String outcome() {
    return result().orElse("task " + id + ' ' + error().orElse("failed"));
  }

  public Usage usage() {
    return usage;
  }

  public List<Step> steps() {
    return List.copyOf(steps);
  }
}
