package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.engine.CommitListener;
import dev.reveille.engine.Journal.Append;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal;
import dev.reveille.engine.Journal.Refusal.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of this process that writes a database which other processes write, too. Whoever
 * appends locks the row with the journal's head first, so that positions are committed in their
 * order and without gaps, and what is said of an agent's last number holds until the commit.
 *
 * <pre>
 *   group ──▶ head locked ──▶ fenced one by one ──▶ rows and query tables ──▶ COMMIT
 *         ──▶ what others committed before is heard ──▶ listeners, receipts
 *                                     └── fails: all of it is refused, the connection opened anew
 * </pre>
 */
final class PostgresWriter {
  private static final Logger log = LoggerFactory.getLogger(PostgresWriter.class);
  private static final int PAGE = 1_000;
  private static final int MOST_CORRECTED = 10_000;

  private final Postgres database;
  private final Trouble trouble;
  private final StoreConfig config;
  private final Intake intake;
  private final Retrying retrying;
  private final List<Consumer<List<Recorded>>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<List<Recorded>>> ofOwn = new CopyOnWriteArrayList<>();
  private final Unsure unsure = new Unsure();
  private final Heads heads;
  private final BrokenChains broken = new BrokenChains();
  private final Leisure leisure = new Leisure();
  private @Nullable Session session;
  private long leisureSinceNanos;
  private volatile CommitListener commits = CommitListener.NONE;
  private volatile @Nullable UnderWay underWay;
  private volatile long head;
  private volatile int backend;
  private @Nullable Mark mark;
  private String said = "";

  /** A transaction, for whoever sees to it that it ends. */
  private record UnderWay(Sql sql, long sinceNanos) {}

  /** The newest that was heard: by it a history is known. */
  private record Mark(long position, AgentId agent, long seq, Instant at) {
    static Mark of(Recorded row) {
      return new Mark(row.position(), row.agent(), row.seq(), row.at());
    }
  }

  /** Opens the database. */
  PostgresWriter(
      Postgres database,
      StoreConfig config,
      Intake intake,
      PostgresClock compared,
      InstantSource clock)
      throws SQLException {
    this.database = database;
    trouble = database.trouble();
    this.config = config;
    this.intake = intake;
    retrying = new Retrying(clock);
    heads = new Heads(config.heads());
    Session first = open();
    session = first;
    head = newest(first, "");
    mark = markAt(first, head);
    compared.look(first.sql);
  }

  /** The position of the newest entry that listeners of this process have heard. */
  long head() {
    return head;
  }

  /** The number that its connection has at the database now. */
  int backend() {
    return backend;
  }

  Health health() {
    return retrying.health();
  }

  void onDurable(Consumer<List<Recorded>> listener) {
    listeners.add(listener);
  }

  void onWritten(Consumer<List<Recorded>> listener) {
    ofOwn.add(listener);
  }

  void onCommit(CommitListener listener) {
    commits = listener;
  }

  /** Works until the intake is closed and empty. */
  void run() {
    List<Request> group;
    while ((group = intake.take(patience())) != null) {
      work(group);
    }
    writeLeisure();
    disconnect();
  }

  private void work(List<Request> group) {
    List<Request.Write> writes = new ArrayList<>(group.size());
    List<Request.Keep> keeps = new ArrayList<>();
    List<Request.Bookmark> marks = new ArrayList<>(0);
    boolean look = false;
    for (Request request : group) {
      switch (request) {
        case Request.Write write -> writes.add(write);
        case Request.Keep keep -> keeps.add(keep);
        case Request.Bookmark mark -> marks.add(mark);
        case Request.Look _ -> look = true;
        case Request.Settle settle -> settle.done().complete(true); // they always are
      }
    }
    if (connected() == null) {
      Refusal refusal = new Refusal(Reason.UNAVAILABLE, retrying.why());
      writes.forEach(write -> refuse(write, refusal));
      return;
    }
    if (!writes.isEmpty()) {
      write(writes);
    } else if (look) {
      look();
    }
    keep(keeps);
    mark(marks);
    if (leisure.isFull()
        || !leisure.isEmpty() && leisureNanos() >= config.projectAfter().toNanos()) {
      writeLeisure();
    }
  }

  // ── the journal ────────────────────────────────────────────────────────────────────────────

