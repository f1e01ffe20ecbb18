package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Spending;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Accounts;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.engine.Json;
import dev.reveille.engine.Listeners;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store as one life of one node sees it. What is handed over waits until the world commits it,
 * fails it, or kills the node; and what the store has to say waits until the world lets it be
 * heard.
 */
final class SimJournal implements Journal, Accounts, Listeners {
  private final World world;
  private final SimStore store;
  private final String name;
  private final Deque<Append> appends = new ArrayDeque<>();
  private final List<Runnable> loads = new ArrayList<>();
  private final Deque<List<Recorded>> unheard = new ArrayDeque<>();
  private final Deque<News> news = new ArrayDeque<>();
  private final Set<Agent> refusedStates = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Consumer<List<Recorded>>> listeners = new ArrayList<>();
  private final List<Consumer<Append>> watchers = new ArrayList<>();
  private boolean forgets;
  private long heard;

  /**
   * What became of an append.
   *
   * @param heard it is told when the listeners have heard up to there
   */
  private record News(long heard, Runnable tell) {}

  SimJournal(World world, String name) {
    this.world = world;
    this.store = world.store();
    this.name = name;
    this.forgets = world.sabotage() == Sabotage.FORGET_PURSE;
    this.heard = store.head();
  }

  /** Its process has read what it wanted to know before it began. */
  void begun() {
    forgets = false;
  }

  /** Up to here the listeners know what is durable. */
  long heard() {
    return heard;
  }

  // ── appends ────────────────────────────────────────────────────────────────────────────────

  /** Whoever looks at appends as they are handed over. */
  void onAppend(Consumer<Append> watcher) {
    watchers.add(watcher);
  }

  @Override
  public void append(Append append) {
    watchers.forEach(watcher -> watcher.accept(append));
    appends.add(append);
    world.say(() ->
        name
            + " appends "
            + append.agent()
            + " "
            + (append.expectedSeq() + 1)
            + " "
            + append.entries());
    if (world.sabotage() == Sabotage.ACKNOWLEDGE_BEFORE_COMMIT) {
      news.add(new News(0, () -> append.receipt().durable(store.head() + 1)));
    }
  }

  int waitingAppends() {
    return appends.size();
  }

