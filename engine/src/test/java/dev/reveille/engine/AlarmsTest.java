package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final AgentId A = new AgentId("a");
  private static final AgentId B = new AgentId("b");

  private final FakeJournal journal = new FakeJournal();
  private final List<String> rung = new ArrayList<>();
  private final List<String> warmed = new ArrayList<>();
  private final Alarms alarms =
      new Alarms(
          journal,
          Holding.everything(),
          agent -> rung.add(agent.value()),
          agent -> warmed.add(agent.value()),
          Duration.ofSeconds(10));

  private static Instant at(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  /** As a cell does: the alarm is a row of the store before it is told here. */
  private boolean set(AgentId agent, Instant at, Instant now) {
    journal.alarms.removeIf(alarm -> alarm.agent().equals(agent));
    journal.alarms.add(new Journal.Alarm(agent, at));
    return alarms.set(agent, at, true, now);
  }

  private double fire(double now) {
    Instant next = alarms.fire(at(now));
    return next.isAfter(at(1e9)) ? Double.POSITIVE_INFINITY : seconds(next);
  }

  private static double seconds(Instant at) {
    return Duration.between(START, at).toMillis() / 1000.0;
  }

  @Test
  void ringsEachOnceAndInTime() {
    fire(0);
    set(A, at(3), at(0));
    set(B, at(5), at(0));
    assertThat(fire(2.999)).isEqualTo(3);
    assertThat(rung).isEmpty();
    assertThat(fire(3)).isEqualTo(5);
    assertThat(rung).containsExactly("a");
    fire(6);
    assertThat(rung).containsExactly("a", "b");
  }

  @Test
  void whatWasDueBeforeTheStartRingsAtTheStart() {
    journal.alarms.add(new Journal.Alarm(A, at(-1e6)));
    fire(0);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void saysWhenTheNearestHasChanged() {
    fire(0);
    assertThat(set(A, at(5), at(0))).isTrue();
    assertThat(set(B, at(6), at(0))).isFalse();
    assertThat(set(B, at(4), at(0))).isTrue();
    assertThat(set(B, at(9), at(0))).isFalse();
    assertThat(alarms.set(A, null, true, at(0))).isFalse();
    assertThat(fire(8.999)).isEqualTo(9);
    assertThat(rung).isEmpty();
  }

  @Test
  void theFarStaysInTheStoreUntilItIsNear() {
    journal.alarms.add(new Journal.Alarm(A, at(100)));
    assertThat(fire(0)).as("back when half the horizon before it is reached").isEqualTo(95);
    assertThat(alarms.size()).isZero();
    assertThat(warmed).isEmpty();
    assertThat(fire(95)).isEqualTo(100);
    assertThat(warmed).containsExactly("a");
    assertThat(rung).isEmpty();
    fire(100);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void whereNothingIsDueNothingIsReadAgain() {
    assertThat(fire(0)).isInfinite();
    journal.reads.clear();
    for (int now = 1; now < 1000; now++) {
      fire(now);
    }
    assertThat(journal.reads).isEmpty();
  }

  @Test
  void anAlarmSetBetweenTheReadAndItsResultIsNotLost() {
    journal.alarms.add(new Journal.Alarm(B, at(100)));
    journal.duringRead =
        () -> {
          journal.duringRead = () -> {};
          set(A, at(4), at(0));
        };
    assertThat(fire(0)).isEqualTo(4);
    fire(4);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void anAlarmMovedBetweenTheReadAndItsResultKeepsItsNewTime() {
    set(A, at(2), at(0));
    journal.duringRead =
        () -> {
          journal.duringRead = () -> {};
          set(A, at(7), at(0));
        };
    fire(0);
    fire(6.999);
    assertThat(rung).isEmpty();
    fire(7);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void aStoreThatDoesNotAnswerIsAskedAgainAfterAWhile() {
    set(A, at(50), at(0));
    journal.down = true;
    assertThat(fire(0)).as("not at once, in a circle").isEqualTo(1);
    assertThat(fire(1)).isEqualTo(2);
    journal.down = false;
    assertThat(fire(45)).isEqualTo(50);
    fire(50);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void whatIsInMemoryRingsAlsoWhileTheStoreIsDown() {
    fire(0);
    set(B, at(100), at(0));
    set(A, at(5.5), at(0));
    fire(0);
    journal.down = true;
    fire(5);
    fire(5.5);
    assertThat(rung).containsExactly("a");
  }

  @Test
  void comesBackWhateverTheAlarmSays() {
    fire(0);
    set(A, at(60), at(0));
    alarms.comeBack(A, at(2));
    assertThat(fire(1)).isEqualTo(2);
    fire(2);
    assertThat(rung).containsExactly("a");
    alarms.set(A, null, true, at(2));
    alarms.comeBack(A, at(3));
    alarms.set(A, null, true, at(2));
    fire(3);
    assertThat(rung).as("clearing the alarm does not clear the return").containsExactly("a", "a");
  }

  @Test
  void manyAtOneInstantAllRing() {
    for (int i = 0; i < 25_000; i++) {
      journal.alarms.add(new Journal.Alarm(new AgentId("n" + i), at(3)));
    }
    fire(0);
    fire(3);
    assertThat(rung).hasSize(25_000).doesNotHaveDuplicates();
  }

  /** With an empty store all of time is loaded; then more are set than there is room for. */
  @Test
  void whatThereIsNoRoomForIsReadInTime() {
    fire(0);
    boolean lookAgain = false;
    for (int i = 0; i < 25_000; i++) {
      lookAgain |= set(new AgentId("n" + i), at(3600), at(0)) && i > 0;
    }
    assertThat(lookAgain).as("the far ones are forgotten, so somebody must read them").isTrue();
    assertThat(alarms.size()).isLessThan(20_001);
    for (double now = 0; now < 3600; ) {
      double next = fire(now);
      assertThat(next).isGreaterThan(now).isLessThanOrEqualTo(3600);
      assertThat(rung).isEmpty();
      now = next;
    }
    fire(3600);
    assertThat(rung).hasSize(25_000).doesNotHaveDuplicates();
  }

  @Test
  void whatTheStoreDoesNotKnowIsKeptHoweverFarItIs() {
    set(B, at(100), at(0));
    fire(0);
    alarms.set(A, at(500), false, at(0));
    assertThat(fire(95)).isEqualTo(100);
    fire(100);
    assertThat(fire(101)).isEqualTo(500);
    fire(500);
    assertThat(rung).containsExactly("b", "a");
  }

  @Test
  void anAgentInTroubleComesBackOnceHoweverOftenItFailed() {
    fire(0);
    for (int i = 0; i < 1_000; i++) {
      alarms.comeBack(A, at(2 + i));
    }
    assertThat(alarms.returning()).isEqualTo(1);
    fire(2);
    assertThat(rung).containsExactly("a");
  }
}
