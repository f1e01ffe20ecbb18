package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Failure;
import dev.reveille.core.Priority;
import dev.reveille.core.Sleep;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the post carries, to whom, how often, and when it gives up; on this thread. */
class PostTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeJournal journal = new FakeJournal();
  private final Queue<Runnable> turns = new ArrayDeque<>();
  private final TreeMap<String, TreeSet<String>> listening = new TreeMap<>();
  private final List<Told> told = new ArrayList<>();
  private int asked;
  private Post post = newPost();

  private record Told(AgentId agent, Command command, Consumer<Answer> answer) {}

  /** Another process over the same journal. */
  private Post newPost() {
    return newPost(Holding.everything());
  }

  private Post newPost(Holding holding) {
    return new Post(
        journal,
        this::listeners,
        holding,
        new Feed(journal, 1_000),
        turns::add,
        () -> NOW,
        (agent, command, answer) -> told.add(new Told(agent, command, answer)));
  }

  private List<AgentId> listeners(String event, String after, int limit) {
    asked++;
    return listening.getOrDefault(event, new TreeSet<>()).tailSet(after, false).stream()
        .limit(limit)
        .map(AgentId::new)
        .toList();
  }

  private void listen(String event, String... agents) {
    listening.computeIfAbsent(event, e -> new TreeSet<>()).addAll(List.of(agents));
  }

  private void record(AgentId agent, long seq, Entry... entries) {
    journal.add(
        new Journal.Recorded(journal.head() + 1, agent, seq, NOW, null, null, List.of(entries)));
  }

  private static Event event(String name, Map<String, String> attributes) {
    return new Event(name, Priority.NORMAL, "id-" + name, null, null, null, null, attributes);
  }

  private void publish(long seq, String name) {
    record(AgentId.EVENT_LOG, seq, new Entry.EventPublished(event(name, Map.of())));
  }

  private void look() {
    try {
      post.look(Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.run();
    }
  }

  /** What was told since the last time; it is answered later, or never. */
  private List<Told> taken() {
    List<Told> all = List.copyOf(told);
    told.clear();
    return all;
  }

  private void answer(Told one, Answer answer) {
    one.answer().accept(answer);
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.run();
    }
  }

  private static Answer heard(Told one) {
    return new Answer.Done(Agent.absent(one.agent()), new TaskId(one.agent(), 1), false);
  }

  private static Answer deaf(Told one) {
    return new Answer.Done(Agent.absent(one.agent()), null, false);
  }

  private static final Answer BUSY = new Answer.Refused(Decision.Code.UNAVAILABLE, "busy");

  // ── crashes ────────────────────────────────────────────────────────────────────────────────

  /** lettabot #428: a broadcast that is carried again after a restart is no other one. */
  @Test
  void whoHoldsNothingReadsNothing() {
    publish(1, "e");
    Placement nowhere =
        new Placement() {
          @Override
          public int processes() {
            return 2;
          }

          @Override
          public void order(AgentId agent, Command command, Consumer<Answer> answer) {}

          @Override
          public void look(AgentId agent, Consumer<Answer> answer) {}
        };
    post = newPost(new Holding(nowhere));
    look();
    assertThat(journal.reads).isEmpty();
    assertThat(post.isBusy()).isFalse();
  }

  @Test
  void whatWasHeardBeforeACrashIsNoDeadLetterAfterIt() {
    listen("e", "sleeper");
    publish(1, "e");
    look();
    Told first = taken().getFirst();
    record(
        first.agent(),
        1,
        new Entry.EventReceived("event:1", "e", "id-e"),
        new Entry.Woke(Entry.Woke.Cause.EVENT, "event e"));
    // It crashes before it hears the answer; whoever woke listens no more.
    listening.clear();
    post = newPost();
    look();
    assertThat(taken()).isEmpty();
    assertThat(post.isBusy()).isFalse();
  }

  /** Another process had told whom it woke, and is gone; its entries come here late. */
  @Test
  void whatWasHeardElsewhereIsNoDeadLetterBeforeThatIsKnownHere() {
    publish(1, "e");
    Journal.Recorded elsewhere =
        new Journal.Recorded(
            journal.head() + 1,
            new AgentId("sleeper"),
            1,
            NOW,
            null,
            null,
            List.of(new Entry.EventReceived("event:1", "e", "id-e")));
    journal.addElsewhere(elsewhere);
    look();
    assertThat(taken()).isEmpty();
    assertThat(post.isBusy()).isTrue();
    journal.hear(elsewhere);
    look();
    assertThat(taken()).isEmpty();
    assertThat(post.isBusy()).isFalse();
  }

  /** AgentsCommander #22: what reaches nobody is on record. */
  @Test
  void whatNobodyHeardIsADeadLetterOnceAllIsReadThatStoodThere() {
    publish(1, "e");
    record(new AgentId("a"), 1, new Entry.EventReceived("event:77", "other", "other"));
    record(new AgentId("a"), 2, new Entry.EventReceived("key-1", "other", "other"));
    look();
    assertThat(taken()).extracting(Told::command).containsExactly(new Command.NobodyHeard(1));
  }

  // ── many listeners ─────────────────────────────────────────────────────────────────────────

  /** dam-agents #3533: whoever takes all places at once lets the others wait. */
  @Test
  void tenThousandListenersStallNobody() {
    for (int i = 0; i < 10_000; i++) {
      listen("large", "agent-%05d".formatted(i));
    }
    listen("small", "other");
    publish(1, "large");
    publish(2, "small");
    look();
    List<Told> page = taken();
    assertThat(page).hasSize(Fanout.LISTENERS + 1);
    assertThat(page.getLast().agent()).isEqualTo(new AgentId("other"));
    answer(page.getLast(), heard(page.getLast()));
    page = page.subList(0, Fanout.LISTENERS);
    int all = 0;
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(Fanout.LISTENERS);
      all += page.size();
      page.forEach(one -> answer(one, heard(one)));
      page = taken();
    }
    assertThat(all).isEqualTo(10_000);
    look();
    assertThat(journal.bookmark).isEqualTo(2);
  }

  /** Who cannot be told for now is told again, and nobody else is. */
  @Test
  void onlyWhoCouldNotBeToldIsToldAgain() {
    listen("e", "a", "b", "c");
    publish(1, "e");
    look();
    for (Told one : taken()) {
      answer(one, one.agent().value().equals("b") ? BUSY : heard(one));
    }
    look();
    List<Told> again = taken();
    assertThat(again).extracting(one -> one.agent().value()).containsExactly("b");
    answer(again.getFirst(), heard(again.getFirst()));
    look();
    assertThat(taken()).isEmpty();
    assertThat(journal.bookmark).isEqualTo(1);
  }

  // ── giving up ──────────────────────────────────────────────────────────────────────────────

  @Test
  void whoCanNeverBeToldHoldsTheBookmarkUpForAWhileOnly() {
    listen("e", "a", "broken");
    publish(1, "e");
    Event alert = null;
    for (int i = 0; i < Parcel.MAX_TRIES + 5 && alert == null; i++) {
      look();
      for (Told one : taken()) {
        if (one.command() instanceof Command.Publish(Event event)) {
          alert = event;
          answer(one, deaf(one));
        } else {
          answer(one, one.agent().value().equals("a") ? heard(one) : BUSY);
        }
      }
    }
    assertThat(alert).isNotNull();
    assertThat(alert.name()).isEqualTo("system_alert");
    assertThat(alert.data()).contains("post.undelivered", "broken", "id-e");
    look();
    assertThat(taken()).isEmpty();
    assertThat(journal.bookmark).isEqualTo(1);
  }

  /** Else everything would be given up while the store is down. */
  @Test
  void nothingIsGivenUpBeforeThatIsOnRecord() {
    listen("e", "a");
    publish(1, "e");
    for (int i = 0; i < Parcel.MAX_TRIES + 50; i++) {
      look();
      while (!told.isEmpty()) {
        taken().forEach(one -> answer(one, BUSY));
      }
    }
    assertThat(journal.bookmark).isZero();
    look();
    Told again = taken().getFirst();
    assertThat(again.agent()).isEqualTo(new AgentId("a"));
    answer(again, heard(again));
    look();
    assertThat(journal.bookmark).isEqualTo(1);
  }

  private static final Answer FULL = new Answer.Refused(Decision.Code.LIMIT_EXCEEDED, "full");

  private void spendsItsBudget(AgentId agent) {
    record(agent, 1, new Entry.AgentCreated("d", null, AgentConfig.STANDARD, true));
    record(agent, 2, new Entry.BudgetExhausted("10 calls", null));
  }

  @Test
  void whatAPersonMustSettleIsAnEventFirstAndThenMail() {
    listen("budget.exhausted", "watcher");
    spendsItsBudget(new AgentId("a"));
    look();
    Told event = taken().getFirst();
    assertThat(event.agent()).isEqualTo(AgentId.EVENT_LOG);
    answer(event, deaf(event));
    Told mail = taken().getFirst();
    assertThat(mail.agent()).isEqualTo(new AgentId("user"));
    answer(mail, heard(mail));
    look();
    assertThat(taken()).isEmpty();
    assertThat(journal.bookmark).as("it is done with").isEqualTo(2);
  }

  /** The user's mailbox may be emptied; if it never is, that is an alert and not a silence. */
  @Test
  void aNoticeForAFullMailboxIsTriedAgainAndGivenUpOnRecord() {
    listen("budget.exhausted", "watcher");
    spendsItsBudget(new AgentId("a"));
    List<Event> events = new ArrayList<>();
    int mails = 0;
    for (int i = 0; i < Parcel.MAX_TRIES + 5; i++) {
      look();
      while (!told.isEmpty()) {
        for (Told one : taken()) {
          if (one.command() instanceof Command.Publish(Event event)) {
            events.add(event);
            answer(one, deaf(one));
          } else {
            mails++;
            answer(one, FULL);
          }
        }
      }
    }
    assertThat(mails).isEqualTo(Parcel.MAX_TRIES);
    assertThat(events).extracting(Event::name).containsExactly("budget.exhausted", "system_alert");
    assertThat(events.getLast().data()).contains("post.undelivered", "mail to user about agent a");
    assertThat(post.isBusy()).isFalse();
    assertThat(journal.bookmark).isEqualTo(2);
  }

  // ── the system's own events ────────────────────────────────────────────────────────────────

  private List<Event> published() {
    List<Event> events = new ArrayList<>();
    while (!told.isEmpty()) {
      for (Told one : taken()) {
        if (one.command() instanceof Command.Publish(Event event)) {
          events.add(event);
          answer(one, deaf(one));
        }
      }
    }
    return events;
  }

  private static Entry queued(String origin) {
    return new Entry.TaskQueued(
        "go", Priority.LOW, null, null, null, null, 3, null, null, origin, null, null, null);
  }

  private void aLife(AgentId agent) {
    Sleep sleep = new Sleep(NOW, List.of(), null, null, "tired");
    record(agent, 1, new Entry.AgentCreated("d", null, AgentConfig.STANDARD, false));
    record(agent, 2, new Entry.AgentStarted(), new Entry.FellAsleep(sleep));
    record(agent, 4, new Entry.Woke(Entry.Woke.Cause.TIME, "it is time"));
    record(agent, 5, new Entry.AgentStopped(), new Entry.AgentDeleted());
  }

  @Test
  void whatHappensToAgentsIsPublishedIfSomebodyListens() {
    for (String name : List.of("created", "started", "sleeping", "woke", "stopped", "deleted")) {
      listen("agent." + name, "watcher");
    }
    aLife(new AgentId("a"));
    look();
    List<Event> events = published();
    assertThat(events)
        .extracting(Event::eventId)
        .containsExactly(
            "agent.created:a/1",
            "agent.started:a/2",
            "agent.sleeping:a/3",
            "agent.woke:a/4",
            "agent.stopped:a/5",
            "agent.deleted:a/6");
    assertThat(events).allMatch(event -> "a".equals(event.source()));
    assertThat(events.get(2).data()).contains("\"reason\":\"tired\"", "\"until\":\"2026-01-01");
    assertThat(events.get(3).data()).contains("\"cause\":\"time\"");
    look();
    assertThat(journal.bookmark).isEqualTo(6);
  }

  @Test
  void ifNobodyListensItCostsOneQuestionAName() {
    for (int i = 0; i < 40; i++) {
      aLife(new AgentId("agent-" + i));
    }
    look();
    assertThat(taken()).isEmpty();
    assertThat(asked).isEqualTo(6);
    assertThat(turns).isEmpty();
  }

  /** egg #3595: agents that keep each other awake come to an end. */
  @Test
  void thoseWhoWakeEachOtherComeToAnEnd() {
    listen("agent.woke", "a", "b");
    record(new AgentId("a"), 1, new Entry.Woke(Entry.Woke.Cause.HAND, "go"));
    look();
    int hops = 0;
    long seq = 2;
    for (List<Event> next = published(); !next.isEmpty() && hops < 20; next = published()) {
      hops++;
      record(AgentId.EVENT_LOG, hops, new Entry.EventPublished(next.getFirst()));
      record(
          new AgentId(hops % 2 == 0 ? "a" : "b"),
          seq,
          new Entry.EventReceived("event:" + hops, "agent.woke", next.getFirst().eventId()),
          new Entry.Woke(Entry.Woke.Cause.EVENT, "event agent.woke"));
      seq += 2;
      told.clear();
      look();
    }
    assertThat(hops).isEqualTo(SystemEvents.MAX_HOPS);
  }

  @Test
  void aPoisonedTaskIsAnAlertAndADeath() {
    listen("task.dead", "watcher");
    listen("system_alert", "watcher");
    AgentId a = new AgentId("a");
    record(a, 1, new Entry.AgentCreated("d", null, AgentConfig.STANDARD, true), queued("client"));
    Failure failure = new Failure(Failure.Kind.PERMANENT, "quarantined: its process died");
    record(a, 3, new Entry.TaskDied(2, failure));
    look();
    assertThat(published())
        .extracting(Event::name, Event::eventId)
        .containsExactly(
            tuple("task.dead", "task.dead:a/2"), tuple("system_alert", "system_alert:a/2"));
  }

  /** claude-code #67524: a death is told; but the death of who was told of one is not. */
  @Test
  void theDeathOfWhoHeardOfADeathIsToldToNobody() {
    listen("task.dead", "watcher");
    AgentId a = new AgentId("a");
    record(
        a,
        1,
        new Entry.AgentCreated("d", null, AgentConfig.STANDARD, true),
        queued("event:task.dead:b/7"));
    record(a, 3, new Entry.TaskDied(2, new Failure(Failure.Kind.PERMANENT, "no")));
    look();
    assertThat(published()).isEmpty();
    assertThat(post.isBusy()).isFalse();
  }

  // ── alerts ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void alertsAreGivenOnceForEachTrouble() {
    Map<String, Instant> clock = new HashMap<>(Map.of("now", NOW));
    Alerts alerts =
        new Alerts(
            this::listeners,
            () -> clock.get("now"),
            (agent, command, answer) -> told.add(new Told(agent, command, answer)));
    alerts.storeRefused("the disk is full");
    alerts.look(0.1);
    assertThat(published()).as("nobody wants to know").isEmpty();
    listen("system_alert", "watcher");
    alerts.look(0.1);
    assertThat(published()).as("it is over").isEmpty();
    alerts.storeRefused("the disk is full");
    alerts.look(0.95);
    taken().forEach(one -> answer(one, BUSY));
    alerts.look(0.95);
    assertThat(published())
        .singleElement()
        .satisfies(
            event -> assertThat(event.data()).contains("store.recovered", "the disk is full"));
    clock.put("now", NOW.plus(Alerts.LASTS));
    alerts.look(0.95);
    alerts.look(0.95);
    assertThat(published())
        .singleElement()
        .satisfies(event -> assertThat(event.data()).contains("load.high", "\"seconds\":30"));
    alerts.look(0.5);
    alerts.look(0.95);
    assertThat(published()).isEmpty();
  }
}
