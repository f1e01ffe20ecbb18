package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Views.MailFilter;
import dev.reveille.engine.Views.MailRow;
import dev.reveille.engine.Views.MailStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of mails, by a connection. */
final class Mails {
  private static final Priority[] PRIORITIES = Priority.values();
  private static final MailStatus[] STATUSES = MailStatus.values();

  private static final String MAIL =
      """
      SELECT position, agent_id, seq, sender, subject, priority, thread_id, reply_to, status,
        received_at_ms
      FROM mails
      """;

  private final Sql sql;

  Mails(Sql sql) {
    this.sql = sql;
  }

  void write(MailChange mail) throws SQLException {
    if (mail.isNew()) {
      insert(mail.row());
    } else {
      update(mail);
    }
  }

  private void insert(MailRow row) throws SQLException {
    Change s =
        sql.change(
            """
            INSERT INTO mails
              (position, agent_id, seq, sender, subject, priority, thread_id, reply_to, status,
               received_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (position) DO UPDATE SET status = excluded.status
            """);
    s.setLong(1, row.cursor());
    Text.set(s, 2, row.id().agent().value());
    s.setLong(3, row.id().seq());
    Text.set(s, 4, row.from());
    Text.set(s, 5, row.subject());
    s.setInt(6, row.priority().ordinal());
    Text.set(s, 7, row.threadId());
    Text.set(s, 8, row.replyTo());
    s.setInt(9, row.status().ordinal());
    Millis.set(s, 10, row.receivedAt());
    s.write();
  }

  private void update(MailChange mail) throws SQLException {
    Change s =
        sql.change("UPDATE mails SET status = ? WHERE agent_id = ? AND seq = ? AND status <> ?");
    s.setInt(1, mail.status().ordinal());
    Text.set(s, 2, mail.id.agent().value());
    s.setLong(3, mail.id.seq());
    s.setInt(4, mail.sparesReplied() ? MailStatus.REPLIED.ordinal() : -1);
    s.write();
  }

  void deleteOf(String agentId) throws SQLException {
    Change s = sql.change("DELETE FROM mails WHERE agent_id = ?");
    Text.set(s, 1, agentId);
    s.write();
  }

  /** Mails of one mailbox, the newest first. */
  List<MailRow> list(MailFilter filter, @Nullable Long before, int limit) throws SQLException {
    Where where = new Where().and("agent_id = ?", filter.mailbox());
    if (filter.status() != null) {
      where.and("status = ?", filter.status().ordinal());
    }
    if (before != null) {
      where.and("position < ?", before);
    }
    // Within a mailbox the order of numbers is that of positions, and has an index.
    return Queries.list(where.prepare(sql, MAIL, "ORDER BY seq DESC", limit), Mails::row);
  }

  Optional<MailRow> get(TaskId id) throws SQLException {
    Where where = new Where().and("agent_id = ?", id.agent().value()).and("seq = ?", id.seq());
    return Queries.list(where.prepare(sql, MAIL, "", 1), Mails::row).stream().findFirst();
  }

  private static MailRow row(ResultSet row) throws SQLException {
    return new MailRow(
        row.getLong(1),
        new TaskId(new AgentId(Text.get(row, 2)), row.getLong(3)),
        Text.get(row, 4),
        Text.get(row, 5),
        PRIORITIES[row.getInt(6)],
        Text.get(row, 7),
        Text.get(row, 8),
        STATUSES[row.getInt(9)],
        Millis.get(row, 10));
  }
}
