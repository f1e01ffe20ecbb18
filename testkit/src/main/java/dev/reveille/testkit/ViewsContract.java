package dev.reveille.testkit;

import static dev.reveille.testkit.JournalContract.T0;
import static dev.reveille.testkit.JournalContract.create;
import static dev.reveille.testkit.JournalContract.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Note;
import dev.reveille.core.Priority;
import dev.reveille.core.Sleep;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.TaskState;
import dev.reveille.core.Usage;
import dev.reveille.engine.Accounts;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Journal.Alarm;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Views;
import dev.reveille.engine.Views.AgentFilter;
import dev.reveille.engine.Views.AgentRow;
import dev.reveille.engine.Views.ApprovalRow;
import dev.reveille.engine.Views.DeadLetter;
import dev.reveille.engine.Views.MailFilter;
import dev.reveille.engine.Views.MailRow;
import dev.reveille.engine.Views.MailStatus;
import dev.reveille.engine.Views.TaskFilter;
import dev.reveille.engine.Views.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the query tables of every store must say: always all that was durable when asked. */
public abstract class ViewsContract {
  private static final AgentFilter ANY = new AgentFilter(null, null, null);

  private static final Set<Integer> ALL_SLICES =
      IntStream.range(0, Slices.COUNT).boxed().collect(Collectors.toSet());
  private static final Set<Integer> SOME_SLICES =
      IntStream.range(20, 150).boxed().collect(Collectors.toSet());

  private Stores.Open open;
  private Journal journal;
  private Views views;

  /** A fresh and empty store. */
  protected abstract Stores.Open open() throws Exception;

