package dev.reveille.server.control;

import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolCall;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients are told of a durable append: a pure function of it, so that whoever resumes at a
 * cursor is told the same things in the same order.
 */
final class Notifications {
  private static final int SHORT = 200;

  /** All that there are, also those of methods that are still to come. */
  static final List<String> NAMES =
      List.of(
          "async.agent.created",
          "async.agent.stateChanged",
          "async.agent.updated",
          "async.agent.deleted",
          "async.task.queued",
          "async.task.started",
          "async.task.step",
          "async.task.waiting",
          "async.task.retrying",
          "async.task.completed",
          "async.task.error",
          "async.task.cancelled",
          "async.task.expired",
          "async.task.dead",
          "async.task.token",
          "async.schedule.fired",
          "async.schedule.skipped",
          "async.schedule.missed",
          "async.mail.delivered",
          "async.mail.bounced",
          "async.event.published",
          "async.approval.requested",
          "async.approval.resolved",
          "async.deadLetter.added",
          "async.deadLetter.redriven",
          "async.budget.exhausted",
          "async.agent.subscribed",
          "async.agent.unsubscribed",
          "async.note.remembered",
          "async.note.forgotten",
          "async.feed.lagged");

  private final Journal.Recorded row;
  private final List<One> all = new ArrayList<>();

  private Notifications(Journal.Recorded row) {
    this.row = row;
  }

  /**
   * @param cursor a client that has seen this one resumes after it
   */
  record One(String method, Cursor cursor, Map<String, @Nullable Object> params) {}

  static List<One> of(Journal.Recorded row) {
    Notifications told = new Notifications(row);
    told.stateChange();
    long seq = row.seq();
    for (Entry entry : row.entries()) {
      told.entry(seq, entry);
      seq++;
    }
    return told.all;
  }

  /** For each entry of an append: whoever resumes there is told what came after that entry. */
  static List<Cursor> cursors(Journal.Recorded row) {
    Notifications told = new Notifications(row);
    List<Cursor> cursors = new ArrayList<>();
    told.stateChange();
    long seq = row.seq();
    for (Entry entry : row.entries()) {
      told.entry(seq++, entry);
      int heard = told.all.size();
      cursors.add(
          heard == 0 ? Cursor.head(row.position() - 1) : new Cursor(row.position(), heard - 1));
    }
    cursors.set(cursors.size() - 1, Cursor.head(row.last()));
    return cursors;
  }

  private Map<String, @Nullable Object> add(String method) {
    Cursor cursor = new Cursor(row.position(), all.size());
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("cursor", cursor.toString());
    params.put("agentId", row.agent());
    params.put("at", row.at());
    all.add(new One("async." + method, cursor, params));
    return params;
  }

  private void stateChange() {
    AgentState before = row.before();
    AgentState after = row.after();
    if (before != null && after != null && before != after) {
      Map<String, @Nullable Object> params = add("agent.stateChanged");
      params.put("from", before);
      params.put("to", after);
      params.put("why", why());
    }
  }

  /** The entry that tells most about the change, in words. */
  private String why() {
    String why = "";
    for (Entry entry : row.entries()) {
      String said =
          switch (entry) {
            case Entry.AgentStarted e -> "started";
            case Entry.AgentStopped e -> "stopped";
            case Entry.FellAsleep e ->
                e.sleep().until() == null
                    ? "put to sleep"
                    : "put to sleep until " + e.sleep().until();
            case Entry.Woke e -> "woken by " + lower(e.cause()) + ": " + e.reason();
            case Entry.TaskStarted e -> "task " + id(e.task()) + " started";
            case Entry.TaskEnded e ->
                "task " + id(e.task()) + ' ' + lower(dev.reveille.core.TaskState.of(e));
            case Entry.ToolSuspended e -> "task " + id(e.task()) + " rests until " + e.until();
            case Entry.TaskRetrying e ->
                "task " + id(e.task()) + " tries again from " + e.notBefore();
            case Entry.TaskDeferred e ->
                "task " + id(e.task()) + " waits for its provider until " + e.until();
            case Entry.ApprovalRequested e ->
                "task " + id(e.task()) + " waits for approval of " + e.tool();
            case Entry.BudgetExhausted e -> "its budget is spent: " + e.reached();
            case Entry.TaskOverBudget e ->
                "the budget of task " + id(e.task()) + " is spent: " + e.reached();
            case Entry.TaskInterrupted e ->
                "task " + id(e.task()) + " interrupted by " + lower(e.cause());
            case Entry e -> "";
          };
      why = said.isEmpty() ? why : said;
    }
    return why;
  }

