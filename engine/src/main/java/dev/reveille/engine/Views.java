package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.core.Note;
import dev.reveille.core.Priority;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query tables: projections of the journal, of all that was durable when a call began. They can
 * be dropped and rebuilt. All methods block; pages are bounded by their {@code limit}.
 */
public interface Views extends Accounts, Listeners, Threads {

  /** Agents by name, after a name. */
  List<AgentRow> agents(AgentFilter filter, String after, int limit);

  Optional<AgentRow> agent(String agentId);

  /** How many agents there are, by state, without mailboxes and the event log. */
  Census agentsByState();

  /**
   * What is not at its end, in numbers. It costs as much as there is of that, however long the
   * history is.
   *
   * @param wakesBefore until when wakes are counted
   */
  Standing standing(Instant wakesBefore);

  /** Tasks, the newest first, before a cursor. */
  List<TaskRow> tasks(TaskFilter filter, @Nullable Long before, int limit);

  Optional<TaskRow> task(TaskId id);

  @Override
  default List<TaskId> running() {
    List<TaskId> running = new ArrayList<>();
    TaskFilter filter = new TaskFilter(null, TaskState.RUNNING);
    List<TaskRow> page = tasks(filter, null, 1_000);
    while (!page.isEmpty()) {
      page.forEach(row -> running.add(row.id()));
      page = tasks(filter, page.getLast().cursor(), 1_000);
    }
    return running;
  }

  /**
   * Open dead letters, the newest first, before a cursor.
   *
   * @param kind null: any
   * @param agentId null: anybody's
   */
  List<DeadLetter> deadLetters(
      DeadLetter.@Nullable Kind kind, @Nullable String agentId, @Nullable Long before, int limit);

  /** Mails of one mailbox, the newest first, before a cursor. */
  List<MailRow> mails(MailFilter filter, @Nullable Long before, int limit);

  Optional<MailRow> mail(TaskId id);

  /** The ledger of one schedule, the newest line first, before a cursor. */
  List<FiringRow> firings(String agentId, String scheduleId, @Nullable Long before, int limit);

  /**
   * Published events, the newest first, before a cursor; as far back as the store keeps them.
   *
   * @param name of the event, {@code *} as wildcard; null: any
   * @param since not older than this; null: any
   */
  List<EventRow> events(
      @Nullable String name, @Nullable Instant since, @Nullable Long before, int limit);

  /**
   * Calls that wait for approval, by agent and number, after one of them.
   *
   * @param agentId null: anybody's
   * @param after null: from the first one on
   */
  List<ApprovalRow> approvals(@Nullable String agentId, @Nullable TaskId after, int limit);

  /**
   * Notes of an agent or a team.
   *
   * @param words the best first of those that have one of them in key, text or tags, or a word that
   *     begins so; none: all, the newest first
   * @param skip so many are passed over
   */
  List<NoteRow> notes(AgentId owner, String words, int skip, int limit);

  /** Agents that sleep until the load is below a value greater than this one. */
  List<AgentId> wakeableAtLoad(double load, int limit);

  /**
   * @param position of the newest entry that is counted: who hears the journal counts on behind it
   * @param agents by state; states that no agent is in may be missing
   */
  record Census(long position, Map<AgentState, Long> agents) {
    /** Nothing has been written. */
    static final Census NOBODY = new Census(0, Map.of());

    public Census {
      agents = Map.copyOf(agents);
    }
  }

  /**
   * @param tasks that have not ended, by state; states that none is in may be missing
   * @param oldest the one that has been queued for longest, of those that have not begun; null if
   *     there is none
   * @param deadLetters that are open, by kind
   * @param approvals that somebody must decide on
   * @param wakes agents that have something to do by themselves before the instant asked for
   */
  record Standing(
      Map<TaskState, Long> tasks,
      @Nullable Waiting oldest,
      Map<DeadLetter.Kind, Long> deadLetters,
      long approvals,
      long wakes) {
    public Standing {
      tasks = Map.copyOf(tasks);
      deadLetters = Map.copyOf(deadLetters);
    }
  }

  record Waiting(TaskId task, Instant queuedAt) {}