  @BeforeEach
  final void openStore() throws Exception {
    open = open();
    journal = open.journal();
    views = open.views();
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

  private Scribe asleep(String name, Instant until) {
    Scribe scribe = created(name);
    scribe.write(new Command.FallAsleep(new Sleep(until, List.of(), null, null, "")), T0);
    return scribe;
  }

  private static List<String> names(List<Alarm> alarms) {
    return alarms.stream().map(alarm -> alarm.agent().value()).toList();
  }

  // ── notes ──────────────────────────────────────────────────────────────────────────────────

  private List<String> notes(String owner, String words) {
    return views.notes(new AgentId(owner), words, 0, 100).stream()
        .map(row -> row.note().key())
        .toList();
  }

  @Test
  void whatIsNotAtItsEndIsCounted() {
    Scribe busy = created("b");
    busy.write(submit("first"), T0.plusSeconds(1));
    busy.write(new Command.Begin(1), T0.plusSeconds(2));
    busy.write(submit("second"), T0.plusSeconds(3));
    busy.write(submit("third"), T0.plusSeconds(4));
    asleep("a", T0.plusSeconds(60));
    Views.Census census = views.agentsByState();
    assertThat(census.position()).isEqualTo(journal.head());
    assertThat(census.agents())
        .containsOnly(Map.entry(AgentState.ACTIVE, 1L), Map.entry(AgentState.SLEEPING, 1L));
    Views.Standing standing = views.standing(T0.plusSeconds(60));
    assertThat(standing.tasks())
        .containsOnly(Map.entry(TaskState.RUNNING, 1L), Map.entry(TaskState.QUEUED, 2L));
    Views.Waiting oldest = Objects.requireNonNull(standing.oldest());
    assertThat(oldest.queuedAt()).isEqualTo(T0.plusSeconds(3));
    assertThat(oldest.task().agent()).isEqualTo(new AgentId("b"));
    assertThat(standing.deadLetters()).isEmpty();
    assertThat(standing.approvals()).isZero();
    assertThat(standing.wakes()).isZero();
    assertThat(views.standing(T0.plusSeconds(61)).wakes()).isEqualTo(1);
  }

  @Test
  void whatModelCallsTakeIsSummedUpByTheHour() {
    assertThat(views.spentSince(Instant.EPOCH)).isEqualTo(Spending.NONE);
    Instant hour = Accounts.period(T0).plus(Accounts.PERIOD);
    Scribe a = created("a");
    Scribe b = created("b");
    calls(a, new Usage(10, 1, 2, 30, 0), hour.minusMillis(1));
    calls(b, new Usage(20, 2, 4, 10, 0), hour);
    calls(a, new Usage(5, 3, 0, 0, 1), hour.plus(Accounts.PERIOD));
    Spending both = views.spentSince(hour);
    assertThat(both.calls()).isEqualTo(2);
    assertThat(both.usage()).isEqualTo(new Usage(25, 5, 4, 10, 1));
    assertThat(both.dearest().tokens()).as("the most of each").isEqualTo(23);
    assertThat(both.dearest().costMicros()).isEqualTo(10);
    assertThat(views.spentSince(Accounts.period(T0)).calls()).isEqualTo(3);
    assertThat(views.spentSince(hour.plus(Accounts.PERIOD).plus(Accounts.PERIOD)).calls()).isZero();
    assertThat(views.running()).isEmpty();
    a.write(submit("more"), hour);
    a.write(new Command.Begin(1), hour);
    assertThat(views.running()).hasSize(1);
    a.write(new Command.Interrupt(Interruption.CRASH), hour);
    assertThat(views.spentSince(hour).usage())
        .as("a call that was lost, as the dearest")
        .isEqualTo(new Usage(35, 8, 6, 40, 2));
    assertThat(views.running()).isEmpty();
  }

  private static void calls(Scribe scribe, Usage usage, Instant at) {
    scribe.write(submit("go"), at);
    scribe.write(new Command.Begin(1), at);
    long task = scribe.agent().tasks().stream().toList().getLast().seq();
    ModelReply reply = new ModelReply("x", "", List.of(), usage, ModelReply.Finish.STOP);
    scribe.write(new Command.ReplyArrived(task, 1, 1, reply, List.of()), at);
  }

  @Test
  void notesAreFoundByTheirWords() {
    Scribe a = created("a");
    Scribe b = created("b");
    Scribe team = new Scribe(journal, "reveille:team:ops");
    a.write(remember("disk", "the disk of owl is slow", "hardware"), T0);
    a.write(remember("owl", "Owl restarts at night; owl is old", "hosts"), T0.plusMillis(1));
    a.write(remember("lunch", "at noon"), T0.plusMillis(2));
    b.write(remember("x", "the disk of b"), T0);
    team.write(remember("y", "the disks of all"), T0);
    assertThat(notes("a", "")).containsExactly("lunch", "owl", "disk");
    assertThat(notes("a", "disk")).containsExactly("disk");
    assertThat(notes("a", "OWL restarts")).containsExactly("owl", "disk");
    assertThat(notes("a", "hard")).as("tags, and beginnings of words").containsExactly("disk");
    assertThat(notes("a", "unicorn")).isEmpty();
    assertThat(notes("a", "\"* OR NEAR( noon -: ^'")).contains("lunch");
    assertThat(notes("reveille:team:ops", "disk")).containsExactly("y");
    assertThat(views.notes(new AgentId("a"), "", 1, 1))
        .isEqualTo(
            List.of(
                new Views.NoteRow(
                    views.notes(new AgentId("a"), "owl restarts", 0, 1).getFirst().cursor(),
                    new AgentId("a"),
                    new Note("owl", "Owl restarts at night; owl is old", List.of("hosts"), "user"),
                    T0.plusMillis(1))));
  }

  @Test
  void notesAreReplacedForgottenAndDeletedWithTheirAgent() {
    Scribe a = created("a");
    a.write(remember("one", "first words"), T0);
    a.write(remember("two", "other words"), T0);
    a.write(remember("one", "second thoughts"), T0);
    assertThat(notes("a", "")).containsExactly("one", "two");
    assertThat(notes("a", "first")).isEmpty();
    assertThat(notes("a", "thoughts")).containsExactly("one");
    a.write(new Command.Forget("two"), T0);
    assertThat(notes("a", "words")).isEmpty();
    a.write(new Command.Delete(), T0);
    a.write(create(), T0);
    assertThat(notes("a", "")).isEmpty();
    assertThat(notes("a", "thoughts")).isEmpty();
  }

  private static Command remember(String key, String text, String... tags) {
    return new Command.Remember(new Note(key, text, List.of(tags), "user"));
  }

  // ── alarms ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void anAlarmIsInTheWindowFromItsStartToJustBeforeItsEnd() {
    asleep("a", T0.plusMillis(2_000));
    assertThat(journal.alarms(T0, T0.plusMillis(2_000), 10)).isEmpty();
    assertThat(journal.alarms(T0, T0.plusMillis(2_001), 10))
        .containsExactly(new Alarm(new AgentId("a"), T0.plusMillis(2_000)));
    assertThat(journal.alarms(T0.plusMillis(2_000), T0.plusMillis(2_001), 10)).hasSize(1);
    assertThat(journal.alarms(T0.plusMillis(2_001), T0.plusMillis(9_000), 10)).isEmpty();
    assertThat(journal.alarms(Instant.MIN, Instant.MAX, 10)).hasSize(1);
  }