  private void entry(long seq, Entry entry) {
    switch (entry) {
      case Entry.AgentCreated e -> {
        Map<String, @Nullable Object> params = add("agent.created");
        params.put("definition", e.definition().isEmpty() ? null : e.definition());
        params.put("state", row.after());
      }
      case Entry.AgentUpdated e -> add("agent.updated").put("config", AgentView.json(e.config()));
      case Entry.AgentDeleted e -> add("agent.deleted");
      case Entry.AgentStarted e -> {}
      case Entry.AgentDraining e -> {}
      case Entry.AgentStopped e -> {}
      case Entry.FellAsleep e -> {}
      case Entry.Woke e -> {}
      case Entry.TaskQueued e -> {
        Map<String, @Nullable Object> params = task("queued", seq);
        params.put("priority", e.priority());
        params.put("origin", e.origin());
        params.put("prompt", shortened(e.prompt()));
      }
      case Entry.TaskImported e -> {} // nothing that is done here
      case Entry.OfTask e -> ofTask(seq, e);
      case Entry.OfSchedule e -> ofSchedule(e);
      case Entry.MailReceived e -> {
        Map<String, @Nullable Object> params = add("mail.delivered");
        params.put("mailId", id(seq));
        params.put("from", e.from());
        params.put("subject", e.subject());
        params.put("priority", e.priority());
        params.put("threadId", e.threadId());
      }
      case Entry.MailBounced e -> {
        Map<String, @Nullable Object> params = add("mail.bounced");
        params.put("mailId", id(e.mail()));
        params.put("reason", e.reason());
      }
      case Entry.OfMail e -> {}
      case Entry.NoteRemembered e -> add("note.remembered").put("key", e.note().key());
      case Entry.NoteForgotten e -> add("note.forgotten").put("key", e.key());
      case Entry.Subscribed e -> {
        Map<String, @Nullable Object> params = add("agent.subscribed");
        params.put("subscriptionId", e.subscription().id());
        params.put("events", e.subscription().events());
      }
      case Entry.Unsubscribed e ->
          add("agent.unsubscribed").put("subscriptionId", e.subscription());
      case Entry.EventReceived e -> {}
      case Entry.EventRefused e -> {
        if (e.isDead()) {
          Map<String, @Nullable Object> params = deadLetter("added", seq, "event");
          params.put("eventId", e.eventId());
          params.put("reason", e.why());
        }
      }
      case Entry.EventPublished e -> {
        Map<String, @Nullable Object> params = add("event.published");
        params.put("eventId", e.event().eventId());
        params.put("event", e.event().name());
        params.put("priority", e.event().priority());
        params.put("source", e.event().source());
        params.put("subject", e.event().subject());
      }
      case Entry.BudgetExhausted e -> {
        Map<String, @Nullable Object> params = add("budget.exhausted");
        params.put("reached", e.reached());
        params.put("until", e.until());
      }
      case Entry.MailDied e -> {
        Map<String, @Nullable Object> params = deadLetter("added", e.mail(), "mail");
        params.put("mailId", id(e.mail()));
        params.put("reason", e.reason());
      }
      case Entry.EventUnheard e ->
          deadLetter("added", e.event(), "event").put("reason", "nobody listens to it");
    }
  }

  private void ofSchedule(Entry.OfSchedule entry) {
    switch (entry) {
      case Entry.ScheduleSet e -> {}
      case Entry.SchedulePaused e -> {}
      case Entry.ScheduleResumed e -> {}
      case Entry.ScheduleDeleted e -> {}
      case Entry.ScheduleFired e ->
          firing("fired", e, e.dueAt(), e.byHand()).put("taskId", id(e.task()));
      case Entry.ScheduleSkipped e -> firing("skipped", e, e.dueAt(), false).put("why", e.why());
      case Entry.ScheduleMissed e -> {
        Map<String, @Nullable Object> params = firing("missed", e, e.dueAt(), false);
        params.put("lastDueAt", e.lastDueAt());
        params.put("count", e.count());
        params.put("why", e.why());
      }
    }
  }

  private Map<String, @Nullable Object> firing(
      String outcome, Entry.OfSchedule entry, Instant dueAt, boolean byHand) {
    Map<String, @Nullable Object> params = add("schedule." + outcome);
    params.put("scheduleId", entry.schedule());
    params.put("firingId", ScheduleMethods.firingId(entry.schedule(), dueAt, byHand));
    params.put("dueAt", dueAt);
    return params;
  }

