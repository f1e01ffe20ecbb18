package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import dev.reveille.engine.CommitListener;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.engine.Views;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The journal and its query tables in an SQL database. One thread writes, in groups, each with one
 * sync, before anybody is told; a few others read.
 */
public abstract sealed class Store implements Journal, Views, AutoCloseable
    permits SqliteStore, PostgresStore {
  private static final String CLOSED = "the store is closed";

  final Intake intake;
  final Readers readers;
  private final Writer writer;
  private final StoreThread writing;
  private final Kept kept;

  Store(Intake intake, Writer writer, Readers readers, StoreConfig config) {
    this.intake = intake;
    this.writer = writer;
    this.readers = readers;
    kept = new Kept(config.snapshotAfter());
    writing = StoreThread.start("journal", writer::run);
  }

  /** Whether anything can be made durable now. */
  public final Health health() {
    return writer.health();
  }

  @Override
  public final long head() {
    return writer.head();
  }

  @Override
  public final void onDurable(Consumer<List<Recorded>> listener) {
    writer.onDurable(listener);
  }

  /**
   * Hears of the durable appends those that this process has written, in the order of positions: of
   * several processes, each append is heard so by one. By none only if its process ended before it
   * could say so.
   */
  public final void onWritten(Consumer<List<Recorded>> listener) {
    writer.onWritten(listener);
  }

  /** Hears of each transaction of the journal from now on. */
  public final void onCommit(CommitListener listener) {
    writer.onCommit(listener);
  }

  /** How far the clock is from the database's; empty if that has none of its own. */
  public abstract Optional<ClockSkew> clockSkew();

  /** Where it is, for people: without passwords. */
  public abstract Map<String, Object> place();

  /**
   * Reads the query tables when they have all that is durable now.
   *
   * @param agentId if the query is about one agent alone
   */
  abstract <T> T view(@Nullable String agentId, Readers.Query<T> query);

  /** Writes what was handed over, and closes. What comes later is refused. */
  @Override
  public void close() {
    intake.close();
    writing.awaitEnd();
    readers.close();
  }

  // ── the journal ────────────────────────────────────────────────────────────────────────────

  /** Waits, as long as more is queued for the disk than its limits allow. */
  @Override
  public void append(Append append) {
    if (append.entries().isEmpty() || append.at().getNano() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          "an append needs entries, and an instant in whole milliseconds: "
              + append.agent()
              + ", "
              + append.entries().size()
              + " entries at "
              + append.at());
    }
    byte[] body = Json.entries(append.entries());
    if (!intake.offer(new Request.Write(append, body))) {
      append.receipt().refused(new Refusal(Refusal.Reason.UNAVAILABLE, CLOSED));
    }
  }

  @Override
  public void load(AgentId agent, Loading loading) {
    readers.tell(
        sql -> new Fold(sql).load(agent),
        loading::loaded,
        e ->
            loading.failed(
                new Refusal(Refusal.Reason.UNAVAILABLE, String.valueOf(e.getMessage()))));
  }

  @Override
  public void snapshot(Agent agent) {
    if (!intake.isCrowded() && kept.isWorthwhile(agent)) {
      intake.offerAtLeisure(new Request.Keep(agent, Json.agent(agent)));
    }
  }

  @Override
  public List<Recorded> readAfter(long position, int limit) {
    return readers.ask(sql -> new JournalRows(sql).after(position, limit));
  }

  @Override
  public List<Recorded> readAgent(AgentId agent, long fromSeq, int limit) {
    return readers.ask(sql -> new JournalRows(sql).ofAgent(agent, fromSeq, limit));
  }

  @Override
  public List<Alarm> alarms(Instant from, @Nullable AgentId after, Instant before, int limit) {
    return view(null, sql -> Queries.alarms(sql, null, from, after, before, limit));
  }

  @Override
  public List<AgentId> busy(String after, int limit) {
    return view(null, sql -> Queries.busy(sql, null, after, limit));
  }

  @Override
  public long bookmark(String reader) {
    return readers.ask(sql -> new Bookmarks(sql).get(reader));
  }

  @Override
  public void bookmark(String reader, long position) {
    intake.offerAtLeisure(new Request.Bookmark(reader, position));
  }

  // ── the query tables ───────────────────────────────────────────────────────────────────────

  @Override
  public List<AgentRow> agents(AgentFilter filter, String after, int limit) {
    return view(null, sql -> Queries.agents(sql, filter, after, limit));
  }

  @Override
  public Optional<AgentRow> agent(String agentId) {
    return view(agentId, sql -> Queries.agent(sql, agentId));
  }

  @Override
  public Census agentsByState() {
    return view(null, sql -> new Standings(sql).agentsByState());
  }

  @Override
  public Spending spentSince(Instant period) {
    return view(null, sql -> new Spendings(sql).since(period));
  }

  @Override
  public Standing standing(Instant wakesBefore) {
    return view(null, sql -> new Standings(sql).standing(wakesBefore));
  }

  @Override
  public List<TaskRow> tasks(TaskFilter filter, @Nullable Long before, int limit) {
    return view(filter.agentId(), sql -> Queries.tasks(sql, filter, before, limit));
  }

  @Override
  public Optional<TaskRow> task(TaskId id) {
    return view(id.agent().value(), sql -> Queries.task(sql, id));
  }

  @Override
  public List<TaskRow> thread(String agentId, String threadId, long before, int limit) {
    return view(agentId, sql -> Queries.thread(sql, agentId, threadId, before, limit));
  }

  @Override
  public List<DeadLetter> deadLetters(
      DeadLetter.@Nullable Kind kind, @Nullable String agentId, @Nullable Long before, int limit) {
    return view(agentId, sql -> Queries.deadLetters(sql, kind, agentId, before, limit));
  }

  @Override
  public List<MailRow> mails(MailFilter filter, @Nullable Long before, int limit) {
    return view(filter.mailbox(), sql -> new Mails(sql).list(filter, before, limit));
  }

  @Override
  public Optional<MailRow> mail(TaskId id) {
    return view(id.agent().value(), sql -> new Mails(sql).get(id));
  }

  @Override
  public List<FiringRow> firings(
      String agentId, String scheduleId, @Nullable Long before, int limit) {
    return view(agentId, sql -> new Firings(sql).list(agentId, scheduleId, before, limit));
  }

  @Override
  public List<ApprovalRow> approvals(@Nullable String agentId, @Nullable TaskId after, int limit) {
    return view(agentId, sql -> new Approvals(sql).list(agentId, after, limit));
  }

  @Override
  public List<EventRow> events(
      @Nullable String name, @Nullable Instant since, @Nullable Long before, int limit) {
    return view(AgentId.EVENT_LOG.value(), sql -> new Events(sql).list(name, since, before, limit));
  }

  @Override
  public List<NoteRow> notes(AgentId owner, String words, int skip, int limit) {
    return view(owner.value(), sql -> new Notes(sql).list(owner, words, skip, limit));
  }

  @Override
  public List<AgentId> listeners(String event, String after, int limit) {
    return view(null, sql -> new Patterns(sql).list(event, after, limit));
  }

  @Override
  public List<AgentId> wakeableAtLoad(double load, int limit) {
    return view(null, sql -> Queries.wakeableAtLoad(sql, load, limit));
  }
}