  private void write(List<Request.Write> writes) {
    long began = System.nanoTime();
    Group group;
    try {
      Session s = live();
      underWay = new UnderWay(s.sql, began);
      group = commit(s, writes);
      underWay = null;
      commits.committed(group.appends(), Duration.ofNanos(System.nanoTime() - began));
      // Listeners hear in the order of positions: if what others wrote cannot be read, they hear
      // of these when it can, and whoever waits is told that nothing is known.
      tellOfOthers(s, group.first() - 1);
    } catch (SQLException | RuntimeException e) {
      failed(e);
      Refusal refusal = new Refusal(Reason.UNAVAILABLE, retrying.why());
      writes.forEach(write -> refuse(write, refusal));
      return;
    }
    List<Recorded> rows = group.rows();
    if (!rows.isEmpty()) {
      head = rows.getLast().last();
      mark = Mark.of(rows.getLast());
      unsure.settle(head);
      Group.tell(rows, listeners);
      Group.tell(rows, ofOwn);
    }
    group.tellReceipts();
  }

  private Group commit(Session s, List<Request.Write> writes) throws SQLException {
    s.sql.begin();
    long newest = newest(s, "FOR UPDATE");
    notBack(newest);
    learn(s, newest, writes);
    Group group = new Group(newest, writes.size());
    for (Request.Write write : writes) {
      Append append = write.append();
      Refusal refusal = fence(s, append);
      if (refusal == null) {
        s.journal.insert(group.nextPosition(), append, write.body());
        group.accepted(write);
        heads.put(append.agent(), append.expectedSeq() + append.entries().size());
      } else {
        broken.add(append.after());
        group.refused(write, refusal);
      }
    }
    if (group.appends() == 0) {
      s.sql.rollback();
      return group;
    }
    Pending pending = new Pending();
    group.addTo(pending);
    s.projections.write(pending);
    s.projections.spent(pending);
    move(s, group.nextPosition() - 1);
    s.sql.change("NOTIFY " + Postgres.NEWS).write();
    unsure.add(group.rows());
    s.sql.commit();
    return group;
  }

  private static long newest(Session s, String lock) throws SQLException {
    return s.sql.number("SELECT value FROM progress WHERE name = 'head' " + lock);
  }

  private static void move(Session s, long position) throws SQLException {
    Change update =
        s.sql.change("UPDATE progress SET value = ? WHERE name IN ('head', 'projected_position')");
    update.setLong(1, position);
    update.write();
  }

  /** What was heard as durable is durable, or this database is not the one that it was. */
  private void notBack(long newest) {
    if (newest < head) {
      throw lost("ends at " + newest + ", and this server has heard of " + head);
    }
  }

  /** Others may have gone on from where a database was put back to, beyond what was heard here. */
  private void sameHistory(Session s) throws SQLException {
    Mark known = mark;
    if (known != null && !known.equals(markAt(s, known.position()))) {
      throw lost("has something else at " + known.position() + " than this server has heard of");
    }
  }

  private static StoreException lost(String what) {
    return new StoreException(
        "the database has lost what it had acknowledged: its journal "
            + what
            + ", as after a failover to a replica that was behind; restart this server, and see"
            + " docs/operating.md",
        null);
  }

  private static @Nullable Mark markAt(Session s, long position) throws SQLException {
    List<Recorded> row = position == 0 ? List.of() : s.journal.after(position - 1, 1);
    return row.isEmpty() ? null : Mark.of(row.getFirst());
  }

  /** Corrects what is remembered of agents, and looks those up of whom nothing is. */
  private void learn(Session s, long newest, List<Request.Write> writes) throws SQLException {
    if (newest - head > MOST_CORRECTED) {
      heads.forgetAll();
    } else if (newest > head) {
      s.journal.lastSeqsAfter(head, MOST_CORRECTED).forEach(heads::correct);
    }
    Set<AgentId> unknown = new HashSet<>();
    for (Request.Write write : writes) {
      if (heads.get(write.append().agent()) == null) {
        unknown.add(write.append().agent());
      }
    }
    if (!unknown.isEmpty()) {
      var found = s.journal.lastSeqs(unknown);
      unknown.forEach(agent -> heads.put(agent, found.getOrDefault(agent, 0L)));
    }
  }

  private @Nullable Refusal fence(Session s, Append append) throws SQLException {
    if (broken.has(append.before())) {
      return Group.builtOnRefused(append);
    }
    Long known = heads.get(append.agent());
    long last = known == null ? s.journal.lastSeq(append.agent()) : known;
    return last == append.expectedSeq() ? null : Group.fenced(append, last);
  }

  private void refuse(Request.Write write, Refusal refusal) {
    broken.add(write.append().after());
    Group.tell(write, refusal);
  }

