package dev.reveille.store;

import dev.reveille.engine.CommitListener;
import dev.reveille.engine.Journal.Append;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.engine.Journal.Unavailable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes what waits, writes it in one transaction, and tells of it
 * when it is durable; what came meanwhile is the next group. Nothing is delayed to make a group
 * larger: the sync of the one before is delay enough.
 *
 * <pre>
 *   group ──▶ fenced one by one ──▶ inserted ──▶ COMMIT ──▶ listeners, receipts
 *                                      └── fails: all of it is refused, the connection opened anew
 *   backlog ──▶ a transaction of its own: when there is much of it, when it is old, when somebody
 *               asks, and at the end
 * </pre>
 *
 * <p>What the databases do not do alike is in {@link SqliteWriter} and {@link PostgresWriter}:
 *
 * <pre>
 *                     SQLite                PostgreSQL
 *   who else writes   nobody                other processes, of which is told, too
 *   positions         go on from the head   go on from the database's, which is locked
 *   a group has       rows of the journal   those, and all that the query tables make of them
 *   the backlog has   all other tables      snapshots and bookmarks
 *   an outage is      of the disk           of the database, or of the network to it
 * </pre>
 */
abstract sealed class Writer permits SqliteWriter, PostgresWriter {
  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  final StoreConfig config;
  final Heads heads;
  final Backlog backlog;
  private final Intake intake;
  private final Trouble trouble;
  private final Retrying retrying;
  private final List<Consumer<List<Recorded>>> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<List<Recorded>>> ofOwn = new CopyOnWriteArrayList<>();
  private final BrokenChains broken = new BrokenChains();
  private @Nullable Session session;
  private volatile CommitListener commits = CommitListener.NONE;
  private volatile long head;
  private String said = "";

  Writer(StoreConfig config, Intake intake, Trouble trouble, InstantSource clock) {
    this.config = config;
    this.intake = intake;
    this.trouble = trouble;
    retrying = new Retrying(clock);
    heads = new Heads(config.heads());
    backlog = new Backlog(config);
  }

  /** It has the database. To be called once, before it runs. */
  final void begin(Session first, long newest) {
    session = first;
    head = newest;
  }

  /** The position of the newest entry that is durable and that the listeners hear of, if any. */
  final long head() {
    return head;
  }

  final Health health() {
    return retrying.health();
  }

  final void onDurable(Consumer<List<Recorded>> listener) {
    listeners.add(listener);
  }

  final void onWritten(Consumer<List<Recorded>> listener) {
    ofOwn.add(listener);
  }

  final void onCommit(CommitListener listener) {
    commits = listener;
  }

  // ── what the databases do not do alike ─────────────────────────────────────────────────────

  /** A connection that writes, to a database at the newest schema, with nothing left undone. */
  abstract Session open() throws SQLException;

  /**
   * What has to be done by a connection that was opened anew before anything is appended by it.
   *
   * @param mayHaveLostWrites as {@link Trouble#mayHaveLostWrites} has said since it could write
   */
  abstract void resume(Session fresh, boolean mayHaveLostWrites) throws SQLException;

  /** Writes a group in one transaction, which is durable when it returns. */
  abstract Group commit(Session s, List<Request.Write> writes) throws SQLException;

  /** A group is durable, and nobody has heard of it yet. */
  abstract void durable(Session s, Group group) throws SQLException;

  /** Looks whether others have appended, and tells of it. */
  abstract void look(Session s) throws SQLException;

  /** The backlog was written: the query tables have all up to the head. */
  abstract void settled();

  // ── one group after the other ──────────────────────────────────────────────────────────────

  /** Works until the intake is closed and empty. */
  final void run() {
    List<Request> group;
    while ((group = intake.take(patience())) != null) {
      work(group);
    }
    settle();
    disconnect();
  }

  private void work(List<Request> group) {
    List<Request.Write> writes = new ArrayList<>(group.size());
    List<Request.Settle> settles = new ArrayList<>();
    List<Request.Keep> keeps = new ArrayList<>();
    List<Request.Bookmark> marks = new ArrayList<>(0);
    boolean look = false;
    for (Request request : group) {
      switch (request) {
        case Request.Write write -> writes.add(write);
        case Request.Settle settle -> settles.add(settle);
        case Request.Keep keep -> keeps.add(keep);
        case Request.Bookmark mark -> marks.add(mark);
        case Request.Look _ -> look = true;
      }
    }
    Session s = connected();
    if (s == null) {
      refuse(writes);
      answer(settles);
      return;
    }
    if (!writes.isEmpty()) {
      write(s, writes);
    } else if (look) {
      lookOrFail(s);
    }
    keep(keeps);
    mark(marks);
    if (backlog.isDue(settles)) {
      settle();
    }
    answer(settles);
  }

  /** How long it may wait for the next request, in nanoseconds. */
  private long patience() {
    if (session == null) {
      return retrying.nanosToNextTry();
    }
    return backlog.isEmpty() ? Duration.ofDays(1).toNanos() : backlog.nanosLeft();
  }

