package dev.reveille.store;

import dev.reveille.engine.CommitListener;
import dev.reveille.engine.Journal.Append;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.engine.Journal.Unavailable;
import java.nio.file.Path;
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
 *   group ──▶ fenced one by one ──▶ inserted ──▶ COMMIT ──▶ listeners, receipts ──▶ pending
 *                                      └── fails: all of it is refused, the connection opened anew
 *   pending ──▶ query tables, in a transaction of their own: when there is much of it, when it is
 *               old, when somebody asks, and at the end
 * </pre>
 */
final class Writer {
  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  private final Trouble trouble;
  private final StoreConfig config;
  private final Sql.Opening opening;
  private final Intake intake;
  private final Retrying retrying;
  private final List<Consumer<List<Recorded>>> listeners = new CopyOnWriteArrayList<>();
  private final Heads heads;
  private final BrokenChains broken = new BrokenChains();
  private final Pending pending = new Pending();
  private final Leisure leisure = new Leisure();
  private @Nullable Session session;
  private long pendingSinceNanos;
  private volatile CommitListener commits = CommitListener.NONE;
  private volatile long head;
  private volatile long projected;

  /** Opens the database. */
  Writer(Path file, StoreConfig config, Sql.Opening opening, Intake intake, InstantSource clock)
      throws SQLException {
    trouble = new SqliteTrouble(file);
    this.config = config;
    this.opening = opening;
    this.intake = intake;
    retrying = new Retrying(clock);
    heads = new Heads(config.heads());
    Session first = Session.open(opening, config.retention());
    session = first;
    head = first.journal.head();
    projected = head;
  }

  /** The position of the newest durable entry. */
  long head() {
    return head;
  }

  /** The query tables have all up to this position. */
  long projected() {
    return projected;
  }

  Health health() {
    return retrying.health();
  }

  void onDurable(Consumer<List<Recorded>> listener) {
    listeners.add(listener);
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
    settle();
    disconnect();
  }

  private void work(List<Request> group) {
    List<Request.Write> writes = new ArrayList<>(group.size());
    List<Request.Settle> settles = new ArrayList<>();
    List<Request.Keep> keeps = new ArrayList<>();
    List<Request.Bookmark> marks = new ArrayList<>(0);
    for (Request request : group) {
      switch (request) {
        case Request.Write write -> writes.add(write);
        case Request.Settle settle -> settles.add(settle);
        case Request.Keep keep -> keeps.add(keep);
        case Request.Bookmark mark -> marks.add(mark);
        case Request.Look look -> {} // nobody else writes
      }
    }
    if (connected() == null) {
      String why = retrying.why();
      writes.forEach(write -> refuse(write, new Refusal(Reason.UNAVAILABLE, why)));
      settles.forEach(settle -> settle.done().completeExceptionally(new Unavailable(why, null)));
      return;
    }
    if (!writes.isEmpty()) {
      write(writes);
    }
    keep(keeps);
    mark(marks);
    if (isDue(settles)) {
      settle();
    }
    answer(settles);
  }

  // ── the journal ────────────────────────────────────────────────────────────────────────────

  private void write(List<Request.Write> writes) {
    Group group = new Group(head, writes.size());
    long began = System.nanoTime();
    Session s = session;
    try {
      if (s == null) {
        throw new SQLException("not connected");
      }
      s.sql.begin();
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
      s.sql.commit();
    } catch (SQLException | RuntimeException e) {
      failed(e);
      Refusal refusal = new Refusal(Reason.UNAVAILABLE, retrying.why());
      writes.forEach(write -> refuse(write, refusal));
      return;
    }
    commits.committed(group.appends(), Duration.ofNanos(System.nanoTime() - began));
    take(group);
    group.tell(listeners);
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

  private void refuse(Request.Write write, Refusal refusal) {
    broken.add(write.append().after());
    Group.tell(write, refusal);
  }

  /** What is durable now is pending for the query tables. */
  private void take(Group group) {
    beginWaiting();
    group.addTo(pending);
    head = group.nextPosition() - 1;
    if (pending.appends() == 0) {
      projected = head;
    }
  }

  // ── snapshots and query tables ─────────────────────────────────────────────────────────────

  /** Snapshots of states that came to be are written with the query tables. */
  private void keep(List<Request.Keep> keeps) {
    for (Request.Keep keep : keeps) {
      if (!broken.has(keep.agent())) {
        beginWaiting();
        leisure.add(keep);
      }
    }
  }

  /** Bookmarks are written with the query tables; one beyond what is durable is dropped. */
  private void mark(List<Request.Bookmark> marks) {
    for (Request.Bookmark mark : marks) {
      if (mark.position() <= head) {
        beginWaiting();
        leisure.add(mark);
      }
    }
  }

  private void beginWaiting() {
    if (!isWaiting()) {
      pendingSinceNanos = System.nanoTime();
    }
  }

  private boolean isDue(List<Request.Settle> settles) {
    for (Request.Settle settle : settles) {
      if (pending.concerns(settle.agentId())) {
        return true;
      }
    }
    return pending.appends() >= config.projectAfterAppends()
        || leisure.isFull()
        || isWaiting() && pendingNanos() >= config.projectAfter().toNanos();
  }

  private boolean isWaiting() {
    return pending.appends() > 0 || !leisure.isEmpty();
  }

  private long pendingNanos() {
    return System.nanoTime() - pendingSinceNanos;
  }

  /** Writes what is pending; does nothing if there is nothing or nothing can be written. */
  private void settle() {
    Session s = session;
    if (s == null || !isWaiting()) {
      return;
    }
    try {
      s.sql.begin();
      s.projections.write(pending);
      leisure.write(s);
      s.projections.advance(head, pending);
      s.sql.commit();
      pending.clear();
      pending.spent().clear();
      leisure.clear();
      projected = head;
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

  /** How long it may wait for the next request, in nanoseconds. */
  private long patience() {
    if (session == null) {
      return retrying.nanosToNextTry();
    }
    return isWaiting()
        ? Math.max(0, config.projectAfter().toNanos() - pendingNanos())
        : Duration.ofDays(1).toNanos();
  }

  // ── trouble ────────────────────────────────────────────────────────────────────────────────

  private void failed(Exception e) {
    String why = trouble.why(e);
    if (retrying.health() instanceof Health.Healthy) {
      trouble.log(log, why, e);
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
    pending.clear();
    pending.spent().clear();
    leisure.clear();
  }

  /** The connection; null if there is none and it is not the time to try again, or that failed. */
  private @Nullable Session connected() {
    if (session == null && retrying.isTime()) {
      try {
        reconnect();
      } catch (SQLException | RuntimeException e) {
        failed(e);
      }
    }
    return session;
  }

  private void reconnect() throws SQLException {
    Session fresh = Session.open(opening, config.retention());
    session = fresh;
    if (retrying.mayHaveLostWrites()) {
      fresh.rewriteLog();
    }
    fresh.probe();
    tellWhatIsThereAfterAll(fresh);
    retrying.succeeded();
    log.info("the store can write again");
  }

  /** A commit that failed may have succeeded: then its rows are there, and nobody has heard. */
  private void tellWhatIsThereAfterAll(Session fresh) throws SQLException {
    for (List<Recorded> rows = fresh.journal.after(head, 1_000);
        !rows.isEmpty();
        rows = fresh.journal.after(head, 1_000)) {
      Group.tell(rows, listeners);
      head = rows.getLast().last();
    }
    projected = head;
  }
}
