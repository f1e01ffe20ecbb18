package dev.reveille.core;

import static dev.reveille.core.Failure.Kind.OVERLOADED;
import static dev.reveille.core.Failure.Kind.TRANSIENT;
import static dev.reveille.core.Failure.Kind.UNAVAILABLE;
import static dev.reveille.core.Say.CRASH;
import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.call;
import static dev.reveille.core.Say.comeLater;
import static dev.reveille.core.Say.discard;
import static dev.reveille.core.Say.done;
import static dev.reveille.core.Say.fails;
import static dev.reveille.core.Say.redrive;
import static dev.reveille.core.Say.rests;
import static dev.reveille.core.Say.submit;
import static dev.reveille.core.ToolPolicy.IDEMPOTENT;
import static dev.reveille.core.ToolPolicy.READ_ONLY;
import static dev.reveille.core.ToolPolicy.UNSAFE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Say.Patch;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What fails: retries, waits for providers, poison, time-outs, and the dead letters that come of
 * it.
 */
class TroubleTest {

  // ── retry ──────────────────────────────────────────────────────────────────────────────────

  /** initial 1 s, max 300 s, factor 2: the shortest, a middle and the longest delay. */
  @ParameterizedTest
  @CsvSource({
    "1,    500,    750,   1000", "2,   1000,   1500,   2000", "3,  2000,  3000,  4000",
    "8,  64000,  96000, 128000", "9, 128000, 192000, 256000", "10, 150000, 225000, 300000",
    "60, 150000, 225000, 300000", "1000, 150000, 225000, 300000",
  })
  void backsOffExponentiallyWithJitter(int failures, long shortest, long middle, long longest) {
    assertThat(Retry.STANDARD.delay(failures, 0)).isEqualTo(Duration.ofMillis(shortest));
    assertThat(Retry.STANDARD.delay(failures, 0.5)).isEqualTo(Duration.ofMillis(middle));
    assertThat(Retry.STANDARD.delay(failures, Math.nextDown(1.0)))
        .isEqualTo(Duration.ofMillis(longest));
  }

  @Test
  void triesSoOftenThenDies() {
    Scene scene = Scene.started(Patch.with().maxAttempts(3).done()).does(submit());
    assertThat(scene.tell(begin(1))).isEqualTo("started 2 attempt 1 run 1");
    assertThat(scene.tell(fails(2, 1, 1, TRANSIENT))).isEqualTo("retrying 2 +0.5");
    assertThat(scene.at(0.499).tell(begin(1))).isEqualTo("-");
    assertThat(scene.at(0.5).tell(begin(1))).isEqualTo("started 2 attempt 2 run 2");
    assertThat(scene.tell(fails(2, 2, 1, TRANSIENT))).isEqualTo("retrying 2 +1.5");
    assertThat(scene.at(1.5).tell(begin(1))).isEqualTo("started 2 attempt 3 run 3");
    assertThat(scene.tell(fails(2, 3, 1, TRANSIENT))).isEqualTo("died 2");
    assertThat(scene.agent().deadLetters()).containsExactly(2L);
    assertThat(scene.agent().errorCount()).isEqualTo(3);
    assertThat(scene.agent().lastError()).isEqualTo("it broke");
  }