  // ── the journal ────────────────────────────────────────────────────────────────────────────

  private void write(Session s, List<Request.Write> writes) {
    long began = System.nanoTime();
    Group group;
    try {
      group = commit(s, writes);
      commits.committed(group.appends(), Duration.ofNanos(System.nanoTime() - began));
      durable(s, group);
    } catch (SQLException | RuntimeException e) {
      failed(e);
      refuse(writes);
      return;
    }
    if (group.appends() > 0) {
      List<Recorded> rows = group.rows();
      tell(rows, rows);
    }
    group.tellReceipts();
  }

  /** Tells the listeners of the next rows, which are durable, and of those that are its own. */
  final void tell(List<Recorded> rows, List<Recorded> own) {
    head = rows.getLast().last();
    Group.tell(rows, listeners);
    if (!own.isEmpty()) {
      Group.tell(own, ofOwn);
    }
  }

  /** Puts those into the transaction that go on from where their agents are. */
  final Group inserted(Session s, long newest, List<Request.Write> writes) throws SQLException {
    Group group = new Group(newest, writes.size());
    for (Request.Write write : writes) {
      Refusal refusal = fence(s, write.append());
      if (refusal == null) {
        refusal = insert(s, group, write);
      }
      if (refusal != null) {
        broken.add(write.append().after());
        group.refused(write, refusal);
      }
    }
    return group;
  }

  private @Nullable Refusal fence(Session s, Append append) throws SQLException {
    if (broken.has(append.before())) {
      return Group.builtOnRefused(append);
    }
    Long known = heads.get(append.agent());
    long last = known == null ? s.journal.lastSeq(append.agent()) : known;
    return last == append.expectedSeq() ? null : Group.fenced(append, last);
  }

  private @Nullable Refusal insert(Session s, Group group, Request.Write write)
      throws SQLException {
    Append append = write.append();
    try {
      s.journal.insert(group.nextPosition(), append, write.body());
    } catch (SQLException e) {
      if (trouble.isTaken(e)) {
        heads.forget(append.agent());
        return Group.fenced(append, s.journal.lastSeq(append.agent()));
      }
      throw e;
    }
    group.accepted(write);
    heads.put(append.agent(), append.expectedSeq() + append.entries().size());
    return null;
  }

  private void refuse(List<Request.Write> writes) {
    Refusal refusal = new Refusal(Reason.UNAVAILABLE, retrying.why());
    for (Request.Write write : writes) {
      broken.add(write.append().after());
      Group.tell(write, refusal);
    }
  }

  private void lookOrFail(Session s) {
    try {
      look(s);
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  // ── the backlog ────────────────────────────────────────────────────────────────────────────

  /** Snapshots of states that never came to be are left out. */
  private void keep(List<Request.Keep> keeps) {
    for (Request.Keep keep : keeps) {
      if (!broken.has(keep.agent())) {
        backlog.add(keep);
      }
    }
  }

  /** A bookmark beyond what is durable is dropped. */
  private void mark(List<Request.Bookmark> marks) {
    for (Request.Bookmark mark : marks) {
      if (mark.position() <= head) {
        backlog.add(mark);
      }
    }
  }

  /** Writes the backlog; does nothing if there is none or nothing can be written. */
  private void settle() {
    Session s = session;
    if (s == null || backlog.isEmpty()) {
      return;
    }
    try {
      s.sql.begin();
      backlog.write(s, head);
      s.sql.commit();
      backlog.clear();
      settled();
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  private void answer(List<Request.Settle> settles) {
    for (Request.Settle settle : settles) {
      if (session == null) {
        settle.done().completeExceptionally(new Unavailable(retrying.why(), null));
      } else {
        settle.done().complete(true);
      }
    }
  }

  // ── trouble ────────────────────────────────────────────────────────────────────────────────

  private void failed(Exception e) {
    String why = trouble.why(e);
    boolean stays = e instanceof StoreException && !why.equals(said);
    if (retrying.health() instanceof Health.Healthy || stays) {
      trouble.log(log, why, e);
      said = why;
    }
    retrying.failed(why, trouble.mayHaveLostWrites(e));
    disconnect();
  }

  /**
   * Nothing is assumed of a transaction that failed, not even that it did: the connection goes, and
   * with it all that was believed of heads and query tables.
   */
  private void disconnect() {
    if (session != null) {
      session.close();
      session = null;
    }
    heads.forgetAll();
    backlog.clear();
  }

  /** The connection; null if there is none and it is not the time to try again, or that failed. */
  private @Nullable Session connected() {
    if (session == null && retrying.isTime()) {
      try {
        Session fresh = open();
        session = fresh;
        resume(fresh, retrying.mayHaveLostWrites());
        retrying.succeeded();
        log.info("the store can write again");
      } catch (SQLException | RuntimeException e) {
        failed(e);
      }
    }
    return session;
  }
}
