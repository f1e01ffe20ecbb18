package dev.reveille.core;

import static dev.reveille.core.AgentState.ACTIVE;
import static dev.reveille.core.AgentState.IDLE;
import static dev.reveille.core.AgentState.SLEEPING;
import static dev.reveille.core.AgentState.WAITING;
import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.WAKE;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.sleep;
import static dev.reveille.core.Say.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sleep of the agent, and what ends it. */
class SleepTest {

  @Test
  void wakesAtItsTimeAndNotBefore() {
    Scene scene = Scene.started().does(sleep(60));
    assertThat(scene.nextWake()).isEqualTo("its sleep ends +60");
    assertThat(scene.at(59.999).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("woke by time");
    assertThat(scene.agent().state()).isEqualTo(IDLE);
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  /** The journal keeps milliseconds: an alarm a part of one early would find nothing to do. */
  @Test
  void theAlarmIsTheFirstMillisecondThatIsNotTooEarly() {
    Instant until = Scene.instant(60).plusNanos(300);
    Scene scene = Scene.started();
    scene.does(new Command.FallAsleep(new Sleep(until, List.of(), null, null, "")));
    assertThat(scene.untilNextWake()).isEqualTo(Duration.ofMillis(60_001));
    assertThat(scene.at(60).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(60.001).tell(TICK)).isEqualTo("woke by time");
  }

  @ParameterizedTest
  @CsvSource({"0, WAITING", "10, WAITING", "9, WAITING"})
  void anInstantThatIsNotInTheFutureWakesAtOnce(int until, AgentState state) {
    Scene scene = Scene.started().does(submit()).at(10);
    assertThat(scene.tell(sleep(until))).isEqualTo("asleep +" + until + ", woke by time");
    assertThat(scene.agent().state()).isEqualTo(state);
  }

  @Test
  void withoutAConditionOnlyAHandOrAnUrgentTaskWakes() {
    Scene scene = Scene.started().does(sleep(null));
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.at(1e9).tell(TICK)).isEqualTo("-");
    assertThat(scene.tell(WAKE)).isEqualTo("woke by hand");
  }

  @ParameterizedTest
  @CsvSource({
    "LOW,    LOW,    woke", "NORMAL, LOW,  asleep", "NORMAL, NORMAL, woke", "HIGH, NORMAL, asleep",
    "HIGH,   HIGH,   woke", "HIGH, URGENT, woke", "URGENT, HIGH, asleep", "URGENT, URGENT, woke",
  })
  void aTaskOfAtLeastTheWakingPriorityWakes(Priority wakeOn, Priority task, String then) {
    ConfigPatch patch = Say.Patch.with().wakeOnPriority(wakeOn).done();
    Scene scene = Scene.started(patch).does(sleep(60)).at(10).does(submit(task));
    assertThat(scene.agent().state()).isEqualTo(then.equals("woke") ? WAITING : SLEEPING);
    assertThat(scene.startable()).hasSize(then.equals("woke") ? 1 : 0);
  }

  @Test
  void theQueueFillsWhileItSleeps() {
    Scene scene = Scene.started().does(sleep(60), submit(), submit());
    assertThat(scene.agent().queueDepth()).isEqualTo(2);
    assertThat(scene.tell(begin(2))).isEqualTo("-");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("woke by time");
    assertThat(scene.tell(begin(2))).isEqualTo("started 3 attempt 1 run 1");
  }

  @Test
  void putToSleepWhileItRunsItEndsThatFirst() {
    Scene scene = Scene.started().does(submit(), submit(), begin(1), sleep(60));
    assertThat(scene.agent().state()).isEqualTo(ACTIVE);
    scene.does(answer(2, 1, 1));
    assertThat(scene.agent().state()).isEqualTo(SLEEPING);
    assertThat(scene.tell(begin(1))).isEqualTo("-");
  }

  @Test
  void theSleepMayBeOverBeforeTheRunningTaskIs() {
    Scene scene = Scene.started().does(submit(), begin(1), sleep(60)).at(60);
    assertThat(scene.tell(TICK)).isEqualTo("woke by time");
    assertThat(scene.agent().state()).isEqualTo(ACTIVE);
    scene.does(answer(2, 1, 1));
    assertThat(scene.agent().state()).isEqualTo(IDLE);
  }

  @Test
  void aNewSleepReplacesTheOld() {
    Scene scene = Scene.started().does(sleep(60)).at(10).does(sleep(30));
    assertThat(scene.nextWake()).isEqualTo("its sleep ends +30");
    assertThat(scene.agent().sleptAt()).isEqualTo(Scene.instant(10));
    assertThat(scene.agent().since()).as("asleep all along").isEqualTo(Scene.START);
  }

  @Test
  void stoppedItSleepsOnAndWakesAtTheStartIfThatIsDue() {
    Scene scene = Scene.started().does(sleep(60), Say.STOP);
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.at(61).tell(TICK)).isEqualTo("-");
    assertThat(scene.tell(Say.START)).isEqualTo("agent started, woke by time");
    Scene early = Scene.started().does(sleep(60), Say.STOP).at(50);
    assertThat(early.tell(Say.START)).isEqualTo("agent started");
    assertThat(early.agent().state()).isEqualTo(SLEEPING);
  }