  @Test
  void alarmsComeEarliestFirstAndPageByPage() {
    asleep("late", T0.plusMillis(3_000));
    asleep("b", T0.plusMillis(2_000));
    asleep("early", T0.plusMillis(1_000));
    asleep("a", T0.plusMillis(2_000));
    asleep("c", T0.plusMillis(2_000));
    asleep("for-ever", Instant.parse("9999-12-31T23:59:59.999Z"));
    Instant end = T0.plusMillis(9_000);
    assertThat(names(journal.alarms(T0, end, 10))).containsExactly("early", "a", "b", "c", "late");
    assertThat(names(journal.alarms(T0, end, 2))).containsExactly("early", "a");
    assertThat(names(journal.alarms(T0.plusMillis(2_000), new AgentId("a"), end, 2)))
        .containsExactly("b", "c");
    assertThat(names(journal.alarms(T0.plusMillis(2_000), new AgentId("c"), end, 2)))
        .containsExactly("late");
  }

  @Test
  void anAlarmIsNeverEarlierThanTheWake() {
    Instant fine = T0.plusMillis(1_000).plusNanos(1);
    asleep("a", fine);
    assertThat(journal.alarms(T0, T0.plusMillis(9_000), 10))
        .allSatisfy(alarm -> assertThat(alarm.at()).isBetween(fine, fine.plusMillis(1)))
        .hasSize(1);
  }

  @Test
  void anAgentThatWakesHasNoAlarm() {
    Scribe a = asleep("a", T0.plusMillis(1_000));
    a.write(new Command.Tick(), T0.plusMillis(1_000));
    assertThat(journal.alarms(T0, T0.plusMillis(9_000), 10)).isEmpty();
    assertThat(views.agent("a").orElseThrow().wakeAt()).isNull();
  }

  // ── who must be held ───────────────────────────────────────────────────────────────────────

  @Test
  void busyIsWhoRunsOrCouldRun() {
    created("idle");
    asleep("sleeper", T0.plusMillis(1_000)).write(submit("later"), T0);
    created("ready").write(submit("now"), T0);
    Scribe runner = created("runner");
    runner.write(submit("now"), T0);
    runner.write(new Command.Begin(1), T0);
    Scribe stopped = created("stopped");
    stopped.write(submit("now"), T0);
    stopped.write(new Command.Stop(false), T0);
    List<AgentId> both = List.of(new AgentId("ready"), new AgentId("runner"));
    assertThat(journal.busy("", 10)).isEqualTo(both);
    assertThat(journal.busy("", 1)).isEqualTo(both.subList(0, 1));
    assertThat(journal.busy("ready", 10)).isEqualTo(both.subList(1, 2));
    stopped.write(new Command.Delete(), T0);
    assertThat(journal.busy("", 10)).isEqualTo(both);
  }

  // ── views ──────────────────────────────────────────────────────────────────────────────────

  @Test
  void anImportedTaskIsListedAsItEndedElsewhere() {
    Scribe a = created("a");
    Entry.TaskImported task =
        new Entry.TaskImported(
            "x/7",
            TaskState.FAILED,
            Priority.HIGH,
            2,
            T0.minusMillis(50),
            T0.minusMillis(40),
            T0.minusMillis(30),
            "sha256:1",
            "{}");
    a.write(new Command.Import(task), T0);
    TaskRow row = views.task(new TaskId(new AgentId("a"), 2)).orElseThrow();
    assertThat(row.state()).isEqualTo(TaskState.FAILED);
    assertThat(row.priority()).isEqualTo(Priority.HIGH);
    assertThat(row.origin()).isEqualTo("import:x/7");
    assertThat(row.attempt()).isEqualTo(2);
    assertThat(List.of(row.queuedAt(), row.startedAt(), row.endedAt()))
        .containsExactly(task.queuedAt(), task.startedAt(), task.endedAt());
    assertThat(row.lastSeq()).isEqualTo(2);
    assertThat(views.tasks(new TaskFilter("a", TaskState.FAILED), null, 10)).containsExactly(row);
  }

