package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Spending;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Json;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Views.AgentRow;
import dev.reveille.engine.Views.ApprovalRow;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.EventRow;
import dev.reveille.engine.Views.NoteRow;
import dev.reveille.engine.Views.TaskRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares everything in a database with what the journal says it should be: agent after agent, in
 * memory never more than one, its open tasks and its mails.
 */
final class Audit {
  private static final int PAGE = 1_000;
  private static final int BATCH = 4_096;
  private static final int SHOWN = 1_000;

  private final Sql sql;
  private final Consumer<String> out;
  private final JournalRows journal;
  private final Fold fold;
  private final Tables tables;
  private long findings;
  private long appends;
  private final SpendingSums spent = new SpendingSums();
  private final Map<String, Long> counted = new HashMap<>();

  Audit(Sql sql, Consumer<String> out) {
    this.sql = sql;
    this.out = out;
    journal = new JournalRows(sql);
    fold = new Fold(sql);
    tables = new Tables(sql);
  }

  /** How many things are wrong. */
  long run() {
    try {
      integrity();
      positions();
      catchUp();
      bookmarks();
      for (List<AgentId> page = journal.agents("", PAGE);
          !page.isEmpty();
          page = journal.agents(page.getLast().value(), PAGE)) {
        for (AgentId agent : page) {
          agent(agent);
        }
        out.accept(appends + " appends read, up to agent " + page.getLast());
      }
      spending();
      for (String table : Projections.TABLES) {
        strangers(table, counted.getOrDefault(table, 0L));
      }
    } catch (SQLException e) {
      finding("the database cannot be read any further: " + e.getMessage());
    }
    out.accept(
        findings == 0
            ? "all is well: " + appends + " appends"
            : findings
                + " findings; `reveille rebuild` mends query tables and snapshots, and a"
                + " backup all else");
    return findings;
  }

  private void finding(String what) {
    findings++;
    if (findings <= SHOWN) {
      out.accept(what);
    }
  }

  private void differs(String where, @Nullable Object found, @Nullable Object wanted) {
    if (!Objects.equals(found, wanted)) {
      finding(where + " is " + found + ", but by the journal it is " + wanted);
    }
  }

  // ── the file and the journal as a whole ────────────────────────────────────────────────────

  private void integrity() throws SQLException {
    if (sql.dialect() == Dialect.POSTGRES) {
      differs(
          "the head", sql.number("SELECT value FROM progress WHERE name = 'head'"), journal.head());
      return; // its files are PostgreSQL's: pg_amcheck looks at them
    }
    try (ResultSet row = sql.prepare("PRAGMA integrity_check").executeQuery()) {
      while (row.next()) {
        if (!Text.get(row, 1).equals("ok")) {
          finding("the file is damaged: " + Text.get(row, 1));
        }
      }
    }
  }