  @Test
  void whatRetriesWhileItSleepsWaitsForTheWake() {
    Scene scene = Scene.started().does(submit(), begin(1), sleep(60));
    scene.does(Say.fails(2, 1, 1, Failure.Kind.TRANSIENT));
    assertThat(scene.nextWake()).isEqualTo("its sleep ends +60");
    assertThat(scene.at(30).startable()).isEmpty();
    assertThat(scene.at(60).does(TICK).startable()).containsExactly(2L);
  }

  private static Command urgent(@Nullable Integer notBefore, @Nullable Integer expires) {
    return new Command.Submit(
        Say.spec(
            Priority.URGENT,
            null,
            notBefore == null ? null : Scene.instant(notBefore),
            expires == null ? null : Scene.instant(expires)));
  }

  /** Each before and after it fell asleep at 10, until 600. */
  @ParameterizedTest
  @CsvSource({
    "  ,    , woken at once,               WAITING",
    "10,    , woken at once,               WAITING",
    "60,    , a/%d may start and wakes it, SLEEPING",
    "60,  70, a/%d may start and wakes it, SLEEPING",
    "60,  50, a/%d expires,                SLEEPING",
    "900,   , its sleep ends,              SLEEPING",
  })
  void itMakesNoDifferenceWhetherTheUrgentTaskOrTheSleepCameFirst(
      @Nullable Integer notBefore, @Nullable Integer expires, String next, AgentState state) {
    Command task = urgent(notBefore, expires);
    for (boolean first : List.of(true, false)) {
      Scene scene = Scene.started().at(10);
      scene.does(first ? task : sleep(600), first ? sleep(600) : task);
      assertThat(scene.agent().state()).isEqualTo(state);
      if (state == SLEEPING) {
        assertThat(scene.nextWake()).contains(next.formatted(first ? 2 : 3));
      }
    }
  }