  @Test
  void aWriteIsSeenAtOnce() {
    Scribe a = created("a");
    for (int i = 0; i < 50; i++) {
      a.write(submit("task " + i), T0.plusMillis(i));
      assertThat(views.agent("a").orElseThrow().seq()).isEqualTo(i + 2);
      assertThat(views.task(new TaskId(new AgentId("a"), i + 2))).isPresent();
    }
  }

  @Test
  void anAgentsRowSaysWhatTheAgentSays() {
    Scribe a = created("a");
    a.write(submit("one"), T0.plusMillis(1));
    a.write(submit("two"), T0.plusMillis(2));
    a.write(new Command.Begin(1), T0.plusMillis(3));
    assertThat(views.agent("a"))
        .hasValue(
            new AgentRow(
                "a",
                AgentState.ACTIVE,
                "d",
                T0,
                T0.plusMillis(3),
                1,
                1,
                null,
                0,
                T0.plusMillis(3),
                4));
    assertThat(views.agent("b")).isEmpty();
  }

  @Test
  void agentsAreFilteredAndPaged() {
    created("web-1");
    created("web-2").write(submit("work"), T0);
    created("db-1").write(submit("work"), T0);
    created("web_3");
    assertThat(agents(ANY, "", 10)).containsExactly("db-1", "web-1", "web-2", "web_3");
    assertThat(agents(ANY, "db-1", 2)).containsExactly("web-1", "web-2");
    assertThat(agents(new AgentFilter(null, null, "web-"), "", 10))
        .containsExactly("web-1", "web-2");
    assertThat(agents(new AgentFilter(null, null, "web-"), "web-1", 10)).containsExactly("web-2");
    assertThat(agents(new AgentFilter(AgentState.WAITING, null, null), "", 10))
        .containsExactly("db-1", "web-2");
    assertThat(agents(new AgentFilter(AgentState.WAITING, null, "w"), "", 10))
        .containsExactly("web-2");
    assertThat(agents(new AgentFilter(null, "d", null), "", 10)).hasSize(4);
    assertThat(agents(new AgentFilter(null, "e", null), "", 10)).isEmpty();
  }

  private List<String> agents(AgentFilter filter, String after, int limit) {
    return views.agents(filter, after, limit).stream().map(AgentRow::agentId).toList();
  }

  @Test
  void aThreadIsReadUpToATask() {
    Scribe a = created("a");
    for (int i = 0; i < 6; i++) {
      String thread = i % 2 == 0 ? "even" : "odd";
      TaskSpec spec =
          new TaskSpec(
              "task " + i, Priority.NORMAL, thread, null, null, null, null, null, null, "client");
      a.write(new Command.Submit(spec), T0);
    }
    assertThat(views.thread("a", "even", 6, 10))
        .extracting(row -> row.id().seq())
        .containsExactly(2L, 4L);
    assertThat(views.thread("a", "even", 7, 10)).hasSize(3);
    assertThat(views.thread("a", "even", 7, 2))
        .as("the last two, oldest first")
        .extracting(row -> row.id().seq())
        .containsExactly(4L, 6L);
    assertThat(views.thread("a", "none", 99, 10)).isEmpty();
    assertThat(views.thread("b", "even", 99, 10)).isEmpty();
  }

  @Test
  void aDeletedAgentLeavesItsTasksAndNoDeadLetters() {
    Scribe a = created("a");
    die(a, "one");
    a.write(submit("two"), T0);
    assertThat(views.deadLetters(null, null, null, 10)).hasSize(1);
    a.write(new Command.Delete(), T0.plusMillis(5));
    assertThat(views.agent("a")).isEmpty();
    assertThat(views.deadLetters(null, null, null, 10)).isEmpty();
    assertThat(views.tasks(new TaskFilter("a", null), null, 10))
        .extracting(TaskRow::state)
        .containsExactly(TaskState.CANCELLED, TaskState.DEAD);
    long last = a.agent().seq();
    a.write(create(), T0.plusMillis(6));
    assertThat(views.agent("a").orElseThrow().createdAt()).isEqualTo(T0.plusMillis(6));
    assertThat(views.agent("a").orElseThrow().seq()).isEqualTo(last + 1);
  }

