package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Views.AgentRow;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.EventRow;
import dev.reveille.engine.Views.NoteRow;
import dev.reveille.engine.Views.TaskRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what is pending into the query tables. To be called within a transaction. */
final class Projections {
  /** All that {@link #write} fills. */
  static final List<String> TABLES =
      List.of(
          "agents",
          "tasks",
          "dead_letters",
          "mails",
          "firings",
          "events",
          "listeners",
          "approvals",
          "notes",
          "spending");

  private static final int MOST_DROPPED = 16_384;

  private final Sql sql;
  private final Tables tables;
  private final Spendings spendings;
  private final Retention retention;
  private long lookedAfter = Long.MAX_VALUE;
  private Instant lookedAt = Instant.MIN;
  private final String agentUpsert;

  Projections(Sql sql, Retention retention) {
    this.sql = sql;
    this.retention = retention;
    tables = new Tables(sql);
    spendings = new Spendings(sql);
    agentUpsert = agentUpsert(sql.dialect().hasSlices());
  }

  /** The journal up to here is in the query tables. */
  long position() throws SQLException {
    return sql.number("SELECT value FROM progress WHERE name = 'projected_position'");
  }

  /** The tables have all up to a position; what was spent on the way is added in the same step. */
  void advance(long position, Pending pending) throws SQLException {
    spent(pending);
    position(position);
  }

  /** Adds what was spent: once, in the transaction that moves the position. */
  void spent(Pending pending) throws SQLException {
    spendings.add(pending.spent().periods());
  }

  private void position(long position) throws SQLException {
    Change s = sql.change("UPDATE progress SET value = ? WHERE name = 'projected_position'");
    s.setLong(1, position);
    s.write();
  }

  void write(Pending pending) throws SQLException {
    for (Map.Entry<String, Pending.AgentChange> e : pending.agents().entrySet()) {
      write(e.getKey(), e.getValue());
    }
    for (TaskChange task : pending.tasks()) {
      if (task.isNew()) {
        insert(task, pending.agentOf(task));
      } else {
        update(task, pending.agentOf(task));
      }
    }
    for (Map.Entry<TaskId, @Nullable DeadLetter> e : pending.deadLetters().entrySet()) {
      DeadLetter letter = e.getValue();
      if (letter == null) {
        deleteLetter(e.getKey());
      } else {
        insert(letter);
      }
    }
    for (Map<Long, MailChange> ofOne : pending.mails().values()) {
      for (MailChange mail : ofOne.values()) {
        tables.mails.write(mail);
      }
    }
    for (List<Firings.Firing> ofOne : pending.firings().values()) {
      for (Firings.Firing firing : ofOne) {
        tables.firings.insert(firing);
      }
    }
    for (EventRow event : pending.events()) {
      tables.events.insert(event);
    }
    if (!pending.events().isEmpty()) {
      lookAfter(pending.events().getLast());
    }
    for (Map.Entry<AgentId, Map<String, @Nullable NoteRow>> of : pending.notes().entrySet()) {
      write(of.getKey(), of.getValue());
    }
  }

  private void write(AgentId owner, Map<String, @Nullable NoteRow> changed) throws SQLException {
    for (Map.Entry<String, @Nullable NoteRow> note : changed.entrySet()) {
      NoteRow row = note.getValue();
      if (row == null) {
        tables.notes.delete(owner, note.getKey());
      } else {
        tables.notes.put(row);
      }
    }
  }

  /** Drops old events now and then, no more at once than two such times bring. */
  private void lookAfter(EventRow newest) throws SQLException {
    boolean first = newest.seq() < lookedAfter;
    if (first
        || newest.seq() - lookedAfter >= retention.every()
        || newest.at().isAfter(lookedAt.plus(retention.age().dividedBy(30)))) {
      lookedAfter = newest.seq();
      lookedAt = newest.at();
      tables.events.drop(retention, newest, MOST_DROPPED);
    }
  }

  private void write(String agentId, Pending.AgentChange change) throws SQLException {
    if (change.deleted()) {
      deleteLetters(agentId);
      tables.mails.deleteOf(agentId);
      tables.firings.deleteOf(agentId);
      tables.notes.deleteOf(agentId);
    }
    if (change.listensAnew()) {
      tables.patterns.replace(change.agent());
    }
    if (change.asksAnew()) {
      tables.approvals.replace(change.agent());
    }
    if (change.agent().exists()) {
      upsert(change);
    } else {
      delete(agentId);
    }
  }

  /** Empties the query tables; they must be filled from the first entry on. */
  void clear() throws SQLException {
    for (String table : TABLES) {
      sql.run("DELETE FROM " + table);
    }
    position(0);
  }

  // ── agents ─────────────────────────────────────────────────────────────────────────────────