  @Test
  void aNewAttemptGoesOnWhereTheLastRecordedStepEnded() {
    Scene scene =
        Scene.started().does(submit(), begin(1), call(2, 1, 1, READ_ONLY), done(2, 1, "c1"));
    scene.does(fails(2, 1, 2, TRANSIENT)).at(9).does(begin(1));
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallModel(2, 2, 2));
  }

  @Test
  void theAttemptIsOnRecordBeforeThereIsAnythingToDo() {
    Scene scene = Scene.started().does(submit());
    assertThat(scene.agent().effects()).isEmpty();
    scene.does(begin(1));
    assertThat(scene.task(2).attempt()).isEqualTo(1);
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallModel(2, 1, 1));
  }

  // ── the provider's wish ────────────────────────────────────────────────────────────────────

  @Test
  void waitingForTheProviderBurnsNoAttempt() {
    Scene scene = Scene.started(Patch.with().maxAttempts(1).done()).does(submit(), begin(1));
    for (int run = 1; run <= 50; run++) {
      assertThat(scene.tell(comeLater(2, run, 1, 10))).isEqualTo("deferred 2 +" + run * 10);
      assertThat(scene.at(run * 10).tell(begin(1)))
          .isEqualTo("started 2 attempt 1 run " + (run + 1));
    }
    assertThat(scene.tell(answer(2, 51, 1))).endsWith("succeeded 2");
    assertThat(scene.agent().errorCount()).isZero();
  }

  /** What the provider asked for is never cut short, and spread over a quarter of a second. */
  @ParameterizedTest
  @CsvSource({"0, +10", "0.5, +10.125", "0.999, +10.249"})
  void neverComesBackEarlierThanAsked(double luck, String until) {
    Scene scene = Scene.started().luck(luck).does(submit(), begin(1));
    assertThat(scene.tell(comeLater(2, 1, 1, 10))).isEqualTo("deferred 2 " + until);
  }

  /** A nonsensical wish neither overflows nor parks a task for years. */
  @ParameterizedTest
  @CsvSource({"86400, 86400", "86401, 86400", "9000000000000000000, 86400"})
  void isNotSentAwayForMoreThanADay(long asked, int until) {
    Scene scene = Scene.started().does(submit(), begin(1));
    Command later =
        new Command.CallFailed(2, 1, 1, new Failure(OVERLOADED, "529"), Duration.ofSeconds(asked));
    assertThat(scene.tell(later)).isEqualTo("deferred 2 +" + until);
  }

  /** Which failures cost the task something, and which only time. */
  @ParameterizedTest
  @CsvSource({
    "RATE_LIMITED, deferred 2 +0.5, 'asked to wait: no attempt'",
    "OVERLOADED,   deferred 2 +0.5, 'no room: no attempt'",
    "UNAVAILABLE,  deferred 2 +0.5, 'it is out: no attempt'",
    "BUDGET_SPENT, deferred 2 +0.5, 'ours: no attempt'",
    "TRANSIENT,    died 2,          'an attempt, and it was the last'",
    "PERMANENT,    failed 2,        'no other attempt would help'",
  })
  void whatAFailureCosts(Failure.Kind kind, String entries, String why) {
    Scene scene = Scene.started(Patch.with().maxAttempts(1).done()).does(submit(), begin(1));
    assertThat(scene.tell(fails(2, 1, 1, kind))).as(why).isEqualTo(entries);
  }

  /** Two days of it: the pauses grow to five minutes, and no attempt is burnt. */
  @Test
  void anOutageOfDaysIsWaitedFor() {
    Scene scene = Scene.started(Patch.with().maxAttempts(1).done()).does(submit(), begin(1));
    double now = 0;
    int calls = 0;
    while (now < 48 * 3_600) {
      String deferred = scene.tell(fails(2, ++calls, 1, UNAVAILABLE));
      assertThat(deferred).startsWith("deferred 2 +");
      double until = Double.parseDouble(deferred.substring(deferred.indexOf('+')));
      assertThat(until - now).isEqualTo(Math.min(150, Math.pow(2, calls - 2)));
      now = until;
      scene.at(now);
      assertThat(Why.of(scene.agent(), scene.agent().createdAt(), ""))
          .startsWith("task a/2 waits for its provider until")
          .endsWith("s, then for at most 259200 s)");
      scene.does(begin(1));
    }
    assertThat(scene.tell(answer(2, calls + 1, 1))).endsWith("succeeded 2");
    assertThat(scene.agent().errorCount()).isZero();
  }

  @Test
  void patienceWithAProviderIsBounded() {
    Scene scene = Scene.started(Patch.with().patienceSeconds(1).maxAttempts(2).done());
    scene.does(submit(), begin(1));
    assertThat(scene.tell(fails(2, 1, 1, OVERLOADED))).isEqualTo("deferred 2 +0.5");
    assertThat(scene.task(2).waited()).isEqualTo(Duration.ofMillis(500));
    scene.at(100).does(begin(1));
    assertThat(scene.tell(fails(2, 2, 1, UNAVAILABLE))).isEqualTo("deferred 2 +101");
    scene.at(200).does(begin(1));
    assertThat(scene.tell(fails(2, 3, 1, OVERLOADED))).isEqualTo("retrying 2 +200.5");
    scene.at(300).does(begin(1));
    assertThat(scene.tell(fails(2, 4, 1, UNAVAILABLE))).isEqualTo("died 2");
    assertThat(scene.agent().lastError()).endsWith("waited for 1 s, see config.patienceSeconds");
  }

  /** Only what it was told to wait counts, not the days in which its agent was stopped. */
  @Test
  void thatNobodyBeganWithItIsNoWaitForItsProvider() {
    Scene scene = Scene.started(Patch.with().patienceSeconds(60).maxAttempts(1).done());
    scene.does(submit(), begin(1), fails(2, 1, 1, UNAVAILABLE)).at(1_000_000).does(begin(1));
    assertThat(scene.tell(fails(2, 2, 1, UNAVAILABLE))).isEqualTo("deferred 2 +1000001");
  }

  /** It may be spent for days, and that is no fault of the task's or of its provider's. */
  @Test
  void aWaitForTheServersBudgetCountsAsNothing() {
    Scene scene = Scene.started(Patch.with().patienceSeconds(10).maxAttempts(1).done());
    scene.does(submit(), begin(1), comeLater(2, 1, 1, 10)).at(10).does(begin(1));
    Failure spent = new Failure(Failure.Kind.BUDGET_SPENT, "spent");
    for (int i = 1; i <= 5; i++) {
      Command later = new Command.CallFailed(2, i + 1, 1, spent, Duration.ofMinutes(15));
      assertThat(scene.tell(later)).isEqualTo("deferred 2 +" + (10 + 900 * i));
      assertThat(Why.of(scene.agent(), scene.agent().createdAt(), ""))
          .startsWith("task a/2 waits for the server's budget until");
      scene.at(10 + 900 * i).does(begin(1));
    }
    assertThat(scene.tell(comeLater(2, 7, 1, 10))).isEqualTo("deferred 2 +4520");
    assertThat(Why.of(scene.agent(), scene.agent().createdAt(), ""))
        .startsWith("task a/2 waits for its provider until");
  }

  @Test
  void aStepMakesPatienceNew() {
    Scene scene = Scene.started(Patch.with().patienceSeconds(10).done()).does(submit(), begin(1));
    scene.does(comeLater(2, 1, 1, 10)).at(10).does(begin(1), call(2, 2, 1, READ_ONLY));
    scene.does(done(2, 2, "c1"));
    assertThat(scene.tell(comeLater(2, 2, 2, 10))).isEqualTo("deferred 2 +20");
  }

  // ── poison ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void aTaskUnderWhichTheProcessDiesIsQuarantined() {
    Scene scene = Scene.started().does(submit(), begin(1));
    assertThat(scene.tell(CRASH))
        .as("the first goes on at once")
        .isEqualTo("call lost 2, interrupted 2 by crash");
    scene.does(begin(1));
    assertThat(scene.tell(CRASH))
        .as("the second makes it suspect")
        .isEqualTo("call lost 2, interrupted 2 by crash +0.5");
    assertThat(scene.tell(begin(1))).isEqualTo("-");
    assertThat(scene.at(1).tell(begin(1))).isEqualTo("started 2 attempt 1 run 3");
    assertThat(scene.tell(CRASH)).isEqualTo("call lost 2, died 2");
    assertThat(scene.agent().lastError()).contains("quarantined", "3 times without progress");
  }

  @Test
  void progressClearsASuspect() {
    Scene scene = Scene.started().does(submit(), begin(1), CRASH, begin(1), CRASH).at(1);
    scene.does(begin(1), call(2, 3, 1, READ_ONLY));
    assertThat(scene.task(2).crashes()).as("a reply alone is none").isEqualTo(2);
    scene.does(done(2, 3, "c1"));
    assertThat(scene.task(2).crashes()).isZero();
    assertThat(scene.tell(CRASH)).isEqualTo("call lost 2, interrupted 2 by crash");
    assertThat(scene.task(2).crashes()).isEqualTo(1);
  }

  @Test
  void aToolThatKillsItsProcessEachTimeIsQuarantined() {
    Scene scene = Scene.started().does(submit(), begin(1), call(2, 1, 1, UNSAFE), CRASH, begin(1));
    scene.does(call(2, 2, 2, UNSAFE), CRASH).at(1).does(begin(1), call(2, 3, 3, UNSAFE));
    assertThat(scene.tell(CRASH)).isEqualTo("died 2");
  }

  @Test
  void thatAnOutcomeIsUnknownIsNoProgress() {
    Scene scene = Scene.started().does(submit(), begin(1), call(2, 1, 1, UNSAFE), CRASH, begin(1));
    assertThat(scene.task(2).crashes()).isEqualTo(1);
    scene.does(CRASH).at(1).does(begin(1));
    assertThat(scene.tell(CRASH)).isEqualTo("call lost 2, died 2");
  }

  @ParameterizedTest
  @CsvSource({"JOURNAL", "SHUTDOWN", "STOP"})
  void onlyCrashesCount(Interruption cause) {
    Scene scene = Scene.started().does(submit());
    for (int i = 0; i < 10; i++) {
      scene.does(begin(1), new Command.Interrupt(cause));
    }
    assertThat(scene.task(2).crashes()).isZero();
    assertThat(scene.task(2).attempt()).isEqualTo(1);
  }

  // ── intent and outcome ─────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @CsvSource({
    "READ_ONLY,  'interrupted 2 by crash',               'CallTool[task=2, run=2, callId=c1]'",
    "IDEMPOTENT, 'interrupted 2 by crash',               'CallTool[task=2, run=2, callId=c1]'",
    "UNSAFE,     'unknown 2 c1, interrupted 2 by crash', 'CallModel[task=2, run=2, step=2, compactions=0, tooLong=false]'",
  })
  void aCrashBetweenIntentAndOutcome(ToolPolicy policy, String entries, String effect) {
    Scene scene = Scene.started().does(submit(), begin(1), call(2, 1, 1, policy));
    assertThat(scene.tell(CRASH)).isEqualTo(entries);
    scene.does(begin(1));
    assertThat(scene.agent().effects()).extracting(Effect::toString).containsExactly(effect);
  }

  @ParameterizedTest
  @CsvSource({
    "READ_ONLY,  'retrying 2 +10.5',               'CallTool[task=2, run=2, callId=c1]'",
    "IDEMPOTENT, 'retrying 2 +10.5',               'CallTool[task=2, run=2, callId=c1]'",
    "UNSAFE,     'unknown 2 c1, retrying 2 +10.5', 'CallModel[task=2, run=2, step=2, compactions=0, tooLong=false]'",
  })
  void aTimeOutBetweenIntentAndOutcome(ToolPolicy policy, String entries, String effect) {
    Scene scene = Scene.started(Patch.with().timeoutSeconds(10).done());
    scene.does(submit(), begin(1), call(2, 1, 1, policy));
    assertThat(scene.at(9.999).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(10).tell(TICK)).isEqualTo(entries);
    scene.at(20).does(begin(1));
    assertThat(scene.agent().effects()).extracting(Effect::toString).containsExactly(effect);
  }

  @Test
  void aCrashAmongSeveralCallsTellsThemApart() {
    Scene scene =
        Scene.started()
            .does(submit(), begin(1), call(2, 1, 1, READ_ONLY, UNSAFE, IDEMPOTENT, UNSAFE));
    scene.does(done(2, 1, "c4"), rests(2, 1, "c1", 60));
    assertThat(scene.tell(CRASH)).isEqualTo("unknown 2 c2, interrupted 2 by crash");
    scene.does(begin(1));
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallTool(2, 2, "c3"));
  }

  // ── time-outs ──────────────────────────────────────────────────────────────────────────────

  @Test
  void aTimeOutBesideARestLetsTheRestGoOn() {
    Scene scene = Scene.started(Patch.with().timeoutSeconds(10).done());
    scene.does(submit(), begin(1), call(2, 1, 1, READ_ONLY, UNSAFE), rests(2, 1, "c1", 60));
    assertThat(scene.at(10).tell(TICK)).isEqualTo("unknown 2 c2, retrying 2 +10.5");
    assertThat(scene.at(11).startable()).as("it still rests").isEmpty();
    assertThat(scene.nextWake()).isEqualTo("task a/2 has slept enough +60");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("ok 2 c1");
    assertThat(scene.tell(begin(1))).isEqualTo("started 2 attempt 2 run 2");
  }

  @Test
  void restIsNotRunningTime() {
    Scene scene = Scene.started(Patch.with().timeoutSeconds(10).done());
    scene.does(submit(), begin(1)).at(9).does(call(2, 1, 1, READ_ONLY), rests(2, 1, "c1", 60));
    assertThat(scene.at(59).tell(TICK)).isEqualTo("-");
    scene.at(60).does(TICK).at(61).does(begin(1));
    assertThat(scene.nextWake()).isEqualTo("task a/2 times out +71");
  }

  @Test
  void aTimeOutOnTheLastAttemptIsDeath() {
    Scene scene = Scene.started(Patch.with().timeoutSeconds(10).maxAttempts(1).done());
    scene.does(submit(), begin(1)).at(12);
    assertThat(scene.tell(TICK)).isEqualTo("call lost 2, died 2");
    assertThat(scene.agent().lastError())
        .isEqualTo("attempt 1 ran longer than 10.0 s, its time-out");
  }

  @Test
  void aTimeOutHoldsAlsoWhileTheAgentDrainsOrIsToSleep() {
    ConfigPatch ten = Patch.with().timeoutSeconds(10).done();
    Scene drains = Scene.started(ten).does(submit(), begin(1), Say.DRAIN).at(10);
    assertThat(drains.tell(TICK)).isEqualTo("call lost 2, retrying 2 +10.5, stopped");
    Scene sleepy = Scene.started(ten).does(submit(), begin(1), Say.sleep(60)).at(10);
    assertThat(sleepy.tell(TICK)).isEqualTo("call lost 2, retrying 2 +10.5");
    assertThat(sleepy.agent().state()).isEqualTo(AgentState.SLEEPING);
    assertThat(sleepy.nextWake()).isEqualTo("its sleep ends +60");
  }

  // ── expiry ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void anExpiredTaskNeverStarts() {
    Scene scene = Scene.started().does(Say.expiring(60)).at(60);
    assertThat(scene.startable()).isEmpty();
    assertThat(scene.tell(begin(1))).isEqualTo("-");
    assertThat(scene.tell(TICK)).isEqualTo("expired 2");
  }

  @Test
  void whatComesExpiredEndsSoAndWakesNobody() {
    Scene scene = Scene.started().does(Say.sleep(null)).at(60);
    Command late = new Command.Submit(Say.spec(Priority.URGENT, null, null, Scene.instant(59)));
    assertThat(scene.tell(late)).isEqualTo("queued urgent, expired 3");
    assertThat(scene.agent().state()).isEqualTo(AgentState.SLEEPING);
  }

  @Test
  void expiryHoldsForASleepingAndForAStoppedAgent() {
    Scene asleep = Scene.started().does(Say.expiring(60), Say.sleep(null));
    assertThat(asleep.nextWake()).isEqualTo("task a/2 expires +60");
    assertThat(asleep.at(60).tell(TICK)).isEqualTo("expired 2");
    Scene stopped = Scene.started().does(Say.expiring(60), Say.STOP);
    assertThat(stopped.nextWake()).isEqualTo("task a/2 expires +60");
    assertThat(stopped.at(60).tell(TICK)).isEqualTo("expired 2");
  }

  @Test
  void whoRunsInTimeMayEndLater() {
    Scene scene = Scene.started().does(Say.expiring(60), begin(1)).at(100);
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.tell(TICK)).isEqualTo("-");
    assertThat(scene.tell(answer(2, 1, 1))).endsWith("succeeded 2");
  }

  // ── dead letters ───────────────────────────────────────────────────────────────────────────

  private static Scene dead(ConfigPatch patch, int letters) {
    Scene scene = Scene.started(patch);
    for (int i = 0; i < letters; i++) {
      scene.does(submit());
      long task = scene.agent().seq();
      scene.does(begin(1), fails(task, 1, 1, TRANSIENT));
    }
    return scene;
  }

  private static final ConfigPatch ONCE = Patch.with().maxAttempts(1).done();

  @Test
  void aDeadLetterIsRedrivenOnce() {
    Scene scene = dead(ONCE, 1);
    assertThat(scene.tell(redrive(2))).isEqualTo("queued normal, redriven 2");
    assertThat(scene.agent().deadLetters()).isEmpty();
    assertThat(scene.tell(redrive(2))).isEqualTo("NOT_FOUND");
    assertThat(scene.tell(discard(2))).isEqualTo("NOT_FOUND");
  }

  @Test
  void aKnownKeyDoesNotSwallowTheDeadLetter() {
    Scene scene = dead(ONCE, 1).does(Say.keyed("k"));
    TaskSpec again = ((Command.Submit) Say.keyed("k")).spec();
    assertThat(scene.tell(new Command.Redrive(2, again))).isEqualTo("CONFLICT");
    assertThat(scene.agent().deadLetters()).containsExactly(2L);
  }

  @Test
  void aFullQueueKeepsTheDeadLetter() {
    Scene scene = dead(Patch.with().maxAttempts(1).queueLimit(1).done(), 1).does(submit());
    assertThat(scene.tell(redrive(2))).isEqualTo("LIMIT_EXCEEDED");
    assertThat(scene.agent().deadLetters()).containsExactly(2L);
  }

  @Test
  void theOldestDeadLetterMakesRoomOnRecord() {
    Scene scene = dead(Patch.with().maxAttempts(1).deadLetterLimit(2).done(), 2);
    scene.does(submit(), begin(1));
    assertThat(scene.tell(fails(8, 1, 1, TRANSIENT))).isEqualTo("died 8, discarded 2");
    assertThat(scene.agent().deadLetters()).containsExactly(5L, 8L);
  }

  @Test
  void aLowerLimitHoldsFromTheNextDeathOn() {
    Scene scene = dead(ONCE, 4);
    scene.does(new Command.Update(Patch.with().deadLetterLimit(2).done()), submit(), begin(1));
    assertThat(scene.tell(fails(15, 1, 1, TRANSIENT)))
        .isEqualTo("died 15, discarded 2, discarded 5, discarded 8");
    assertThat(scene.agent().deadLetters()).containsExactly(11L, 15L);
  }
}
