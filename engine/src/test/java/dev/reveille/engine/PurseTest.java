package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Interruption;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

  private Purse purse(Budget budget) {
    Purse purse = new Purse(budget, (event, after, limit) -> listeners, () -> now);
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
    ModelException e = catchThrowableOfType(ModelException.class, () -> purse.reserve(task));
    assertThat(e.failure().kind()).isEqualTo(Failure.Kind.BUDGET_SPENT);
    return e;
  }

  @Test
  void withoutALimitNothingIsRefused() throws Exception {
    Purse purse = new Purse(null, (event, after, limit) -> List.of(), () -> now);
    purse.open(journal, (agent, command, answer) -> {});
    for (int i = 0; i < 100; i++) {
      purse.reserve(new TaskId(A, i + 1));
    }
    assertThat(journal.reads).isEmpty();
  }

  @Test
  void untilACallHasToldWhatCallsTakeThereIsOneAtATime() throws Exception {
    Purse purse = purse(tokens(1_000));
    purse.reserve(ONE);
    assertThat(refused(purse, TWO).retryAfter()).contains(Duration.ofSeconds(1));
    happens(replied(1, 10));
    purse.reserve(ONE);
    purse.reserve(TWO);
    assertThat(told).isEmpty();
  }

  @Test
  void forEachCallUnderWayTheDearestIsSetAside() throws Exception {
    Purse purse = purse(tokens(100));
    purse.reserve(ONE);
    happens(replied(1, 60));
    purse.reserve(ONE);
    assertThat(refused(purse, TWO).failure().message()).contains("set aside");
    assertThat(told).as("it is not spent yet").isEmpty();
    purse.release(ONE);
    purse.reserve(TWO);
    happens(replied(2, 60));
    assertThat(purse.spent().usage().tokens()).as("passed by one call").isEqualTo(120);
  }

  @Test
  void whenItIsSpentTheUserIsToldOnceInEachWindow() throws Exception {
    Purse purse = purse(tokens(100));
    purse.reserve(ONE);
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
    purse.reserve(ONE);
    happens(replied(1, 100));
    refused(purse, ONE);
    assertThat(told).hasSize(3);
    assertThat(((Command.Deliver) told.getLast()).mail().idempotencyKey())
        .isEqualTo("budget:global:2026-11-22T20:00:00Z");
  }

  @Test
  void whoeverListensHearsOfIt() throws Exception {
    listeners = List.of(A);
    Purse purse = purse(new Budget(null, null, 1L, null, 60L));
    purse.reserve(ONE);
    happens(replied(1, 1));
    refused(purse, ONE);
    assertThat(told).hasSize(2);
    assertThat(((Command.Publish) told.getLast()).event().name()).isEqualTo("budget.exhausted");
  }

  @Test
  void withoutItsStoreItStillSaysWhenToLookAgain() throws Exception {
    Purse purse =
        new Purse(
            tokens(1),
            (event, after, limit) -> {
              throw new Journal.Unavailable("the store is down", null);
            },
            () -> now);
    purse.open(journal, (agent, command, answer) -> told.add(command));
    purse.reserve(ONE);
    happens(replied(1, 1));
    assertThat(refused(purse, ONE).retryAfter()).contains(Duration.ofMinutes(15));
    assertThat(told).as("the mail, for when it is back").hasSize(1);
  }

  @Test
  void aCallThatWasGivenUpIsReckonedAsTheDearest() throws Exception {
    Purse purse = purse(tokens(1_000));
    purse.reserve(ONE);
    happens(replied(1, 60));
    purse.reserve(ONE);
    happens(new Entry.TaskCancelled(1, ""));
    assertThat(purse.spent().usage().tokens()).isEqualTo(120);
    purse.reserve(TWO);
    purse.release(TWO);
    happens(new Entry.TaskCancelled(2, ""));
    assertThat(purse.spent().usage().tokens()).as("it had failed before").isEqualTo(120);
    happens(new Entry.TaskInterrupted(3, Interruption.CRASH, null));
    assertThat(purse.spent().usage().tokens()).as("it died with its process").isEqualTo(180);
    happens(
        new Entry.CallLost(4, new Usage(7, 0)),
        new Entry.TaskInterrupted(4, Interruption.CRASH, null));
    assertThat(purse.spent().usage().tokens()).as("known to its agent").isEqualTo(187);
    happens(new Entry.ConversationCompacted(5, 1, "s", new Usage(3, 0)));
    assertThat(purse.spent().usage().tokens()).isEqualTo(190);
    Failure cut = new Failure(Failure.Kind.TRANSIENT, "cut");
    happens(new Entry.TaskRetrying(6, cut, now));
    assertThat(purse.spent().usage().tokens()).as("it may have been charged").isEqualTo(250);
    happens(new Entry.CallLost(6, new Usage(7, 0)), new Entry.TaskDied(6, cut));
    assertThat(purse.spent().usage().tokens()).as("once").isEqualTo(257);
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
    assertThat(journal.reads).as("found by halves").hasSizeLessThan(20);
    refused(purse, ONE);
    assertThat(told).hasSize(1);
  }
}
