package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import dev.reveille.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What all agents may spend together. */
class PurseTest {
  private static final AgentId A = new AgentId("a");
  private static final TaskId ONE = new TaskId(A, 1);
  private static final TaskId TWO = new TaskId(A, 2);

  private final FakeJournal journal = new FakeJournal();
  private final List<Command> told = new ArrayList<>();
  private final List<Consumer<Answer>> answers = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-22T19:30:00Z");
  private List<AgentId> listeners = List.of();
  private List<TaskId> running = List.of();
  private @Nullable Placement others;

  /** What the query tables say. */
  private final Accounts accounts =
      new Accounts() {
        @Override
        public Spending spentSince(Instant period) {
          Spending sum = Spending.NONE;
          for (Journal.Recorded row : journal.rows) {
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
          return running;
        }
      };

  private Purse purse(Budget budget) {
    Purse purse =
        new Purse(budget, accounts, (event, after, limit) -> listeners, () -> now, others);
    purse.open(
        journal,
        (agent, command, answer) -> {
          told.add(command);
          answers.add(answer);
        });
    return purse;
  }

  private static Budget tokens(long max) {
    return new Budget(max, null, null, null, 3_600L);
  }

  private void happens(Entry... entries) {
    long next = journal.head() + 1;
    journal.add(
        new Journal.Recorded(
            next, A, next, now, AgentState.ACTIVE, AgentState.ACTIVE, List.of(entries)));
  }

  private static Entry replied(long task, long tokens) {
    ModelReply reply =
        new ModelReply("x", "", List.of(), new Usage(tokens, 0), ModelReply.Finish.STOP);
    return new Entry.ModelReplied(task, 1, reply);
  }

  private static ModelException refused(Purse purse, TaskId task) {
    assertThat(purse.reserve(task)).isFalse();
    ModelException e = purse.refusal();
    assertThat(e.failure().kind()).isEqualTo(Failure.Kind.BUDGET_SPENT);
    return e;
  }

  @Test
  void withoutALimitNothingIsRefused() {
    Purse purse = new Purse(null, accounts, (event, after, limit) -> List.of(), () -> now, null);
    purse.open(journal, (agent, command, answer) -> {});
    for (int i = 0; i < 100; i++) {
      assertThat(purse.reserve(new TaskId(A, i + 1))).isTrue();
    }
    assertThat(journal.reads).isEmpty();
  }

  @Test
  void untilACallHasToldWhatCallsTakeThereIsOneAtATime() {
    Purse purse = purse(tokens(1_000));
    assertThat(purse.reserve(ONE)).isTrue();
    assertThat(refused(purse, TWO).retryAfter()).contains(Duration.ofSeconds(1));
    happens(replied(1, 10));
    assertThat(purse.reserve(ONE)).isTrue();
    assertThat(purse.reserve(TWO)).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void forEachCallUnderWayTheDearestIsSetAside() {
    Purse purse = purse(tokens(100));
    assertThat(purse.reserve(ONE)).isTrue();
    happens(replied(1, 60));
    assertThat(purse.reserve(ONE)).isTrue();
    assertThat(refused(purse, TWO).failure().message()).contains("set aside");
    assertThat(told).as("it is not spent yet").isEmpty();
    happens(new Entry.TaskDeferred(1, new Failure(Failure.Kind.RATE_LIMITED, "429"), now));
    assertThat(purse.reserve(TWO)).isTrue();
    happens(replied(2, 60));
    assertThat(purse.spent().usage().tokens()).as("passed by one call").isEqualTo(120);
  }

  @Test
  void whenItIsSpentTheUserIsToldOnceInEachWindow() {
    Purse purse = purse(tokens(100));
    assertThat(purse.reserve(ONE)).isTrue();
    happens(replied(1, 100));
    ModelException refused = refused(purse, ONE);
    assertThat(refused.failure().message()).contains("100 of 100 tokens", "2026-11-22T20:00:00Z");
    assertThat(refused.retryAfter()).as("at most").contains(Duration.ofMinutes(15));
    assertThat(told).hasSize(1);
    answers.getFirst().accept(new Answer.Refused(Decision.Code.UNAVAILABLE, "no"));
    refused(purse, TWO);
    assertThat(told).as("nobody has heard it").hasSize(2).allMatch(told.getFirst()::equals);
    answers.getLast().accept(new Answer.Done(dev.reveille.core.Agent.absent(A), null, true));
    refused(purse, TWO);
    assertThat(told).hasSize(2);

    now = Instant.parse("2026-11-22T19:50:00Z");
    assertThat(refused(purse, ONE).retryAfter()).contains(Duration.ofMinutes(10));
    now = Instant.parse("2026-11-22T20:00:00Z");
    assertThat(purse.reserve(ONE)).isTrue();
    happens(replied(1, 100));
    refused(purse, ONE);
    assertThat(told).hasSize(3);
    assertThat(((Command.Deliver) told.getLast()).mail().idempotencyKey())
        .isEqualTo("budget:global:2026-11-22T20:00:00Z");
  }

  @Test
  void whoeverListensHearsOfIt() {
    listeners = List.of(A);
    Purse purse = purse(new Budget(null, null, 1L, null, 60L));
    assertThat(purse.reserve(ONE)).isTrue();
    happens(replied(1, 1));
    refused(purse, ONE);
    assertThat(told).hasSize(2);
    assertThat(((Command.Publish) told.getLast()).event().name()).isEqualTo("budget.exhausted");
  }

  @Test
  void withoutItsStoreItStillSaysWhenToLookAgain() {
    Purse purse =
        new Purse(
            tokens(1),
            accounts,
            (event, after, limit) -> {
              throw new Journal.Unavailable("the store is down", null);
            },
            () -> now,
            null);
    purse.open(journal, (agent, command, answer) -> told.add(command));
    assertThat(purse.reserve(ONE)).isTrue();
    happens(replied(1, 1));
    assertThat(refused(purse, ONE).retryAfter()).contains(Duration.ofMinutes(15));
    assertThat(told).as("the mail, for when it is back").hasSize(1);
  }

  @Test
  void whatBecameOfACallIsOnRecord() {
    Purse purse = purse(tokens(100));
    happens(replied(1, 60));
    Failure cut = new Failure(Failure.Kind.TRANSIENT, "cut");
    Failure tooLong = new Failure(Failure.Kind.TOO_LONG, "too long");
    List<Entry> ends =
        List.of(
            new Entry.TaskInterrupted(1, Interruption.CRASH, null),
            new Entry.TaskRetrying(1, cut, now),
            new Entry.TaskDeferred(1, cut, now),
            new Entry.ContextExceeded(1, tooLong),
            new Entry.TaskDied(1, cut),
            new Entry.TaskCancelled(1, ""));
    for (Entry end : ends) {
      assertThat(purse.reserve(ONE)).isTrue();
      refused(purse, TWO);
      happens(end);
      assertThat(purse.spent().usage().tokens()).isEqualTo(60);
    }
    assertThat(purse.reserve(ONE)).isTrue();
    happens(new Entry.ConversationCompacted(1, 1, "s", new Usage(3, 0)));
    assertThat(purse.reserve(ONE)).isTrue();
    happens(new Entry.CallLost(1, new Usage(7, 0)), new Entry.TaskCancelled(1, ""));
    assertThat(purse.spent().usage().tokens()).as("of a lost call what it says").isEqualTo(70);
    assertThat(purse.reserve(TWO)).isTrue();
  }

  @Test
  void whatRanWhenTheProcessDiedIsSetAside() {
    happens(replied(1, 60));
    running = List.of(ONE);
    Purse purse = purse(tokens(100));
    refused(purse, TWO);
    happens(
        new Entry.CallLost(1, new Usage(60, 0)),
        new Entry.TaskInterrupted(1, Interruption.CRASH, null));
    assertThat(purse.spent().usage().tokens()).isEqualTo(120);
    refused(purse, TWO);
  }

  /** Simulated seed 15973: what a task said before is no word of what became of its last call. */
  @Test
  void anEarlierReplyOfTheSameWindowEndsNoCallThatDiedWithItsProcess() {
    happens(replied(1, 60));
    running = List.of(ONE);
    Purse purse = purse(new Budget(100L, null, null, null, 1_000L));
    assertThat(purse.spent().usage().tokens()).isEqualTo(60);
    refused(purse, TWO);
  }

  /** Each of them passes the limit by one call at most, and none is kept from its first. */
  @Test
  void ofThreeProcessesEachTakesItThatTheOthersCallAsMuch() {
    others =
        new Placement() {
          @Override
          public int processes() {
            return 3;
          }

          @Override
          public void order(AgentId agent, Command command, Consumer<Answer> answer) {
            throw new AssertionError(command);
          }

          @Override
          public void look(AgentId agent, Consumer<Answer> answer) {
            throw new AssertionError(agent);
          }
        };
    running = List.of(new TaskId(new AgentId("elsewhere"), 1));
    Purse purse = purse(tokens(1_000));
    happens(replied(1, 100));
    assertThat(purse.reserve(ONE)).as("900 left").isTrue();
    assertThat(purse.reserve(TWO)).as("600 left, if each calls once").isTrue();
    assertThat(purse.reserve(new TaskId(A, 3))).as("300 left, if each calls twice").isTrue();
    refused(purse, new TaskId(A, 4));
    happens(replied(9, 800), new Entry.TaskCancelled(2, ""), new Entry.TaskCancelled(3, ""));
    refused(purse, TWO);
    happens(new Entry.TaskCancelled(1, ""));
    assertThat(purse.reserve(TWO)).as("100 left").isTrue();
  }

  @Test
  void afterARestartWhatThePresentWindowTookIsKnown() {
    now = Instant.parse("2026-11-22T18:00:00Z");
    for (int i = 0; i < 500; i++) {
      happens(replied(1, 1), new Entry.TaskSteered(1, "x"));
      now = now.plusSeconds(10);
    }
    assertThat(now).isEqualTo("2026-11-22T19:23:20Z");
    Purse purse = purse(tokens(140));
    assertThat(purse.spent().usage().tokens()).as("from 19:00 on").isEqualTo(140);
    assertThat(journal.reads).as("a window of whole periods").isEmpty();
    refused(purse, ONE);
    assertThat(told).hasSize(1);
    Purse odd = purse(new Budget(1_000L, null, null, null, 1_000L));
    assertThat(odd.spent().usage().tokens()).as("from 19:16:40 on").isEqualTo(40);
    assertThat(purse(new Budget(1_000L, null, null, null, 5_400L)).spent().usage().tokens())
        .as("from 18:00 on")
        .isEqualTo(500);
    Purse across = purse(new Budget(1_000L, null, null, null, 4_800L));
    assertThat(across.spent().since()).isEqualTo("2026-11-22T18:40:00Z");
    assertThat(across.spent().usage().tokens()).as("part of a period, and one").isEqualTo(260);
  }

  // ── running time ───────────────────────────────────────────────────────────────────────────

  private static Budget seconds(long max) {
    return new Budget(null, null, null, max, 3_600L);
  }

  private static Entry started(long task, int run) {
    return new Entry.TaskStarted(task, 1, run);
  }

  private void after(long seconds, Entry... entries) {
    now = now.plusSeconds(seconds);
    happens(entries);
  }

  private List<Command.OutOfTime> look(Purse purse) {
    List<Command.OutOfTime> stops = new ArrayList<>();
    purse.look(journal, (agent, command) -> stops.add((Command.OutOfTime) command));
    return stops;
  }

  @Test
  void allThatRunsSpendsTheTimeTogetherUntilItIsLetGoOf() {
    Purse purse = purse(seconds(60));
    happens(started(1, 1), started(2, 1));
    now = now.plusSeconds(20);
    assertThat(purse.spent().time()).isEqualTo(Duration.ofSeconds(40));
    assertThat(purse.reserve(ONE)).isTrue();
    assertThat(look(purse)).isEmpty();
    now = now.plusSeconds(10);
    assertThat(refused(purse, TWO).failure().message()).contains("60 of 60 s of running time");
    Command.OutOfTime stop = look(purse).getFirst();
    assertThat(stop.failure().message()).contains("spent: 60 of 60 s", "until 2026-11-22T20:00");
    assertThat(stop.retryAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(((Command.Deliver) told.getFirst()).mail().body()).contains("60 of 60 s");
    happens(
        new Entry.TaskDeferred(1, stop.failure(), now),
        new Entry.TaskDeferred(2, stop.failure(), now));
    assertThat(look(purse)).as("nothing runs any more").isEmpty();
    now = Instant.parse("2026-11-22T20:00:00Z");
    assertThat(purse.spent().time()).isZero();
    assertThat(purse.reserve(ONE)).isTrue();
  }

  @Test
  void aRestIsNoRunningTime() {
    Purse purse = purse(seconds(600));
    happens(started(1, 1), called("x"), called("y"));
    after(10, new Entry.ToolSuspended(1, "x", now, "", null));
    after(10, new Entry.ApprovalRequested(1, "y", "t", 1, now));
    now = now.plusSeconds(100);
    assertThat(purse.spent().time()).isEqualTo(Duration.ofSeconds(20));
    happens(new Entry.ApprovalResolved(1, "y", 3, true, ""), started(1, 2));
    after(5, returned("y"));
    now = now.plusSeconds(100);
    assertThat(purse.spent().time()).as("x still rests").isEqualTo(Duration.ofSeconds(25));
    happens(returned("x"), started(1, 3));
    after(5, new Entry.TaskSucceeded(1, null));
    now = now.plusSeconds(100);
    assertThat(purse.spent().time()).isEqualTo(Duration.ofSeconds(30));
  }

  private static Entry called(String call) {
    return new Entry.ToolCalled(1, call, "t", dev.reveille.core.ToolPolicy.READ_ONLY, 0);
  }

  private static Entry returned(String call) {
    return new Entry.ToolReturned(1, call, Entry.ToolReturned.Outcome.OK, "");
  }

  /** What began before the window counts in it, as with an agent's; also what then rests. */
  @Test
  void afterARestartTheRunningTimeOfTheWindowIsKnown() {
    now = Instant.parse("2026-11-22T18:59:50Z");
    happens(started(1, 1), started(2, 1), started(3, 1), called("x"), called("y"));
    after(20, new Entry.ToolSuspended(1, "x", now, "", null), new Entry.TaskSucceeded(2, null));
    after(10, new Entry.TaskRetrying(3, new Failure(Failure.Kind.TRANSIENT, "cut"), now));
    after(10, started(4, 1), started(3, 2));
    running = List.of(ONE, new TaskId(A, 3), new TaskId(A, 4));
    Purse purse = purse(seconds(200));
    now = now.plusSeconds(10);
    assertThat(purse.spent().time())
        .as("50 + 20 + 30 + 10 + 10")
        .isEqualTo(Duration.ofSeconds(120));
    after(10, returned("y"));
    now = now.plusSeconds(10);
    assertThat(purse.spent().time()).as("60 + 50, and twice 30").isEqualTo(Duration.ofSeconds(170));
    now = now.plusSeconds(15);
    assertThat(look(purse)).hasSize(1);
  }

  /** Only of a task that was started before is it not known which of its calls are open. */
  @Test
  void aTaskOfWhichNothingIsKnownCountsWhenItsJournalHasBeenRead() {
    now = Instant.parse("2026-11-22T18:00:00Z");
    happens(started(1, 1), called("x"), called("y"));
    happens(new Entry.ToolSuspended(1, "x", now, "", null));
    happens(new Entry.ApprovalRequested(1, "y", "t", 1, now));
    now = Instant.parse("2026-11-22T19:30:00Z");
    Purse purse = purse(seconds(600));
    happens(new Entry.ApprovalResolved(1, "y", 3, true, ""), started(1, 2));
    after(5, returned("y"));
    now = now.plusSeconds(100);
    assertThat(purse.knowsTime()).isFalse();
    assertThat(look(purse)).isEmpty();
    assertThat(purse.knowsTime()).isTrue();
    assertThat(purse.spent().time()).as("x still rests").isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void twoProcessesSpendTheSameTimeAndEachStopsItsOwn() {
    Purse here = purse(seconds(60));
    Purse there = purse(seconds(60));
    happens(started(1, 1), started(2, 1));
    now = now.plusSeconds(30);
    for (Purse each : List.of(here, there)) {
      assertThat(each.spent().time()).isEqualTo(Duration.ofSeconds(60));
      assertThat(look(each)).hasSize(1);
    }
    assertThat(told).as("one mail, by its key").hasSize(2).allMatch(told.getFirst()::equals);
  }

  // ── calls that are not in the journal ──────────────────────────────────────────────────────

  private final Model other =
      (request, sink) ->
          new ModelReply("x", "", List.of(), new Usage(60, 0), ModelReply.Finish.STOP);

  private static final Model.Request REQUEST =
      new Model.Request("other", List.of(), List.of(), dev.reveille.core.ModelSettings.NONE);

  @Test
  void aSecondOpinionIsPaidFromTheSamePurse() throws Exception {
    Purse purse = purse(tokens(100));
    Model paying = purse.paying(other);
    paying.call(REQUEST, Model.Sink.NONE);
    assertThat(purse.spent().usage().tokens()).isEqualTo(60);
    assertThat(purse.reserve(ONE)).isTrue();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> paying.call(REQUEST, Model.Sink.NONE))
        .as("what is left is set aside for the task's call")
        .isInstanceOf(ModelException.class);
    happens(new Entry.TaskInterrupted(ONE.seq(), Interruption.SHUTDOWN, null));
    paying.call(REQUEST, Model.Sink.NONE);
    assertThat(purse.reserve(ONE)).as("it is spent").isFalse();
    now = now.plusSeconds(3_600);
    assertThat(purse.reserve(ONE)).isTrue();
  }

  @Test
  void aSecondOpinionThatFailsIsReckonedAsTheDearestIfItMayHaveCost() {
    Purse purse = purse(tokens(1_000));
    happens(replied(1, 70));
    for (boolean charged : List.of(true, false)) {
      Model broken =
          purse.paying((request, sink) -> {
            throw new ModelException(
                Failure.Kind.TRANSIENT, "cut", java.util.Optional.empty(), true, charged);
          });
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> broken.call(REQUEST, Model.Sink.NONE))
          .isInstanceOf(ModelException.class);
    }
    assertThat(purse.spent().usage().tokens()).isEqualTo(140);
    assertThat(purse.spent().calls()).isEqualTo(2);
  }
}