  /** Commits the oldest appends as one group. */
  void commit(int count) {
    List<Recorded> written = new ArrayList<>();
    List<Append> durable = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Append append = appends.remove();
      Recorded row = isOrphan(append) ? null : store.write(append);
      if (row == null) {
        refuse(append, Reason.FENCED);
      } else {
        written.add(row);
        durable.add(append);
        world.say(() ->
            name + " commits " + row.agent() + " " + row.seq() + " at position " + row.position());
      }
    }
    world.publish(written);
    for (int i = 0; i < written.size(); i++) {
      tellDurable(durable.get(i), written.get(i));
    }
  }

  private void tellDurable(Append append, Recorded row) {
    if (world.sabotage() != Sabotage.ACKNOWLEDGE_BEFORE_COMMIT) {
      news.add(new News(row.position(), () -> append.receipt().durable(row.position())));
    }
  }

  /** The oldest appends fail, and nothing of them is written. */
  void fail(int count) {
    for (int i = 0; i < count; i++) {
      refuse(appends.remove(), Reason.UNAVAILABLE);
    }
  }

  /** The oldest appends are written, but the store cannot tell. */
  void commitAndReportFailure(int count) {
    List<Recorded> written = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Append append = appends.remove();
      Recorded row = isOrphan(append) ? null : store.write(append);
      if (row != null) {
        written.add(row);
        world.say(() -> name + " commits, but does not know it: " + row.agent() + " " + row.seq());
      }
      refuse(append, Reason.UNAVAILABLE);
    }
    world.publish(written);
  }

  private boolean isOrphan(Append append) {
    return refusedStates.contains(append.before());
  }

  private void refuse(Append append, Reason reason) {
    refusedStates.add(append.after());
    world.say(() ->
        name + " refuses " + append.agent() + " " + (append.expectedSeq() + 1) + ": " + reason);
    Refusal refusal = new Refusal(reason, "simulated: " + reason);
    news.add(new News(0, () -> append.receipt().refused(refusal)));
  }

  // ── what the store has to say ──────────────────────────────────────────────────────────────

  int waitingNews() {
    return news.size() + unheard.size();
  }

  /** What is durable is heard of in its order, what became of appends in theirs. */
  void tellNews() {
    boolean mayTell = !news.isEmpty() && news.element().heard() <= heard;
    if (mayTell && (unheard.isEmpty() || world.chance().oneIn(2))) {
      news.remove().tell().run();
    } else {
      List<Recorded> rows = unheard.remove();
      heard = rows.getLast().last();
      listeners.forEach(listener -> listener.accept(rows));
    }
  }

  void hear(List<Recorded> rows) {
    unheard.add(rows);
  }

  @Override
  public void onDurable(Consumer<List<Recorded>> heard) {
    listeners.add(heard);
  }

  // ── loads ──────────────────────────────────────────────────────────────────────────────────

  @Override
  public void load(AgentId agent, Loading loading) {
    world.say(() -> name + " loads " + agent);
    boolean readsNow = world.chance().oneIn(2);
    @Nullable Agent early = readsNow && !store.isDown() ? folded(agent) : null;
    loads.add(() -> answer(agent, early, loading));
  }

  int waitingLoads() {
    return loads.size();
  }

  void answerLoad() {
    world.chance().take(loads).run();
  }

  private void answer(AgentId agent, @Nullable Agent early, Loading loading) {
    if (store.isDown() || world.goesWrong()) {
      loading.failed(new Refusal(Reason.UNAVAILABLE, "simulated: the store is down"));
      return;
    }
    Agent loaded = early != null ? early : folded(agent);
    loading.loaded(loaded);
  }

  private Agent folded(AgentId agent) {
    Ledger ledger = store.ledger(agent);
    Agent snapshot = ledger.snapshot();
    boolean forgets = world.sabotage().forgets();
    if (forgets && world.sabotage() != Sabotage.FORGET_KEYS) {
      return world.loaded(ledger.head());
    }
    if (snapshot == null || !world.chance().oneIn(4) || forgets) {
      return ledger.head();
    }
    boolean twice = world.sabotage() == Sabotage.APPLY_TWICE;
    Agent state = Json.agent(Json.agent(snapshot));
    for (Recorded row : ledger.rowsFrom(snapshot.seq() + (twice ? 0 : 1), Integer.MAX_VALUE)) {
      state = state.apply(row.entries(), row.at());
    }
    return state;
  }

  @Override
  public void snapshot(Agent agent) {
    world.check(store.isDurable(agent), () -> "a snapshot that is not durable: " + agent);
    if (world.chance().percent(80)) {
      store.ledger(agent.id()).keep(agent);
    }
  }

  // ── reading ────────────────────────────────────────────────────────────────────────────────

  @Override
  public long head() {
    store.mustAnswer();
    return store.head();
  }

  @Override
  public List<Recorded> readAfter(long position, int limit) {
    store.mustAnswer();
    if (forgets) {
      return List.of();
    }
    return store.rows().stream().filter(row -> row.last() > position).limit(limit).toList();
  }

  @Override
  public List<Recorded> readAgent(AgentId agent, long fromSeq, int limit) {
    store.mustAnswer();
    return store.ledger(agent).rowsFrom(fromSeq, limit);
  }

  @Override
  public List<Alarm> alarms(Instant from, @Nullable AgentId after, Instant before, int limit) {
    store.mustAnswer();
    List<Alarm> found = new ArrayList<>();
    for (Ledger ledger : store.all()) {
      Instant at = ledger.wakeAt();
      AgentId agent = ledger.head().id();
      if (at != null
          && !at.isBefore(from)
          && at.isBefore(before)
          && !(at.equals(from) && after != null && agent.compareTo(after) <= 0)
          && !isLost()) {
        found.add(new Alarm(agent, at));
      }
    }
    found.sort(Comparator.comparing(Alarm::at).thenComparing(Alarm::agent));
    return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
  }

  @Override
  public Spending spentSince(Instant period) {
    store.mustAnswer();
    Spending sum = Spending.NONE;
    for (Recorded row : forgets ? List.<Recorded>of() : store.rows()) {
      for (Entry entry : row.entries()) {
        if (entry instanceof Entry.OfCall call && !row.at().isBefore(period)) {
          sum = sum.plusCall(call.usage());
        }
      }
    }
    return sum;
  }

  @Override
  public List<TaskId> running() {
    store.mustAnswer();
    List<TaskId> running = new ArrayList<>();
    for (Ledger ledger : store.all()) {
      Agent agent = ledger.head();
      for (Task task : agent.tasks()) {
        if (task.isRunning()) {
          running.add(new TaskId(agent.id(), task.seq()));
        }
      }
    }
    return running;
  }

  @Override
  public List<AgentId> listeners(String event, String after, int limit) {
    store.mustAnswer();
    List<AgentId> found = new ArrayList<>();
    for (Ledger ledger : store.all()) {
      Agent agent = ledger.head();
      boolean fits =
          agent.subscriptions().stream().anyMatch(s -> fits(s.events(), event))
              || agent.sleep() != null && fits(agent.sleep().wakeEvents(), event);
      if (fits && agent.id().value().compareTo(after) > 0 && found.size() < limit) {
        found.add(agent.id());
      }
    }
    return found;
  }

  private static boolean fits(List<String> patterns, String event) {
    return patterns.stream().anyMatch(pattern -> Event.matches(pattern, event));
  }

  @Override
  public long bookmark(String reader) {
    store.mustAnswer();
    boolean head = world.sabotage() == Sabotage.POST_FROM_HEAD && world.setup().placed();
    return head ? store.head() : store.bookmark(reader);
  }

  @Override
  public void bookmark(String reader, long position) {
    if (world.sabotage() == Sabotage.BOOKMARK_AHEAD) {
      store.bookmark(reader, store.head());
    } else if (world.chance().oneIn(3)) {
      store.bookmark(reader, position);
    }
  }

  @Override
  public List<AgentId> busy(Set<Integer> slices, String after, int limit) {
    return world.sabotage() == Sabotage.TAKE_UP_NOTHING
        ? List.of()
        : Journal.super.busy(slices, after, limit);
  }

  private boolean isLost() {
    return world.sabotage() == Sabotage.LOSE_AN_ALARM && world.chance().oneIn(4);
  }

  @Override
  public List<AgentId> busy(String after, int limit) {
    store.mustAnswer();
    List<AgentId> found = new ArrayList<>();
    for (Ledger ledger : store.all()) {
      AgentId agent = ledger.head().id();
      if (ledger.busy() && agent.value().compareTo(after) > 0 && found.size() < limit) {
        found.add(agent);
      }
    }
    return found;
  }
}