  private void ofTask(long seq, Entry.OfTask entry) {
    long task = entry.task();
    switch (entry) {
      case Entry.TaskStarted e -> {
        Map<String, @Nullable Object> params = task("started", task);
        params.put("attempt", e.attempt());
        params.put("run", e.run());
      }
      case Entry.ModelReplied e -> {
        Map<String, @Nullable Object> params = step(task, "model");
        params.put("step", e.step());
        params.put("text", shortened(e.reply().text()));
        params.put("calls", e.reply().calls().stream().map(ToolCall::tool).toList());
        params.put("usage", e.reply().usage());
        params.put("model", e.reply().model());
      }
      case Entry.ToolCalled e -> {
        Map<String, @Nullable Object> params = step(task, "toolCall");
        params.put("callId", e.callId());
        params.put("tool", e.tool());
      }
      case Entry.ToolReturned e -> {
        Map<String, @Nullable Object> params = step(task, "toolResult");
        params.put("callId", e.callId());
        params.put("outcome", lower(e.outcome()));
        params.put("text", shortened(e.text()));
      }
      case Entry.TaskSteered e -> step(task, "steer").put("text", shortened(e.message()));
      case Entry.TaskNudged e -> {
        Map<String, @Nullable Object> params = step(task, "nudge");
        params.put("cause", lower(e.cause()));
        params.put("text", e.message());
      }
      case Entry.ConversationCompacted e ->
          step(task, "compaction").put("text", shortened(e.summary()));
      case Entry.ContextExceeded e ->
          step(task, "tooLong").put("text", shortened(e.failure().message()));
      case Entry.CallLost e -> step(task, "callLost").put("usage", e.reckoned());
      case Entry.ApprovalRequested e -> approvalRequested(seq, e);
      case Entry.ApprovalResolved e -> approvalResolved(e);
      case Entry.TaskOverBudget e -> {
        String reached = "its budget is spent: " + e.reached();
        task("waiting", task).put("why", reached);
        Map<String, @Nullable Object> params = add("budget.exhausted");
        params.put("taskId", id(task));
        params.put("reached", e.reached());
      }
      case Entry.TaskBudgetSet e -> task("queued", task).put("why", "it has another budget");
      case Entry.ToolSuspended e -> waiting(task, e.until(), e.reason());
      case Entry.TaskDeferred e -> waiting(task, e.until(), e.failure().message());
      case Entry.TaskRetrying e -> {
        Map<String, @Nullable Object> params = task("retrying", task);
        params.put("notBefore", e.notBefore());
        params.put("error", e.failure().message());
      }
      case Entry.TaskInterrupted e -> {
        Map<String, @Nullable Object> params = task("queued", task);
        params.put("again", true);
        params.put("why", "interrupted by " + lower(e.cause()));
      }
      case Entry.TaskSucceeded e ->
          task("completed", task).put("result", e.result() == null ? result(task) : e.result());
      case Entry.TaskFailed e -> task("error", task).put("error", e.failure().message());
      case Entry.TaskCancelled e -> task("cancelled", task).put("reason", e.reason());
      case Entry.TaskExpired e -> task("expired", task);
      case Entry.TaskDied e -> died(e);
      case Entry.DeadLetterRedriven e -> redriven(seq, task);
      case Entry.DeadLetterDiscarded e -> {}
      case Entry.AskAnswered e -> {}
    }
  }

  private void approvalRequested(long seq, Entry.ApprovalRequested e) {
    waiting(e.task(), e.expiresAt(), "somebody must approve the call of " + e.tool());
    Map<String, @Nullable Object> params = approval("requested", seq, e);
    params.put("tool", e.tool());
    params.put("expiresAt", e.expiresAt());
  }

  private void approvalResolved(Entry.ApprovalResolved e) {
    Map<String, @Nullable Object> params = approval("resolved", e.approval(), e);
    params.put("approved", e.approved());
    params.put("note", e.note());
  }

  private Map<String, @Nullable Object> approval(String what, long number, Entry.OfTask e) {
    Map<String, @Nullable Object> params = add("approval." + what);
    params.put("approvalId", id(number));
    params.put("taskId", id(e.task()));
    return params;
  }

  private Map<String, @Nullable Object> task(String what, long task) {
    Map<String, @Nullable Object> params = add("task." + what);
    params.put("taskId", id(task));
    return params;
  }

  private Map<String, @Nullable Object> step(long task, String kind) {
    Map<String, @Nullable Object> params = task("step", task);
    params.put("kind", kind);
    return params;
  }

  private void waiting(long task, Instant until, String why) {
    Map<String, @Nullable Object> params = task("waiting", task);
    params.put("until", until);
    params.put("why", why);
  }

  private Map<String, @Nullable Object> deadLetter(String what, long letter, String kind) {
    Map<String, @Nullable Object> params = add("deadLetter." + what);
    params.put("deadLetterId", id(letter));
    params.put("kind", kind);
    return params;
  }

  private void died(Entry.TaskDied e) {
    task("dead", e.task()).put("error", e.failure().message());
    Map<String, @Nullable Object> params = deadLetter("added", e.task(), "task");
    params.put("taskId", id(e.task()));
    params.put("reason", e.failure().message());
  }

  private void redriven(long seq, long letter) {
    if (isOfEvent(seq)) {
      deadLetter("redriven", letter, "event");
    } else {
      deadLetter("redriven", letter, "task").put("taskId", id(letter));
    }
  }

  /** Whether what was redriven was an event: the task that came of it stands before it. */
  private boolean isOfEvent(long redriven) {
    for (int i = (int) (redriven - row.seq()) - 1; i >= 0; i--) {
      if (row.entries().get(i) instanceof Entry.TaskQueued task) {
        return task.origin().startsWith("event:");
      }
    }
    return false;
  }

  /** The final answer stands in the same append as the end that it leads to. */
  private @Nullable String result(long task) {
    String text = null;
    for (Entry entry : row.entries()) {
      if (entry instanceof Entry.ModelReplied e && e.task() == task) {
        text = e.reply().text();
      }
    }
    return text;
  }

  private TaskId id(long task) {
    return new TaskId(row.agent(), task);
  }

  private static String shortened(String text) {
    return text.length() <= SHORT ? text : text.substring(0, SHORT) + "…";
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