  private void upsert(Pending.AgentChange change) throws SQLException {
    Change s = sql.change(agentUpsert);
    AgentRow row = change.row();
    Text.set(s, 1, row.agentId());
    s.setInt(2, row.state().ordinal());
    Text.set(s, 3, row.definition());
    Millis.set(s, 4, row.createdAt());
    Millis.set(s, 5, row.since());
    s.setInt(6, row.running());
    s.setInt(7, row.queued());
    Millis.set(s, 8, row.wakeAt());
    s.setInt(9, change.isBusy() ? 1 : 0);
    s.setInt(10, row.errorCount());
    Millis.set(s, 11, row.lastActive());
    s.setLong(12, row.seq());
    s.setDouble(13, change.wakeLoad());
    if (sql.dialect().hasSlices()) {
      s.setInt(14, Slices.of(change.agent().id()));
    }
    s.write();
  }

  private static String agentUpsert(boolean sliced) {
    return """
    INSERT INTO agents
      (agent_id, state, definition, created_at_ms, since_ms, running, queued, wake_at_ms,
       busy, error_count, last_active_ms, seq, wake_load%s)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?%s)
    ON CONFLICT (agent_id) DO UPDATE SET
      state = excluded.state, definition = excluded.definition,
      created_at_ms = excluded.created_at_ms, since_ms = excluded.since_ms,
      running = excluded.running, queued = excluded.queued,
      wake_at_ms = excluded.wake_at_ms, busy = excluded.busy,
      error_count = excluded.error_count, last_active_ms = excluded.last_active_ms,
      seq = excluded.seq, wake_load = excluded.wake_load
    """
        .formatted(sliced ? ", slice" : "", sliced ? ", ?" : "");
  }

  private void delete(String agentId) throws SQLException {
    Change s = sql.change("DELETE FROM agents WHERE agent_id = ?");
    Text.set(s, 1, agentId);
    s.write();
  }

  // ── tasks ──────────────────────────────────────────────────────────────────────────────────

  private void insert(TaskChange task, Agent agent) throws SQLException {
    Change s =
        sql.change(
            """
            INSERT INTO tasks
              (position, agent_id, seq, state, priority, thread_id, origin, attempt,
               queued_at_ms, started_at_ms, ended_at_ms, last_seq)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (position) DO UPDATE SET
              state = excluded.state, attempt = excluded.attempt,
              started_at_ms = excluded.started_at_ms, ended_at_ms = excluded.ended_at_ms,
              last_seq = excluded.last_seq
            """);
    TaskRow row = task.row(agent);
    s.setLong(1, row.cursor());
    Text.set(s, 2, row.id().agent().value());
    s.setLong(3, row.id().seq());
    s.setInt(4, row.state().ordinal());
    s.setInt(5, row.priority().ordinal());
    Text.set(s, 6, row.threadId());
    Text.set(s, 7, row.origin());
    s.setInt(8, row.attempt());
    Millis.set(s, 9, row.queuedAt());
    Millis.set(s, 10, row.startedAt());
    Millis.set(s, 11, row.endedAt());
    s.setLong(12, row.lastSeq());
    s.write();
  }

  private void update(TaskChange task, Agent agent) throws SQLException {
    Change s =
        sql.change(
            """
            UPDATE tasks
            SET state = ?, attempt = coalesce(?, attempt),
              started_at_ms = coalesce(started_at_ms, ?), ended_at_ms = ?, last_seq = ?
            WHERE agent_id = ? AND seq = ?
            """);
    s.setInt(1, task.state(agent).ordinal());
    s.setInt(2, task.attempt);
    Millis.set(s, 3, task.startedAt);
    Millis.set(s, 4, task.endedAt);
    s.setLong(5, task.lastSeq);
    Text.set(s, 6, task.id.agent().value());
    s.setLong(7, task.id.seq());
    s.write();
  }

  // ── dead letters ───────────────────────────────────────────────────────────────────────────

  private void insert(DeadLetter letter) throws SQLException {
    Change s =
        sql.change(
            """
            INSERT INTO dead_letters
              (position, agent_id, task_seq, reason, at_ms, kind)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (agent_id, task_seq) DO UPDATE SET
              position = excluded.position, reason = excluded.reason,
              at_ms = excluded.at_ms, kind = excluded.kind
            """);
    s.setLong(1, letter.cursor());
    Text.set(s, 2, letter.task().agent().value());
    s.setLong(3, letter.task().seq());
    Text.set(s, 4, letter.reason());
    Millis.set(s, 5, letter.at());
    s.setInt(6, letter.kind().ordinal());
    s.write();
  }

  private void deleteLetter(TaskId task) throws SQLException {
    Change s = sql.change("DELETE FROM dead_letters WHERE agent_id = ? AND task_seq = ?");
    Text.set(s, 1, task.agent().value());
    s.setLong(2, task.seq());
    s.write();
  }

  private void deleteLetters(String agentId) throws SQLException {
    Change s = sql.change("DELETE FROM dead_letters WHERE agent_id = ?");
    Text.set(s, 1, agentId);
    s.write();
  }
}
