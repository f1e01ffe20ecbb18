package dev.reveille.testkit;

import static dev.reveille.testkit.JournalContract.T0;
import static dev.reveille.testkit.JournalContract.create;
import static dev.reveille.testkit.JournalContract.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Command.MarkMail.As;
import dev.reveille.core.Event;
import dev.reveille.core.Failure;
import dev.reveille.core.Filter;
import dev.reveille.core.MailSpec;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Priority;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.Sleep;
import dev.reveille.core.Subscription;
import dev.reveille.core.TaskId;
import dev.reveille.core.Usage;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.EventRow;
import dev.reveille.engine.Views.FiringRow;
import dev.reveille.engine.Views.FiringRow.Outcome;
import dev.reveille.engine.Views.MailFilter;
import dev.reveille.engine.Views.MailRow;
import dev.reveille.engine.Views.MailStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the query tables of every store must say of mail, schedules and events. */
public abstract class PostContract {
  private Stores.Open open;
  private Journal journal;
  private Views views;
  private Scribe log;

  /** A fresh and empty store. */
  protected abstract Stores.Open open() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    open = open();
    journal = open.journal();
    views = open.views();
    log = new Scribe(journal, AgentId.EVENT_LOG.value());
  }

  @AfterEach
  final void closeStore() throws Exception {
    open.closing().close();
  }

  private Scribe created(String name) {
    Scribe scribe = new Scribe(journal, name);
    scribe.write(create(), T0);
    return scribe;
  }

  /** An agent that looks at its mail once an hour, so that it lies there for a test to see. */
  private Scribe patient(String name) {
    AgentConfig config = AgentConfig.STANDARD.with(Patches.checkMailEvery(Duration.ofHours(1)));
    Scribe scribe = new Scribe(journal, name);
    scribe.write(new Command.Create("d", null, config, true), T0);
    return scribe;
  }

  private static long lastTask(Scribe scribe) {
    return scribe.agent().tasks().stream().toList().getLast().seq();
  }

  // ── mail ───────────────────────────────────────────────────────────────────────────────────

  private static Command mail(String subject, Priority priority, @Nullable Instant expiresAt) {
    return new Command.Deliver(
        new MailSpec(
            "user:ann", subject, "the text", priority, "talk", "user:ann/7", expiresAt, null));
  }

  private static Command mail(String subject) {
    return mail(subject, Priority.NORMAL, null);
  }

  private static long receive(Scribe scribe, String subject) {
    scribe.write(mail(subject), T0);
    return scribe.agent().mails().getLast().seq();
  }

  private MailStatus status(Scribe mailbox, long number) {
    return views.mail(new TaskId(mailbox.agent().id(), number)).orElseThrow().status();
  }

  private List<String> subjects(String mailbox, @Nullable MailStatus status) {
    return views.mails(new MailFilter(mailbox, status), null, 100).stream()
        .map(MailRow::subject)
        .toList();
  }

  @Test
  void aMailsRowSaysWhatCame() {
    Scribe bob = new Scribe(journal, "user:bob");
    long position = bob.write(mail("hello", Priority.HIGH, null), T0.plusMillis(5));
    TaskId id = new TaskId(new AgentId("user:bob"), 1);
    MailRow wanted =
        new MailRow(
            position,
            id,
            "user:ann",
            "hello",
            Priority.HIGH,
            "talk",
            "user:ann/7",
            MailStatus.UNREAD,
            T0.plusMillis(5));
    assertThat(views.mail(id)).hasValue(wanted);
    assertThat(views.mails(new MailFilter("user:bob", null), null, 10)).containsExactly(wanted);
    assertThat(views.mail(new TaskId(new AgentId("user:bob"), 2))).isEmpty();
  }

  @Test
  void mailsArePagedAndFilteredNewestFirst() {
    Scribe bob = new Scribe(journal, "user:bob");
    receive(new Scribe(journal, "user:eve"), "not bob's");
    for (int i = 1; i <= 5; i++) {
      receive(bob, "mail " + i);
    }
    bob.write(new Command.MarkMail(2, As.ARCHIVED), T0);
    bob.write(new Command.MarkMail(4, As.READ), T0);
    assertThat(subjects("user:bob", null))
        .containsExactly("mail 5", "mail 4", "mail 3", "mail 2", "mail 1");
    assertThat(subjects("user:bob", MailStatus.UNREAD))
        .containsExactly("mail 5", "mail 3", "mail 1");
    MailFilter unread = new MailFilter("user:bob", MailStatus.UNREAD);
    MailRow first = views.mails(unread, null, 1).getFirst();
    assertThat(views.mails(unread, first.cursor(), 1))
        .extracting(MailRow::subject)
        .containsExactly("mail 3");
    assertThat(subjects("user:bob", MailStatus.BOUNCED)).isEmpty();
  }

  @Test
  void aMailIsWhatItsOwnerDidWithIt() {
    Scribe bob = new Scribe(journal, "user:bob");
    long number = receive(bob, "hello");
    assertThat(status(bob, number)).isEqualTo(MailStatus.UNREAD);
    bob.write(new Command.MarkMail(number, As.READ), T0);
    assertThat(status(bob, number)).isEqualTo(MailStatus.READ);
    bob.write(new Command.MarkMail(number, As.REPLIED), T0);
    assertThat(status(bob, number)).isEqualTo(MailStatus.REPLIED);
    bob.write(new Command.MarkMail(number, As.READ), T0);
    assertThat(status(bob, number)).as("no less answered").isEqualTo(MailStatus.REPLIED);
    bob.write(new Command.MarkMail(number, As.ARCHIVED), T0);
    assertThat(status(bob, number)).isEqualTo(MailStatus.ARCHIVED);
    bob.write(new Command.MarkMail(number, As.READ), T0);
    assertThat(status(bob, number)).as("taken out again").isEqualTo(MailStatus.READ);
  }

  /** However its marks fall into transactions, they come to the same. */
  @Test
  void marksThatNobodyLookedAtInBetweenComeToTheSame() {
    Scribe bob = new Scribe(journal, "user:bob");
    long answered = receive(bob, "answered, then read");
    long archived = receive(bob, "answered, archived, then read");
    long read = receive(bob, "read twice");
    bob.write(new Command.MarkMail(answered, As.REPLIED), T0);
    bob.write(new Command.MarkMail(archived, As.REPLIED), T0);
    assertThat(status(bob, read)).isEqualTo(MailStatus.UNREAD);
    bob.write(new Command.MarkMail(answered, As.READ), T0);
    bob.write(new Command.MarkMail(answered, As.READ), T0);
    bob.write(new Command.MarkMail(archived, As.ARCHIVED), T0);
    bob.write(new Command.MarkMail(archived, As.READ), T0);
    bob.write(new Command.MarkMail(read, As.READ), T0);
    bob.write(new Command.MarkMail(read, As.READ), T0);
    assertThat(status(bob, answered)).isEqualTo(MailStatus.REPLIED);
    assertThat(status(bob, archived)).isEqualTo(MailStatus.READ);
    assertThat(status(bob, read)).isEqualTo(MailStatus.READ);
  }

  @Test
  void aMailIsReadWhenItsTaskSucceedsAndBouncesWhenItDoesNot() {
    Scribe a = created("a");
    long good = receive(a, "can be done");
    a.write(new Command.Begin(1), T0);
    long task = lastTask(a);
    ModelReply reply =
        new ModelReply("Done.", "", List.of(), new Usage(1, 1), ModelReply.Finish.STOP);
    a.write(new Command.ReplyArrived(task, 1, 1, reply, List.of()), T0);
    assertThat(status(a, good)).isEqualTo(MailStatus.READ);
    long bad = receive(a, "cannot be done");
    a.write(new Command.Begin(1), T0);
    Failure failure = new Failure(Failure.Kind.PERMANENT, "it cannot be done");
    a.write(new Command.CallFailed(lastTask(a), 1, 1, failure, null), T0);
    assertThat(status(a, bad)).isEqualTo(MailStatus.BOUNCED);
  }

  @Test
  void aMailThatNobodyBeganWithInTimeExpires() {
    Scribe a = patient("a");
    a.write(mail("urgent, somehow", Priority.LOW, T0.plusSeconds(60)), T0);
    long number = a.agent().mails().getLast().seq();
    assertThat(journal.alarms(T0, T0.plusSeconds(61), 10)).hasSize(1);
    a.write(new Command.Tick(), T0.plusSeconds(60));
    assertThat(status(a, number)).isEqualTo(MailStatus.EXPIRED);
  }

  @Test
  void aMarkOnWhatIsNoMailIsOnNothing() {
    Scribe a = patient("a");
    receive(a, "hello");
    a.write(new Command.MarkMail(1, As.ARCHIVED), T0);
    assertThat(views.mail(new TaskId(a.agent().id(), 1))).isEmpty();
    assertThat(subjects("a", MailStatus.UNREAD)).containsExactly("hello");
  }

  @Test
  void aNamesakeOfADeletedAgentBeginsWithNothing() {
    Scribe a = patient("a");
    receive(a, "to the first");
    a.write(new Command.SetSchedule("daily", ScheduleSpec.of("look", "@every 1h")), T0);
    a.write(new Command.TriggerSchedule("daily"), T0);
    a.write(subscribe("s", "order.*"), T0);
    assertThat(subjects("a", null)).hasSize(1);
    assertThat(firings("a", "daily")).hasSize(1);
    a.write(new Command.Delete(), T0);
    assertThat(subjects("a", null)).isEmpty();
    assertThat(firings("a", "daily")).isEmpty();
    assertThat(listeners("order.new")).isEmpty();
    a.write(create(), T0);
    a.write(new Command.MarkMail(2, As.READ), T0);
    a.write(mail("to the second"), T0);
    assertThat(subjects("a", null)).containsExactly("to the second");
    assertThat(firings("a", "daily")).isEmpty();
    assertThat(listeners("order.new")).isEmpty();
  }

  @Test
  void onesDeletionIsOfNobodyElse() {
    Scribe a = patient("a");
    Scribe b = patient("b");
    for (Scribe each : List.of(a, b)) {
      receive(each, "hello");
      each.write(new Command.SetSchedule("daily", ScheduleSpec.of("look", "@every 1h")), T0);
      each.write(new Command.TriggerSchedule("daily"), T0);
      each.write(subscribe("s", "order.new"), T0);
    }
    a.write(new Command.Delete(), T0);
    assertThat(subjects("b", null)).containsExactly("hello");
    assertThat(firings("b", "daily")).hasSize(1);
    assertThat(listeners("order.new")).containsExactly("b");
  }

  @Test
  void mailboxesAndTheEventLogAreNoAgents() {
    created("user-1");
    created("reveille");
    receive(new Scribe(journal, "user"), "hello");
    receive(new Scribe(journal, "user:bob"), "hello");
    publish("order.new", T0);
    assertThat(views.agents(new Views.AgentFilter(null, null, null), "", 10))
        .extracting(Views.AgentRow::agentId)
        .containsExactly("reveille", "user-1");
    assertThat(views.agents(new Views.AgentFilter(null, null, "user"), "", 10)).hasSize(1);
    assertThat(views.agent("user:bob")).as("but they have rows").isPresent();
  }

  // ── schedules ──────────────────────────────────────────────────────────────────────────────

  private List<FiringRow> firings(String agent, String schedule) {
    return views.firings(agent, schedule, null, 100);
  }

  private static ScheduleSpec every(String interval, ScheduleSpec.Overlap overlap) {
    return new ScheduleSpec(
        "look",
        "@every " + interval,
        "UTC",
        Priority.NORMAL,
        overlap,
        ScheduleSpec.Missed.RUN_ONCE,
        10,
        0,
        null,
        null,
        null);
  }

  @Test
  void theLedgerHasALineForEveryDueInstant() {
    Scribe a = created("a");
    a.write(new Command.SetSchedule("s", every("10s", ScheduleSpec.Overlap.SKIP)), T0);
    Instant first = T0.plusSeconds(10);
    long fired = a.write(new Command.Tick(), first) + 1; // after its TaskQueued
    long task = lastTask(a);
    Instant second = T0.plusSeconds(20);
    long skipped = a.write(new Command.Tick(), second);
    FiringRow one = new FiringRow(fired, first, first, 1, Outcome.FIRED, false, null, task, first);
    String why = "task a/" + task + " has not ended";
    FiringRow two =
        new FiringRow(skipped, second, second, 1, Outcome.SKIPPED, false, why, 0, second);
    assertThat(firings("a", "s")).containsExactly(two, one);
    assertThat(views.firings("a", "s", null, 1)).containsExactly(two);
    assertThat(views.firings("a", "s", two.cursor(), 9)).containsExactly(one);
    assertThat(firings("a", "another")).isEmpty();
    assertThat(firings("b", "s")).isEmpty();
  }

  @Test
  void whatNobodyWasThereForIsOneLineAndOneFiring() {
    Scribe a = created("a");
    a.write(new Command.SetSchedule("s", every("10s", ScheduleSpec.Overlap.SKIP)), T0);
    a.write(new Command.Tick(), T0.plusSeconds(305));
    List<FiringRow> lines = firings("a", "s");
    assertThat(lines).extracting(FiringRow::outcome).containsExactly(Outcome.FIRED, Outcome.MISSED);
    FiringRow missed = lines.getLast();
    assertThat(missed.dueAt()).isEqualTo(T0.plusSeconds(10));
    assertThat(missed.lastDueAt()).isEqualTo(T0.plusSeconds(290));
    assertThat(missed.count()).isEqualTo(29);
    assertThat(missed.why()).contains("nobody was there");
    assertThat(lines.getFirst().dueAt()).isEqualTo(T0.plusSeconds(300));
  }

  @Test
  void aFiringByHandSaysSo() {
    Scribe a = created("a");
    a.write(new Command.SetSchedule("s", every("1h", ScheduleSpec.Overlap.SKIP)), T0);
    a.write(new Command.TriggerSchedule("s"), T0.plusSeconds(5));
    FiringRow line = firings("a", "s").getFirst();
    assertThat(line.byHand()).isTrue();
    assertThat(line.dueAt()).isEqualTo(T0.plusSeconds(5));
    assertThat(line.task()).isEqualTo(lastTask(a));
  }

  @Test
  void aSchedulesNextInstantIsItsAgentsAlarm() {
    Scribe a = created("a");
    a.write(new Command.SetSchedule("s", every("10s", ScheduleSpec.Overlap.SKIP)), T0);
    Journal.Alarm alarm = new Journal.Alarm(new AgentId("a"), T0.plusSeconds(10));
    assertThat(journal.alarms(T0, T0.plusSeconds(100), 10)).containsExactly(alarm);
    a.write(new Command.PauseSchedule("s", true), T0);
    assertThat(journal.alarms(T0, T0.plusSeconds(100), 10)).isEmpty();
  }

  // ── events ─────────────────────────────────────────────────────────────────────────────────

  private long publish(String name, Instant at) {
    String id = "id-" + log.agent().seq();
    Event event = new Event(name, Priority.NORMAL, id, null, null, null, null);
    return log.write(new Command.Publish(event), at);
  }

  private List<String> events(@Nullable String name, @Nullable Instant since) {
    return views.events(name, since, null, 100).stream().map(EventRow::name).toList();
  }

  @Test
  void eventsAreFoundByNameAndTimeNewestFirst() {
    created("a").write(submit("something between"), T0);
    long first = publish("order.new", T0);
    publish("order.paid", T0.plusSeconds(1));
    long third = publish("order.new", T0.plusSeconds(2));
    assertThat(views.events("order.new", null, null, 10))
        .containsExactly(
            new EventRow(third, 3, "order.new", T0.plusSeconds(2)),
            new EventRow(first, 1, "order.new", T0));
    assertThat(events(null, null)).containsExactly("order.new", "order.paid", "order.new");
    assertThat(events(null, T0.plusSeconds(1))).containsExactly("order.new", "order.paid");
    assertThat(events("order.new", T0.plusMillis(1))).hasSize(1);
    assertThat(events("order.*", null)).containsExactly("order.new", "order.paid", "order.new");
    assertThat(events("*.new", T0.plusMillis(1))).containsExactly("order.new");
    assertThat(events("?rder.*", null)).as("no wildcard but *").isEmpty();
    assertThat(events("[a-z]rder.*", null)).isEmpty();
    assertThat(events("ORDER.*", null)).isEmpty();
    assertThat(views.events("*.new", null, third, 1))
        .extracting(EventRow::cursor)
        .containsExactly(first);
    assertThat(views.events(null, null, third, 1))
        .extracting(EventRow::name)
        .containsExactly("order.paid");
  }

  @Test
  void anEventThatNobodyHeardIsADeadLetterUntilItIsDiscarded() {
    publish("order.new", T0);
    long position = log.write(new Command.NobodyHeard(1), T0.plusSeconds(1));
    List<DeadLetter> letters = views.deadLetters(null, null, null, 10);
    assertThat(letters).hasSize(1);
    DeadLetter letter = letters.getFirst();
    assertThat(letter.kind()).isEqualTo(DeadLetter.Kind.EVENT);
    assertThat(letter.task()).isEqualTo(new TaskId(AgentId.EVENT_LOG, 1));
    assertThat(letter.cursor()).isEqualTo(position);
    assertThat(letter.at()).isEqualTo(T0.plusSeconds(1));
    assertThat(views.deadLetters(null, AgentId.EVENT_LOG.value(), null, 10)).isEqualTo(letters);
    log.write(new Command.Discard(1, "seen"), T0.plusSeconds(2));
    assertThat(views.deadLetters(null, null, null, 10)).isEmpty();
  }

  @Test
  void mailThatCameToNothingIsADeadLetterOfItsKind() {
    MailSpec late =
        new MailSpec("user", "", "hello", Priority.NORMAL, null, null, T0.plusSeconds(5), null);
    Scribe ann = new Scribe(journal, "user:ann");
    ann.write(new Command.Deliver(late), T0);
    ann.write(new Command.Tick(), T0.plusSeconds(5));
    publish("order.new", T0);
    log.write(new Command.NobodyHeard(1), T0.plusSeconds(1));
    assertThat(views.deadLetters(DeadLetter.Kind.MAIL, null, null, 10))
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.task()).isEqualTo(new TaskId(new AgentId("user:ann"), 1));
          assertThat(letter.reason()).contains("before " + T0.plusSeconds(5));
        });
    assertThat(views.deadLetters(DeadLetter.Kind.EVENT, null, null, 10)).hasSize(1);
    assertThat(views.deadLetters(DeadLetter.Kind.TASK, null, null, 10)).isEmpty();
    ann.write(new Command.Discard(1, "seen"), T0.plusSeconds(6));
    assertThat(views.deadLetters(DeadLetter.Kind.MAIL, null, null, 10)).isEmpty();
  }

  // ── who listens ────────────────────────────────────────────────────────────────────────────

  private static Command subscribe(String id, String... events) {
    return new Command.Subscribe(
        new Subscription(id, List.of(events), Filter.NONE, Priority.LOW, null, true));
  }

  private static Command sleepUntil(String... events) {
    return new Command.FallAsleep(new Sleep(null, List.of(events), null, null, ""));
  }

  private List<String> listeners(String event) {
    return views.listeners(event, "", 100).stream().map(AgentId::value).toList();
  }

  @Test
  void listenersAreFoundByNameAndByPattern() {
    created("exact").write(subscribe("s", "order.new"), T0);
    created("begins").write(subscribe("s", "order.*"), T0);
    created("ends").write(subscribe("s", "*.new", "disk.full"), T0);
    created("all").write(subscribe("s", "*"), T0);
    created("within").write(subscribe("s", "o*r.n*w"), T0);
    created("nobody");
    assertThat(listeners("order.new")).containsExactly("all", "begins", "ends", "exact", "within");
    assertThat(listeners("order.paid")).containsExactly("all", "begins");
    assertThat(listeners("disk.full")).containsExactly("all", "ends");
    assertThat(listeners("ORDER.new")).containsExactly("all", "ends");
    assertThat(listeners("order_new")).as("no wildcard but *").containsExactly("all");
  }

  @Test
  void whoListensTwiceIsNamedOnceAndPagesFollowTheirNames() {
    for (String name : List.of("c", "a", "d", "b")) {
      Scribe scribe = created(name);
      scribe.write(subscribe("one", "order.new", "order.*"), T0);
      scribe.write(subscribe("two", "order.new"), T0);
      scribe.write(sleepUntil("*"), T0);
    }
    assertThat(listeners("order.new")).containsExactly("a", "b", "c", "d");
    assertThat(views.listeners("order.new", "", 2))
        .containsExactly(new AgentId("a"), new AgentId("b"));
    assertThat(views.listeners("order.new", "b", 2))
        .containsExactly(new AgentId("c"), new AgentId("d"));
    assertThat(views.listeners("order.new", "d", 2)).isEmpty();
  }

  @Test
  void aSubscriptionIsHeardAsLongAsThereIsOneThatWantsIt() {
    Scribe a = created("a");
    a.write(subscribe("one", "order.new"), T0);
    a.write(subscribe("two", "order.new", "order.paid"), T0);
    a.write(new Command.Unsubscribe("one"), T0);
    assertThat(listeners("order.new")).containsExactly("a");
    a.write(subscribe("two", "order.paid"), T0);
    assertThat(listeners("order.new")).isEmpty();
    assertThat(listeners("order.paid")).containsExactly("a");
    a.write(new Command.Unsubscribe("two"), T0);
    assertThat(listeners("order.paid")).isEmpty();
  }

  @Test
  void aSleeperListensUntilItWakes() {
    Scribe a = created("a");
    a.write(sleepUntil("order.*"), T0);
    assertThat(listeners("order.new")).containsExactly("a");
    a.write(sleepUntil("disk.full"), T0);
    assertThat(listeners("order.new")).as("it sleeps otherwise now").isEmpty();
    assertThat(listeners("disk.full")).containsExactly("a");
    a.write(new Command.Wake("enough"), T0);
    assertThat(listeners("disk.full")).isEmpty();
  }

  // ── who waits for the load ─────────────────────────────────────────────────────────────────

  private Scribe asleepBelow(String name, @Nullable Double load) {
    Scribe scribe = created(name);
    scribe.write(new Command.FallAsleep(new Sleep(null, List.of(), null, load, "")), T0);
    return scribe;
  }

  private List<String> wakeable(double load, int limit) {
    return views.wakeableAtLoad(load, limit).stream().map(AgentId::value).toList();
  }

  @Test
  void whoIsContentWithMostIsWokenFirst() {
    asleepBelow("calm", 0.2);
    asleepBelow("b", 0.5);
    asleepBelow("a", 0.5);
    asleepBelow("content", 0.9);
    asleepBelow("never", null);
    assertThat(wakeable(0.1, 10)).containsExactly("content", "a", "b", "calm");
    assertThat(wakeable(0.1, 2)).containsExactly("content", "a");
    assertThat(wakeable(0.2, 10)).as("not below").containsExactly("content", "a", "b");
    assertThat(wakeable(0.95, 10)).isEmpty();
  }

  @Test
  void whoWakesOrIsStoppedWaitsForNoLoad() {
    Scribe woken = asleepBelow("woken", 0.5);
    woken.write(new Command.LoadFell(0.3), T0);
    Scribe stopped = asleepBelow("stopped", 0.5);
    stopped.write(new Command.Stop(false), T0);
    assertThat(wakeable(0.3, 10)).as("LoadFell would do nothing").isEmpty();
    stopped.write(new Command.Start(), T0);
    assertThat(wakeable(0.3, 10)).containsExactly("stopped");
  }
}
