package dev.reveille.server.control;

import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.core.ModelReply;
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
      case Entry.Subscribed e -> {}
      case Entry.Unsubscribed e -> {}
      case Entry.EventReceived e -> {}
      case Entry.EventRefused e -> {}
      case Entry.EventPublished e -> {
        Map<String, @Nullable Object> params = add("event.published");
        params.put("eventId", e.event().eventId());
        params.put("event", e.event().name());
        params.put("priority", e.event().priority());
        params.put("source", e.event().source());
        params.put("subject", e.event().subject());
      }
      }
      case Entry.MailDied e -> {
        Map<String, @Nullable Object> params = add("deadLetter.added");
        params.put("deadLetterId", id(e.mail()));
        params.put("kind", "mail");
        params.put("mailId", id(e.mail()));
        params.put("reason", e.reason());