  @Test
  void aDeadLetterStaysUntilItIsRedrivenOrDiscarded() {
    Scribe a = created("a");
    long first = die(a, "one");
    long second = die(a, "two");
    die(created("b"), "three");
    List<DeadLetter> all = views.deadLetters(null, null, null, 10);
    assertThat(all)
        .extracting(letter -> letter.task().toString())
        .containsExactly("b/2", "a/" + second, "a/" + first);
    assertThat(all.getFirst().reason()).isEqualTo("it broke");
    assertThat(views.deadLetters(null, "a", null, 1)).containsExactly(all.get(1));
    assertThat(views.deadLetters(null, "a", all.get(1).cursor(), 9)).containsExactly(all.get(2));
    a.write(new Command.Redrive(first, TaskSpec.of("one again")), T0);
    a.write(new Command.Discard(second, "no use"), T0);
    assertThat(views.deadLetters(null, "a", null, 10)).isEmpty();
    assertThat(views.deadLetters(null, null, null, 10)).containsExactly(all.getFirst());
  }

  private static long die(Scribe scribe, String prompt) {
    TaskSpec spec =
        new TaskSpec(prompt, Priority.NORMAL, null, null, null, null, 1, null, null, "client");
    scribe.write(new Command.Submit(spec), T0);
    long task = scribe.agent().seq();
    scribe.write(new Command.Begin(1), T0);
    Failure failure = new Failure(Failure.Kind.TRANSIENT, "it broke");
    scribe.write(new Command.CallFailed(task, 1, 1, failure, null), T0);
    return task;
  }

