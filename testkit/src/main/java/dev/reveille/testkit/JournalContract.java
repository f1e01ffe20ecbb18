package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal.Reason;
import dev.reveille.testkit.Scribe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Journal} must do. {@link ViewsContract} has the query tables. */
public abstract class JournalContract {
  private static final Duration SOON = Duration.ofMinutes(1);

  protected static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private Stores.Open open;
  private Journal journal;

  /** A fresh and empty store. */
  protected abstract Stores.Open open() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    open = open();
    journal = open.journal();
  }

  @AfterEach
  final void closeStore() throws Exception {
    open.closing().close();
  }

  static Command create() {
    return new Command.Create("d", null, AgentConfig.STANDARD, true);
  }

  static Command submit(String prompt) {
    return new Command.Submit(TaskSpec.of(prompt));
  }

  private static Reason reason(Outcome outcome) {
    return ((Outcome.Refused) outcome).refusal().reason();
  }

  // ── appends ────────────────────────────────────────────────────────────────────────────────

  @Test
  void positionsCountEntries() {
    assertThat(journal.head()).isZero();
    Scribe a = new Scribe(journal, "a");
    Scribe b = new Scribe(journal, "b");
    assertThat(a.write(create(), T0)).isEqualTo(1);
    assertThat(b.write(create(), T0)).isEqualTo(2);
    a.write(submit("one"), T0);
    assertThat(a.write(new Command.Delete(), T0)).as("two entries: 4 and 5").isEqualTo(4);
    assertThat(b.write(submit("one"), T0)).isEqualTo(6);
    assertThat(journal.head()).isEqualTo(6);
  }

  @Test
  void whoeverListensHearsOfAnAppendBeforeItsReceipt() {
    List<Long> heard = new CopyOnWriteArrayList<>();
    journal.onDurable(rows -> rows.forEach(row -> heard.add(row.position())));
    Scribe a = new Scribe(journal, "a");
    for (int i = 0; i < 20; i++) {
      long position = a.write(i == 0 ? create() : submit("task " + i), T0);
      assertThat(heard).contains(position);
    }
  }

  @Test
  void anAppendThatIsNotAtTheHeadIsFencedAlone() {
    Scribe first = new Scribe(journal, "a");
    first.write(create(), T0);
    Scribe second = new Scribe(journal, first.agent());
    first.write(submit("one"), T0);
    assertThat(reason(Scribe.await(second.begin(submit("two"), T0)))).isEqualTo(Reason.FENCED);
    first.write(submit("three"), T0);
    assertThat(journal.head()).isEqualTo(3);
    assertThat(Scribe.load(journal, new AgentId("a"))).isEqualTo(first.agent());
  }

  @Test
  void anAppendBeyondTheHeadIsFenced() {
    Scribe elsewhere = new Scribe(new MemoryJournal(), "a");
    elsewhere.write(create(), T0);
    Scribe ahead = new Scribe(journal, elsewhere.agent());
    assertThat(reason(Scribe.await(ahead.begin(submit("one"), T0)))).isEqualTo(Reason.FENCED);
    assertThat(journal.head()).isZero();
    assertThat(Scribe.load(journal, new AgentId("a")).exists()).isFalse();
  }

  @Test
  void aChainOfAppendsNeedNotWait() {
    Scribe a = new Scribe(journal, "a");
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    outcomes.add(a.begin(create(), T0));
    for (int i = 0; i < 50; i++) {
      outcomes.add(a.begin(submit("task " + i), T0.plusMillis(i)));
    }
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(Scribe.await(outcomes.get(i))).isEqualTo(new Outcome.Durable(i + 1));
    }
    assertThat(Scribe.load(journal, new AgentId("a"))).isEqualTo(a.agent());
  }

  @Test
  void whatWasBuiltOnARefusedAppendIsFencedEvenIfItsNumbersFit() {
    Scribe owner = new Scribe(journal, "a");
    owner.write(create(), T0);
    Scribe former = new Scribe(journal, owner.agent());
    owner.write(submit("the owner's"), T0);
    CompletableFuture<Outcome> refused = former.begin(submit("the former owner's"), T0);
    CompletableFuture<Outcome> onTop = former.begin(submit("on top of it"), T0);
    CompletableFuture<Outcome> onTopOfThat = former.begin(submit("and more"), T0);
    owner.write(submit("more of the owner's"), T0);
    assertThat(reason(Scribe.await(refused))).isEqualTo(Reason.FENCED);
    assertThat(reason(Scribe.await(onTop))).isEqualTo(Reason.FENCED);
    assertThat(reason(Scribe.await(onTopOfThat))).isEqualTo(Reason.FENCED);
    assertThat(Scribe.load(journal, new AgentId("a"))).isEqualTo(owner.agent());
  }

  @Test
  void ofManyWhoRaceOneWinsEachNumber() throws Exception {
    int threads = 8;
    int numbers = 200;
    AtomicIntegerArray wins = new AtomicIntegerArray(numbers + 2);
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> racers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        racers.add(pool.submit(() -> race(wins, start, numbers)));
      }
      start.countDown();
      for (Future<?> racer : racers) {
        racer.get();
      }
    }
    for (int seq = 1; seq <= numbers; seq++) {
      assertThat(wins.get(seq)).as("winners of number %d", seq).isEqualTo(1);
    }
    assertThat(journal.head()).isEqualTo(numbers);
    assertThat(Scribe.load(journal, new AgentId("a")).seq()).isEqualTo(numbers);
  }

  private Void race(AtomicIntegerArray wins, CountDownLatch start, int numbers) throws Exception {
    start.await();
    Agent agent = Agent.absent(new AgentId("a"));
    while (agent.seq() < numbers) {
      Scribe racer = new Scribe(journal, agent);
      Command next =
          agent.exists() ? new Command.Update(Patches.of(1 + (int) agent.seq() % 9, 1)) : create();
      if (Scribe.await(racer.begin(next, T0)) instanceof Outcome.Durable) {
        agent = racer.agent();
        wins.incrementAndGet((int) agent.seq());
      } else {
        agent = Scribe.load(journal, agent.id());
      }
    }
    return null;
  }

  @Test
  void anAppendNeedsEntries() {
    Agent nobody = Agent.absent(new AgentId("a"));
    assertThatThrownBy(() -> Scribe.append(journal, nobody, List.of(), T0, nobody))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everythingDurableIsHeardInOrderAndBeforeItsReceipt() throws Exception {
    Queue<Recorded> heard = new ConcurrentLinkedQueue<>();
    AtomicLong lastHeard = new AtomicLong();
    journal.onDurable(rows -> {
      heard.addAll(rows);
      lastHeard.set(rows.getLast().last());
    });
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String name = "writer-" + t;
        writers.add(
            pool.submit(() -> {
              Scribe scribe = new Scribe(journal, name);
              scribe.write(create(), T0);
              for (int i = 0; i < 40; i++) {
                long position = scribe.write(submit("task " + i), T0);
                assertThat(lastHeard.get()).isGreaterThanOrEqualTo(position);
                assertThat(journal.head()).isGreaterThanOrEqualTo(position);
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    long next = 1;
    for (Recorded row : heard) {
      assertThat(row.position()).isEqualTo(next);
      next = row.last() + 1;
    }
    assertThat(next).isEqualTo(journal.head() + 1);
    assertThat(List.copyOf(heard)).isEqualTo(journal.readAfter(0, 1_000));
  }

  // ── reading ────────────────────────────────────────────────────────────────────────────────

  private List<RandomHistory.Step> write(long seed, int agents, int steps) {
    RandomHistory history = new RandomHistory(seed, agents);
    List<RandomHistory.Step> all = new ArrayList<>();
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      RandomHistory.Step step = history.next();
      all.add(step);
      outcomes.add(Scribe.append(journal, step));
      if (i % 7 == 0) {
        journal.snapshot(step.after());
      }
    }
    for (CompletableFuture<Outcome> outcome : outcomes) {
      assertThat(Scribe.await(outcome)).isInstanceOf(Outcome.Durable.class);
    }
    return all;
  }

  @Test
  void aLoadIsTheFoldOfWhatWasWritten() {
    RandomHistory history = RandomHistory.withPost(1, 20);
    for (int round = 0; round < 5; round++) {
      List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        outcomes.add(Scribe.append(journal, history.next()));
      }
      outcomes.forEach(Scribe::await);
      for (Agent agent : history.agents()) {
        assertThat(Scribe.load(journal, agent.id())).isEqualTo(agent);
        journal.snapshot(agent);
      }
    }
    for (Agent agent : history.agents()) {
      assertThat(Scribe.load(journal, agent.id())).isEqualTo(agent);
    }
  }

  @Test
  void aSnapshotOfWhatNeverBecameDurableIsNotBelieved() {
    Scribe owner = new Scribe(journal, "a");
    owner.write(create(), T0);
    for (int i = 0; i < 40; i++) {
      owner.write(submit("task " + i), T0);
    }
    Scribe former = new Scribe(journal, owner.agent());
    owner.write(submit("the owner's"), T0);
    CompletableFuture<Outcome> refused = former.begin(submit("the former owner's"), T0);
    journal.snapshot(former.agent());
    assertThat(reason(Scribe.await(refused))).isEqualTo(Reason.FENCED);
    owner.write(submit("more"), T0);
    assertThat(Scribe.load(journal, new AgentId("a"))).isEqualTo(owner.agent());
  }

  @Test
  void readAfterGivesEveryRowOnceWhateverThePage() {
    List<RandomHistory.Step> steps = write(2, 10, 200);
    List<Recorded> all = journal.readAfter(0, 1_000);
    assertThat(all).hasSameSizeAs(steps);
    for (int i = 0; i < all.size(); i++) {
      RandomHistory.Step step = steps.get(i);
      assertThat(all.get(i).entries()).isEqualTo(step.entries());
      assertThat(all.get(i).at()).isEqualTo(step.at());
      assertThat(all.get(i).agent()).isEqualTo(step.after().id());
      assertThat(all.get(i).seq()).isEqualTo(step.before().seq() + 1);
      Agent before = step.before();
      Agent after = step.after();
      assertThat(all.get(i).before()).isEqualTo(before.exists() ? before.state() : null);
      assertThat(all.get(i).after()).isEqualTo(after.exists() ? after.state() : null);
    }
    for (int page = 1; page <= 250; page += 31) {
      List<Recorded> paged = new ArrayList<>();
      long cursor = 0;
      for (List<Recorded> rows = journal.readAfter(cursor, page);
          !rows.isEmpty();
          rows = journal.readAfter(cursor, page)) {
        assertThat(rows.size()).isLessThanOrEqualTo(page);
        paged.addAll(rows);
        cursor = rows.getLast().last();
      }
      assertThat(paged).isEqualTo(all);
      assertThat(cursor).isEqualTo(journal.head());
    }
  }

  @Test
  void aCursorInTheMiddleOfARowGivesTheRow() {
    write(3, 5, 300);
    List<Recorded> all = journal.readAfter(0, 1_000);
    List<Recorded> wide = all.stream().filter(row -> row.entries().size() > 1).toList();
    assertThat(wide).isNotEmpty();
    for (Recorded row : wide) {
      assertThat(journal.readAfter(row.position() - 1, 1)).containsExactly(row);
      assertThat(journal.readAfter(row.position(), 1)).containsExactly(row);
      assertThat(journal.readAfter(row.last() - 1, 1)).containsExactly(row);
      assertThat(journal.readAfter(row.last(), 1)).doesNotContain(row);
      assertThat(journal.readAgent(row.agent(), row.seq(), 1)).containsExactly(row);
      assertThat(journal.readAgent(row.agent(), row.seq() + 1, 1)).containsExactly(row);
      assertThat(journal.readAgent(row.agent(), row.seq() + row.entries().size(), 1))
          .doesNotContain(row);
    }
    assertThat(journal.readAfter(journal.head(), 10)).isEmpty();
    assertThat(journal.readAfter(journal.head() + 99, 10)).isEmpty();
  }

  @Test
  void readAgentGivesOneAgentsRows() {
    List<RandomHistory.Step> steps = write(4, 4, 200);
    AgentId id = steps.getFirst().after().id();
    List<List<Entry>> wanted =
        steps.stream()
            .filter(step -> step.after().id().equals(id))
            .map(RandomHistory.Step::entries)
            .toList();
    assertThat(journal.readAgent(id, 0, 1_000)).extracting(Recorded::entries).isEqualTo(wanted);
    assertThat(journal.readAgent(id, 1, 3))
        .extracting(Recorded::entries)
        .isEqualTo(wanted.subList(0, 3));
    assertThat(journal.readAgent(new AgentId("nobody"), 1, 10)).isEmpty();
    Recorded last = journal.readAgent(id, 0, 1_000).getLast();
    assertThat(journal.readAgent(id, last.seq() + last.entries().size(), 10)).isEmpty();
  }

  // ── bookmarks ──────────────────────────────────────────────────────────────────────────────

  /** A hint may be dropped or kept late: it is given until it is kept. */
  private void keep(String reader, long position) {
    await()
        .atMost(SOON)
        .until(() -> {
          journal.bookmark(reader, position);
          return journal.bookmark(reader) == position;
        });
  }

  @Test
  void eachReaderHasABookmarkOfItsOwn() {
    Scribe a = new Scribe(journal, "a");
    a.write(create(), T0);
    a.write(submit("one"), T0);
    assertThat(journal.bookmark("post")).isZero();
    keep("post", 1);
    assertThat(journal.bookmark("another")).isZero();
    keep("another", 2);
    assertThat(journal.bookmark("post")).isEqualTo(1);
    keep("post", 2);
    assertThat(journal.bookmark("another")).isEqualTo(2);
  }

  @Test
  void aBookmarkIsNeverBeyondWhatIsDurable() {
    Scribe a = new Scribe(journal, "a");
    a.write(create(), T0);
    keep("post", 1);
    journal.bookmark("post", 2);
    keep("another", 1);
    assertThat(journal.bookmark("post")).isEqualTo(1);
  }

  // ── the end ────────────────────────────────────────────────────────────────────────────────

  @Test
  void closingTwiceIsClosingOnce() throws Exception {
    Scribe a = new Scribe(journal, "a");
    a.write(create(), T0);
    open.closing().close();
    open.closing().close();
    assertThat(reason(Scribe.await(a.begin(submit("too late"), T0)))).isEqualTo(Reason.UNAVAILABLE);
    assertThatThrownBy(() -> Scribe.load(journal, new AgentId("a")))
        .hasRootCauseInstanceOf(Journal.Unavailable.class);
  }
}