  /**
   * @param id agent and number of the request
   * @param task number of the task whose call it is
   */
  record ApprovalRow(
      TaskId id, long task, String callId, String tool, Instant requestedAt, Instant expiresAt) {

    /** What calls of an agent wait for, by their numbers. */
    public static List<ApprovalRow> of(Agent agent) {
      List<ApprovalRow> rows = new ArrayList<>();
      for (Task task : agent.tasks()) {
        for (Task.Call call : task.calls()) {
          Instant since = call.restsSince();
          Instant until = call.wakeAt();
          if (call.approval() != 0 && since != null && until != null) {
            TaskId id = new TaskId(agent.id(), call.approval());
            rows.add(new ApprovalRow(id, task.seq(), call.callId(), call.tool(), since, until));
          }
        }
      }
      rows.sort(Comparator.comparingLong(row -> row.id().seq()));
      return rows;
    }
  }

  record MailFilter(String mailbox, @Nullable MailStatus status) {}

  /** What its owner has done with a mail. */
  enum MailStatus {
    UNREAD,
    READ,
    REPLIED,
    ARCHIVED,
    EXPIRED,
    BOUNCED
  }

  /**
   * @param cursor its place in the order of all mails
   * @param id mailbox and number, written {@code MAILBOX/NUMBER}
   */
  record MailRow(
      long cursor,
      TaskId id,
      String from,
      String subject,
      Priority priority,
      String threadId,
      @Nullable String replyTo,
      MailStatus status,
      Instant receivedAt) {

    /** A mail that has come just now. */
    public static MailRow of(Entry.MailReceived e, long cursor, TaskId id, Instant at) {
      return new MailRow(
          cursor,
          id,
          e.from(),
          e.subject(),
          e.priority(),
          e.threadId(),
          e.replyTo(),
          MailStatus.UNREAD,
          at);
    }

    /** The same mail, with which that was done. */
    public MailRow with(MailStatus now) {
      return new MailRow(cursor, id, from, subject, priority, threadId, replyTo, now, receivedAt);
    }
  }

  /**
   * A line of a schedule's ledger.
   *
   * @param dueAt the due instant, or the first of several that were missed together
   * @param count how many due instants the line stands for
   * @param task number of the task that came of it; 0 if none did
   */
  record FiringRow(
      long cursor,
      Instant dueAt,
      Instant lastDueAt,
      int count,
      Outcome outcome,
      boolean byHand,
      @Nullable String why,
      long task,
      Instant at) {

    /** What became of a due instant. */
    public enum Outcome {
      FIRED,
      SKIPPED,
      MISSED
    }
  }

  /**
   * @param seq its number in the event log's journal
   */
  record EventRow(long cursor, long seq, String name, Instant at) {}

  /**
   * @param cursor the place of its last change
   */
  record NoteRow(long cursor, AgentId owner, Note note, Instant at) {}

  record AgentFilter(
      @Nullable AgentState state, @Nullable String definition, @Nullable String prefix) {}

  /**
   * @param agentId null: anybody's
   * @param state null: any
   * @param threadId of this agent's thread; null: any. Needs an agent
   */
  record TaskFilter(
      @Nullable String agentId, @Nullable TaskState state, @Nullable String threadId) {
    public TaskFilter {
      if (threadId != null && agentId == null) {
        throw new IllegalArgumentException("a thread is one agent's, and none is named");
      }
    }

    public TaskFilter(@Nullable String agentId, @Nullable TaskState state) {
      this(agentId, state, null);
    }
  }

  /**
   * @param running tasks that run
   * @param queued unfinished tasks that do not
   * @param wakeAt when it has something to do by itself; null if only a command moves it
   */
  record AgentRow(
      String agentId,
      AgentState state,
      String definition,
      Instant createdAt,
      Instant since,
      int running,
      int queued,
      @Nullable Instant wakeAt,
      int errorCount,
      @Nullable Instant lastActive,
      long seq) {}

  /**
   * @param cursor its place in the order of all tasks
   * @param startedAt when it was taken up for the first time
   * @param lastSeq number of the entry that ended it, or 0
   */
  record TaskRow(
      long cursor,
      TaskId id,
      TaskState state,
      Priority priority,
      @Nullable String threadId,
      String origin,
      int attempt,
      Instant queuedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      long lastSeq) {}

  /**
   * @param task agent and number of what is dead: a task, a mail, an event of the event log that
   *     nobody heard, or an agent's {@link dev.reveille.core.Entry.EventRefused}
   */
  record DeadLetter(long cursor, Kind kind, TaskId task, String reason, Instant at) {

    /** What is dead. */
    public enum Kind {
      TASK,
      EVENT,
      MAIL
    }
  }
}