  // ── against the oracle ─────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void whateverHappensItSaysTheSameAsTheOracle(long seed) {
    MemoryJournal oracle = new MemoryJournal();
    RandomHistory history = RandomHistory.withPost(seed, 60);
    for (int round = 0; round < 4; round++) {
      List<CompletableFuture<Scribe.Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 700; i++) {
        RandomHistory.Step step = history.next();
        Scribe.append(oracle, step);
        outcomes.add(Scribe.append(journal, step));
      }
      outcomes.forEach(Scribe::await);
      compare(history, oracle);
    }
  }

  private void compare(RandomHistory history, MemoryJournal oracle) {
    assertThat(views.agents(ANY, "", 1_000)).isEqualTo(oracle.agents(ANY, "", 1_000));
    for (AgentState state : AgentState.values()) {
      AgentFilter filter = new AgentFilter(state, null, null);
      assertThat(views.agents(filter, "", 1_000)).isEqualTo(oracle.agents(filter, "", 1_000));
    }
    assertThat(journal.busy("", 1_000)).isEqualTo(oracle.busy("", 1_000));
    assertThat(journal.alarms(Instant.EPOCH, Instant.MAX, 1_000))
        .isEqualTo(oracle.alarms(Instant.EPOCH, Instant.MAX, 1_000));
    for (Set<Integer> slices : List.of(Set.<Integer>of(), SOME_SLICES, ALL_SLICES)) {
      for (int limit : List.of(1, 7, 1_000)) {
        assertThat(journal.busy(slices, "agent-00010", limit))
            .isEqualTo(oracle.busy(slices, "agent-00010", limit));
        assertThat(journal.alarms(slices, Instant.EPOCH, null, Instant.MAX, limit))
            .isEqualTo(oracle.alarms(slices, Instant.EPOCH, null, Instant.MAX, limit));
      }
    }
    for (DeadLetter.Kind kind : DeadLetter.Kind.values()) {
      assertThat(views.deadLetters(kind, null, null, 1_000))
          .isEqualTo(oracle.deadLetters(kind, null, null, 1_000));
    }
    compareTasks(oracle, null);
    comparePost(history, oracle);
    for (Agent agent : history.agents().subList(0, 5)) {
      compareTasks(oracle, agent.id().value());
      Set<Long> cursors = new TreeSet<>(List.of(1L, 50L, agent.seq() + 1));
      for (long before : cursors) {
        assertThat(views.thread(agent.id().value(), "thread-0", before, 7))
            .isEqualTo(oracle.thread(agent.id().value(), "thread-0", before, 7));
      }
      for (TaskState state : new TaskState[] {null, TaskState.QUEUED, TaskState.SUCCEEDED}) {
        TaskFilter ofThread = new TaskFilter(agent.id().value(), state, "thread-0");
        List<TaskRow> all = oracle.tasks(ofThread, null, 1_000);
        assertThat(views.tasks(ofThread, null, 1_000)).isEqualTo(all);
        for (TaskRow row : all) {
          assertThat(views.tasks(ofThread, row.cursor(), 2))
              .isEqualTo(oracle.tasks(ofThread, row.cursor(), 2));
        }
      }
    }
  }

  private void compareTasks(MemoryJournal oracle, @Nullable String agentId) {
    TaskFilter any = new TaskFilter(agentId, null);
    List<TaskRow> all = oracle.tasks(any, null, 10_000);
    assertThat(views.tasks(any, null, 10_000)).isEqualTo(all);
    for (TaskState state : TaskState.values()) {
      TaskFilter filter = new TaskFilter(agentId, state);
      assertThat(views.tasks(filter, null, 9)).isEqualTo(oracle.tasks(filter, null, 9));
    }
    for (TaskRow row : all.subList(0, Math.min(20, all.size()))) {
      assertThat(views.tasks(any, row.cursor(), 3)).isEqualTo(oracle.tasks(any, row.cursor(), 3));
      assertThat(views.task(row.id())).hasValue(row);
    }
  }

  private void comparePost(RandomHistory history, MemoryJournal oracle) {
    for (Agent agent : history.agents()) {
      String name = agent.id().value();
      MailFilter any = new MailFilter(name, null);
      List<MailRow> mails = oracle.mails(any, null, 1_000);
      assertThat(views.mails(any, null, 1_000)).isEqualTo(mails);
      assertThat(views.notes(agent.id(), "", 0, 1_000))
          .isEqualTo(oracle.notes(agent.id(), "", 0, 1_000));
      assertThat(views.notes(agent.id(), "owl blue", 0, 1_000))
          .containsExactlyInAnyOrderElementsOf(oracle.notes(agent.id(), "owl blue", 0, 1_000));
      for (String schedule : List.of("schedule-0", "schedule-1")) {
        assertThat(views.firings(name, schedule, null, 1_000))
            .isEqualTo(oracle.firings(name, schedule, null, 1_000));
      }
    }
    assertThat(views.agentsByState().agents()).isEqualTo(oracle.agentsByState().agents());
    List<ApprovalRow> approvals = oracle.approvals(null, null, 1_000);
    assertThat(views.approvals(null, null, 1_000)).isEqualTo(approvals);
    for (ApprovalRow row : approvals.subList(0, Math.min(5, approvals.size()))) {
      String agent = row.id().agent().value();
      assertThat(views.approvals(null, row.id(), 2)).isEqualTo(oracle.approvals(null, row.id(), 2));
      assertThat(views.approvals(agent, row.id(), 2))
          .isEqualTo(oracle.approvals(agent, row.id(), 2));
    }
    for (MailStatus status : MailStatus.values()) {
      MailFilter filter = new MailFilter("user", status);
      assertThat(views.mails(filter, null, 9)).isEqualTo(oracle.mails(filter, null, 9));
    }
    for (String event : RandomPost.NAMES) {
      assertThat(views.listeners(event, "", 1_000)).isEqualTo(oracle.listeners(event, "", 1_000));
      assertThat(views.listeners(event, "agent-00030", 3))
          .isEqualTo(oracle.listeners(event, "agent-00030", 3));
      assertThat(views.events(event, history.now().minusSeconds(30), null, 1_000))
          .isEqualTo(oracle.events(event, history.now().minusSeconds(30), null, 1_000));
    }
    assertThat(views.events(null, null, null, 1_000))
        .isEqualTo(oracle.events(null, null, null, 1_000));
    for (double load : List.of(0.0, 0.35, 0.5, 0.9)) {
      assertThat(views.wakeableAtLoad(load, 1_000)).isEqualTo(oracle.wakeableAtLoad(load, 1_000));
      assertThat(views.wakeableAtLoad(load, 2)).isEqualTo(oracle.wakeableAtLoad(load, 2));
    }
  }
}