  @Test
  void aDelayedUrgentTaskWakesWhenItMayStartAndNotBefore() {
    Scene scene = Scene.started().does(submit(), sleep(600), urgent(60, null));
    assertThat(scene.nextWake()).isEqualTo("task a/4 may start and wakes it +60");
    assertThat(scene.agent().why(scene.now()))
        .contains("or until 2026-01-01T00:01:00Z, when task a/4 may start, or until a task or");
    assertThat(scene.at(59.999).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("woke by task");
    assertThat(scene.startable()).containsExactly(4L);
  }

  @Test
  void theNextWakeIsTheEarlierOne() {
    Scene scene = Scene.started().does(sleep(50), urgent(60, null));
    assertThat(scene.nextWake()).isEqualTo("its sleep ends +50");
    scene.does(Say.cancel(3), urgent(40, null));
    assertThat(scene.nextWake()).isEqualTo("task a/5 may start and wakes it +40");
    assertThat(scene.tell(Say.cancel(5))).isEqualTo("cancelled 5");
    assertThat(scene.nextWake()).isEqualTo("its sleep ends +50");
  }

  /** Whatever it has waited for: nothing urgent is slept through. */
  @Test
  void anUrgentTaskThatRetriesWakesToo() {
    Scene scene = Scene.started().does(submit(Priority.URGENT), begin(1), sleep(600));
    scene.does(Say.fails(2, 1, 1, Failure.Kind.TRANSIENT));
    assertThat(scene.agent().state()).isEqualTo(SLEEPING);
    assertThat(scene.nextWake()).startsWith("task a/2 may start and wakes it");
    scene.at(100);
    assertThat(scene.tell(TICK)).isEqualTo("woke by task");
  }

  @Test
  void anotherWakingPriorityHoldsForWhatIsThere() {
    Scene scene = Scene.started().does(submit(), sleep(600));
    ConfigPatch patch = Say.Patch.with().wakeOnPriority(Priority.NORMAL).done();
    assertThat(scene.tell(new Command.Update(patch))).endsWith("woke by task");
  }

  @Test
  void stoppedItSleepsOnWhateverComesAndWakesAtTheStart() {
    Scene scene = Scene.started().does(sleep(600), Say.STOP, urgent(60, null));
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("-");
    assertThat(scene.tell(Say.START)).isEqualTo("agent started, woke by task");
  }

  @Test
  void saysWhichMailWouldWakeIt() {
    Sleep sleep = new Sleep(null, List.of(), Priority.LOW, null, "");
    Scene scene = Scene.started().does(new Command.FallAsleep(sleep));
    assertThat(scene.agent().why(scene.now()))
        .isEqualTo(
            "asleep until mail of at least low, or until a task or mail of at least high comes, or"
                + " until it is woken by hand");
  }

  @Test
  void saysWhyItIsNotAwake() {
    Sleep sleep =
        new Sleep(Scene.instant(60), List.of("deploy.*", "alarm"), Priority.HIGH, 0.5, "night");
    Scene scene = Scene.started().does(submit(), new Command.FallAsleep(sleep));
    assertThat(scene.agent().why(scene.now()))
        .isEqualTo(
            "asleep (night) until 2026-01-01T00:01:00Z, or until one of the events deploy.*,"
                + " alarm, or until the load is below 0.5, or until a task or mail of at least"
                + " high comes, or until it is woken by hand; 1 task queued");
  }

  @ParameterizedTest
  @CsvSource({"-0.1", "0", "1.01", "NaN"})
  void aLoadOutsideItsRangeIsNoCondition(double load) {
    assertThatThrownBy(() -> new Sleep(null, List.of(), null, load, ""))
        .hasMessageContaining("wakeOnLoadBelow");
  }

  /** RFC 3339 writes years up to 9999, and the store counts milliseconds in 64 bits. */
  @Test
  void anInstantThatCannotBeWrittenIsRefused() {
    assertThatThrownBy(() -> new Sleep(Instant.MAX, List.of(), null, null, ""))
        .hasMessageContaining("until");
    assertThatThrownBy(() -> Say.spec(Priority.LOW, null, Instant.MAX, null))
        .hasMessageContaining("notBefore");
    assertThatThrownBy(() -> Say.spec(Priority.LOW, null, null, Instant.MIN))
        .hasMessageContaining("expiresAt");
    assertThatThrownBy(() -> new Command.ToolRests(2, 1, "c1", Instant.MAX, ""))
        .hasMessageContaining("until");
  }
}