  // ── what others write ──────────────────────────────────────────────────────────────────────

  private void look() {
    try {
      Session s = live();
      long newest = newest(s, "");
      notBack(newest);
      tellOfOthers(s, newest);
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  /** Tells the listeners of all up to a position, a page at a time. */
  private void tellOfOthers(Session s, long upTo) throws SQLException {
    while (head < upTo) {
      List<Recorded> rows = s.journal.between(head, upTo, PAGE);
      if (rows.isEmpty()) {
        throw new DamagedJournal("there is nothing between " + head + " and " + upTo, null);
      }
      for (Recorded row : rows) {
        heads.correct(row.agent(), row.seq() + row.entries().size() - 1);
      }
      head = rows.getLast().last();
      mark = Mark.of(rows.getLast());
      Group.tell(rows, listeners);
      List<Recorded> own = unsure.resolve(rows);
      if (!own.isEmpty()) {
        Group.tell(own, ofOwn);
      }
    }
  }

  // ── snapshots and bookmarks ────────────────────────────────────────────────────────────────

  private void keep(List<Request.Keep> keeps) {
    for (Request.Keep keep : keeps) {
      if (!broken.has(keep.agent())) {
        beginLeisure();
        leisure.add(keep);
      }
    }
  }

  /** One beyond what is durable is dropped. */
  private void mark(List<Request.Bookmark> marks) {
    for (Request.Bookmark mark : marks) {
      if (mark.position() <= head) {
        beginLeisure();
        leisure.add(mark);
      }
    }
  }

  private void beginLeisure() {
    if (leisure.isEmpty()) {
      leisureSinceNanos = System.nanoTime();
    }
  }

  private long leisureNanos() {
    return System.nanoTime() - leisureSinceNanos;
  }

  /** In a transaction without the head's lock: nobody waits for these. */
  private void writeLeisure() {
    Session s = session;
    if (s == null || leisure.isEmpty()) {
      return;
    }
    try {
      underWay = new UnderWay(s.sql, System.nanoTime());
      s.sql.begin();
      leisure.write(s);
      s.sql.commit();
      underWay = null;
      leisure.clear();
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  /** How long it may wait for the next request, in nanoseconds. */
  private long patience() {
    if (session == null) {
      return retrying.nanosToNextTry();
    }
    return leisure.isEmpty()
        ? Duration.ofDays(1).toNanos()
        : Math.max(0, config.projectAfter().toNanos() - leisureNanos());
  }

  // ── trouble ────────────────────────────────────────────────────────────────────────────────

  private Session open() throws SQLException {
    Sql sql = database.writer(config.retention());
    try {
      backend = sql.connection().unwrap(PGConnection.class).getBackendPID();
      Session fresh = Session.of(sql, config.retention());
      fresh.probe();
      return fresh;
    } catch (SQLException | RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  private Session live() throws SQLException {
    Session s = session;
    if (s == null) {
      throw new SQLException("not connected", "08003");
    }
    return s;
  }

  /**
   * Ends a transaction that takes twice what one step of it may: a step that is said to a silent
   * network can wait for the network to take it, and no other limit holds for that. Called by
   * another thread, from time to time.
   */
  void endWhatHangs() {
    UnderWay known = underWay;
    if (known != null
        && System.nanoTime() - known.sinceNanos() > 2 * database.patience().toNanos()) {
      known.sql().cut();
    }
  }

  private void failed(Exception e) {
    underWay = null;
    String why = trouble.why(e);
    boolean stays = e instanceof StoreException && !why.equals(said);
    if (retrying.health() instanceof Health.Healthy || stays) {
      trouble.log(log, why, e);
      said = why;
    }
    retrying.failed(why, trouble.mayHaveLostWrites(e));
    disconnect();
  }

  /** Nothing is assumed of a transaction that failed, not even that it did. */
  private void disconnect() {
    if (session != null) {
      session.close();
      session = null;
    }
    heads.forgetAll();
    leisure.clear();
  }

  /** The connection; null if there is none and it is not the time to try again, or that failed. */
  private @Nullable Session connected() {
    if (session == null && retrying.isTime()) {
      try {
        Session fresh = open();
        session = fresh;
        long newest = newest(fresh, "");
        notBack(newest);
        sameHistory(fresh);
        tellOfOthers(fresh, newest);
        retrying.succeeded();
        log.info("the store can write again");
      } catch (SQLException | RuntimeException e) {
        failed(e);
      }
    }
    return session;
  }
}