  private void positions() throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT position, expected
            FROM (SELECT position, lag(position + entry_count, 1, 1) OVER (ORDER BY position)
                    AS expected FROM journal) AS steps
            WHERE position <> expected
            """);
    try (ResultSet row = s.executeQuery()) {
      while (row.next()) {
        finding("the journal goes on at " + row.getLong(1) + " instead of " + row.getLong(2));
      }
    }
  }

  private void catchUp() throws SQLException {
    try {
      long late = new CatchUp(sql, Retention.ALL).run(n -> {});
      if (late > 0) {
        out.accept("the query tables were " + late + " appends behind, as after a crash");
      }
    } catch (RuntimeException e) {
      finding("the query tables cannot be brought up to date: " + e.getMessage());
    }
  }

  private void bookmarks() throws SQLException {
    long furthest = new Bookmarks(sql).furthest();
    if (furthest > journal.head()) {
      finding("a bookmark is at " + furthest + ", but the journal ends at " + journal.head());
    }
  }

  private void spending() throws SQLException {
    List<Spending> wanted = List.copyOf(spent.periods());
    count("spending", wanted.size());
    differs("what was spent by the hour", new Spendings(sql).all(), wanted);
  }

  private void count(String table, int rows) {
    counted.merge(table, (long) rows, Long::sum);
  }

  private void strangers(String table, long known) throws SQLException {
    long rows = sql.number("SELECT count(*) FROM " + table);
    if (rows != known) {
      finding(table + " has " + rows + " rows, but by the journal it has " + known);
    }
  }

  // ── one agent ──────────────────────────────────────────────────────────────────────────────

  private void agent(AgentId id) throws SQLException {
    Pending pending = new Pending();
    Saved saved = saved(id);
    long deletedAt = journal.lastDeletion(id);
    Agent last;
    try {
      last =
          fold.walk(
              Agent.absent(id),
              (row, before, after) -> {
                states(row, before, after);
                pending.add(row.position(), row.entries(), row.at(), before, after);
                spent.add(row.entries(), row.at());
                saved.compare(after);
                if (++appends % BATCH == 0) {
                  endedTasks(pending, after);
                  lines(pending, row.seq() > deletedAt);
                }
              });
    } catch (DamagedJournal e) {
      finding(String.valueOf(e.getMessage()));
      return;
    }
    differs("the last number of " + id, journal.lastSeq(id), last.seq());
    saved.finish();
    projections(pending, last);
    lines(pending, true);
    for (Map<Long, MailChange> ofOne : pending.mails().values()) {
      for (MailChange mail : ofOne.values()) {
        mail(mail);
      }
    }
  }

  private void states(Recorded row, Agent before, Agent after) {
    String where = "at position " + row.position() + " the state of " + after.id();
    differs(where + " before", row.before(), JournalRows.stateOf(before));
    differs(where + " after", row.after(), JournalRows.stateOf(after));
  }

  private void projections(Pending pending, Agent agent) throws SQLException {
    Pending.AgentChange change = Objects.requireNonNull(pending.agents().get(agent.id().value()));
    Optional<AgentRow> wanted = agent.exists() ? Optional.of(change.row()) : Optional.empty();
    count("agents", agent.exists() ? 1 : 0);
    String name = agent.id().value();
    differs("the row of agent " + name, Queries.agent(sql, name), wanted);
    differs("busy of agent " + name, isBusy(name), agent.exists() && change.isBusy());
    if (sql.dialect().hasSlices() && agent.exists()) {
      differs("the slice of agent " + name, slice(name), (long) Slices.of(agent.id()));
    }
    differs("wake_load of agent " + name, wakeLoad(name), change.wakeLoad());
    Set<String> heard = Patterns.patterns(agent);
    count("listeners", heard.size());
    differs("what agent " + name + " listens for", tables.patterns.of(name), heard);
    List<ApprovalRow> asked = Approvals.of(agent);
    count("approvals", asked.size());
    differs(
        "what agent " + name + " asks for",
        tables.approvals.list(name, null, asked.size() + 1),
        asked);
    notes(pending, agent.id());
    for (TaskChange task : pending.tasks()) {
      task(task, agent);
    }
    List<DeadLetter> letters =
        pending.deadLetters().values().stream()
            .filter(Objects::nonNull)
            .sorted((a, b) -> Long.compare(b.cursor(), a.cursor()))
            .toList();
    count("dead_letters", letters.size());
    differs(
        "the open dead letters of " + name,
        Queries.deadLetters(sql, null, name, null, Integer.MAX_VALUE),
        letters);
  }

  private void notes(Pending pending, AgentId owner) throws SQLException {
    List<NoteRow> wanted =
        pending.notes().getOrDefault(owner, Map.of()).values().stream()
            .filter(Objects::nonNull)
            .sorted((a, b) -> Long.compare(b.cursor(), a.cursor()))
            .toList();
    count("notes", wanted.size());
    differs("the notes of " + owner, tables.notes.list(owner, "", 0, Integer.MAX_VALUE), wanted);
  }

  private boolean isBusy(String agent) throws SQLException {
    PreparedStatement s = sql.prepare("SELECT busy FROM agents WHERE agent_id = ?");
    Text.set(s, 1, agent);
    try (ResultSet row = s.executeQuery()) {
      return row.next() && row.getInt(1) == 1;
    }
  }

  private long slice(String agent) throws SQLException {
    PreparedStatement s = sql.prepare("SELECT slice FROM agents WHERE agent_id = ?");
    Text.set(s, 1, agent);
    List<Long> found = Queries.list(s, row -> row.getLong(1));
    return found.isEmpty() ? -1 : found.getFirst();
  }

  private @Nullable Double wakeLoad(String agent) throws SQLException {
    PreparedStatement s = sql.prepare("SELECT wake_load FROM agents WHERE agent_id = ?");
    Text.set(s, 1, agent);
    try (ResultSet row = s.executeQuery()) {
      return row.next() && row.getObject(1) != null ? row.getDouble(1) : null;
    }
  }

  /** Ended tasks change no more: once compared they need not be remembered. */
  private void endedTasks(Pending pending, Agent agent) throws SQLException {
    List<TaskChange> ended = pending.tasks().stream().filter(TaskChange::hasEnded).toList();
    for (TaskChange task : ended) {
      task(task, agent);
    }
    pending.tasks().removeIf(TaskChange::hasEnded);
  }

  private void task(TaskChange task, Agent agent) throws SQLException {
    count("tasks", 1);
    if (!task.isNew()) {
      finding("task " + task.id + " was never queued");
      return;
    }
    TaskRow wanted = task.row(agent);
    differs("the row of task " + task.id, Queries.task(sql, task.id).orElse(null), wanted);
  }

  /** A mark on something that is no mail, or on one of a former life, is on nothing. */
  private void mail(MailChange mail) throws SQLException {
    if (!mail.isNew()) {
      return;
    }
    count("mails", 1);
    differs("the row of mail " + mail.id, tables.mails.get(mail.id).orElse(null), mail.row());
  }

  /**
   * Firings and events never change: once compared they need not be remembered.
   *
   * @param lastLife false if the agent was deleted after these, and its firings with it
   */
  private void lines(Pending pending, boolean lastLife) throws SQLException {
    if (!lastLife) {
      pending.firings().clear();
    }
    for (List<Firings.Firing> ofOne : pending.firings().values()) {
      count("firings", ofOne.size());
      for (Firings.Firing wanted : ofOne) {
        long position = wanted.row().cursor();
        differs("the firing at position " + position, tables.firings.at(position), wanted);
      }
    }
    pending.firings().clear();
    long oldest = tables.events.oldest(); // what lay before has been dropped
    pending.events().removeIf(event -> event.cursor() < oldest);
    count("events", pending.events().size());
    for (EventRow wanted : pending.events()) {
      differs(
          "the event at position " + wanted.cursor(), tables.events.at(wanted.cursor()), wanted);
    }
    pending.events().clear();
  }

  // ── its snapshot ───────────────────────────────────────────────────────────────────────────

  private Saved saved(AgentId id) throws SQLException {
    PreparedStatement s =
        sql.prepare("SELECT seq, body FROM snapshots WHERE agent_id = ? AND format = ?");
    Text.set(s, 1, id.value());
    s.setInt(2, Snapshots.FORMAT);
    try (ResultSet row = s.executeQuery()) {
      return row.next() ? new Saved(row.getLong(1), row.getBytes(2)) : new Saved(0, new byte[0]);
    }
  }

  /** The snapshot of the agent that is read; seq 0: it has none. */
  private final class Saved {
    private final long seq;
    private final byte[] body;
    private boolean compared;

    Saved(long seq, byte[] body) {
      this.seq = seq;
      this.body = body;
      compared = seq == 0;
    }

    void compare(Agent agent) {
      if (agent.seq() == seq) {
        compared = true;
        try {
          differs("the snapshot of " + agent.id() + " at " + seq, Json.agent(body), agent);
        } catch (RuntimeException e) {
          finding("the snapshot of " + agent.id() + " cannot be read: " + e.getMessage());
        }
      }
    }

    void finish() {
      if (!compared) {
        finding("a snapshot is of number " + seq + ", where no append ends");
      }
    }
  }
}
