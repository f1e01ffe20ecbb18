package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
  private static final AgentId A = new AgentId("a");
  private static final AgentId B = new AgentId("b");
  private static final AgentId C = new AgentId("c");

  private final List<AgentId> granted = new ArrayList<>();
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final Admission admission = new Admission(3, LoadLimits.STANDARD, granted::add);

  /** Asks for places for normal tasks. */
  private int take(AgentId agent, int wanted) {
    return take(admission, agent, wanted);
  }

  private static int take(Admission places, AgentId agent, int wanted) {
    List<Priority> ready = Collections.nCopies(wanted, Priority.NORMAL);
    return places.ask(agent, new Admission.Wish(ready, 0), 0, T0).places();
  }

  private Admission.Leave ask(AgentId agent, int free, Priority... ready) {
    int urgent = Collections.frequency(List.of(ready), Priority.URGENT);
    return admission.ask(agent, new Admission.Wish(List.of(ready), urgent), free, T0);
  }

  private void cpu(double load) {
    admission.weigh(new Pressure(load, 0.2, 1, 0));
  }

  private static Admission.Leave leave(int places, int permits, Priority atLeast) {
    return new Admission.Leave(places, permits, atLeast);
  }

  @Test
  void givesWhatIsThere() {
    assertThat(take(A, 2)).isEqualTo(2);
    assertThat(take(B, 2)).isEqualTo(1);
    assertThat(take(C, 1)).isZero();
    assertThat(admission.taken()).isEqualTo(3);
    assertThat(admission.waiting()).isEqualTo(2);
  }

  @Test
  void aFreePlaceGoesToWhoHasWaitedLongest() {
    take(A, 3);
    take(B, 2);
    take(C, 1);
    admission.release(1);
    assertThat(granted).containsExactly(B);
    admission.release(1);
    assertThat(granted).containsExactly(B, C);
    assertThat(admission.taken()).isEqualTo(3);
  }

  @Test
  void whoWantsManyGetsOneAtATime() {
    take(A, 3);
    take(B, 100);
    take(C, 1);
    admission.release(1);
    assertThat(take(B, 99)).as("behind those who wait").isZero();
    admission.release(2);
    assertThat(granted).containsExactly(B, C, B);
  }

  @Test
  void nobodyOvertakesThoseWhoWait() {
    take(A, 3);
    take(B, 1);
    admission.release(0);
    assertThat(take(C, 1)).isZero();
    admission.release(1);
    assertThat(granted).containsExactly(B);
  }

  @Test
  void askingTwiceIsWaitingOnce() {
    take(A, 3);
    take(B, 1);
    take(B, 1);
    admission.release(3);
    assertThat(granted).containsExactly(B);
    assertThat(admission.taken()).isEqualTo(1);
  }

  @Test
  void closedItGivesNothingMore() {
    take(A, 2);
    take(B, 2);
    admission.close("the server is stopping");
    admission.release(3);
    assertThat(granted).isEmpty();
    assertThat(take(C, 1)).isZero();
    assertThat(admission.taken()).isZero();
  }

  @Test
  void underLoadOnlyUrgentTasksAreBegun() {
    ask(A, 0, Priority.NORMAL);
    cpu(0.81);
    assertThat(ask(B, 0, Priority.HIGH, Priority.NORMAL)).isEqualTo(leave(0, 0, Priority.URGENT));
    assertThat(ask(C, 0, Priority.LOW, Priority.URGENT)).isEqualTo(leave(1, 1, Priority.URGENT));
    assertThat(admission.waiting()).as("B, and C with its other task").isEqualTo(2);
    admission.release(1);
    assertThat(granted).isEmpty();
  }

  @Test
  void anAgentUnderLoadKeepsNoPlaceForWhatMayNotBegin() {
    ask(A, 0, Priority.NORMAL);
    ask(B, 0, Priority.NORMAL);
    cpu(0.81);
    assertThat(ask(B, 1, Priority.HIGH)).isEqualTo(leave(0, 0, Priority.URGENT));
    admission.release(1);
    assertThat(granted).as("A still runs").isEmpty();
    cpu(0.1);
    assertThat(granted).containsExactly(B);
  }

  /** From top to bottom; what is deferred stays so until the load is well below. */
  @ParameterizedTest
  @CsvSource({
    "0.80, false",
    "0.80 0.81, true",
    "0.81 0.75, true",
    "0.81 0.70, true",
    "0.81 0.699, false",
    "0.81 0.69 0.79, false",
    "0.81 0.69 0.80 0.805, true",
  })
  void hysteresis(String loads, boolean defers) {
    for (String load : loads.split(" ")) {
      cpu(Double.parseDouble(load));
    }
    assertThat(admission.defers()).isEqualTo(defers);
  }

  @Test
  void whenTheLoadFallsThoseWhoWereDeferredBeginInTheirTurn() {
    ask(A, 0, Priority.NORMAL);
    cpu(1);
    ask(B, 0, Priority.LOW);
    ask(C, 0, Priority.HIGH);
    cpu(0.75);
    assertThat(granted).isEmpty();
    cpu(0.6);
    assertThat(granted).containsExactly(C, B);
    assertThat(admission.taken()).isEqualTo(3);
  }

  @Test
  void somethingAlwaysRuns() {
    cpu(1);
    assertThat(ask(A, 0, Priority.LOW, Priority.LOW)).isEqualTo(leave(1, 1, Priority.LOW));
    assertThat(ask(B, 0, Priority.LOW)).isEqualTo(leave(0, 0, Priority.URGENT));
    admission.release(1);
    assertThat(granted).as("one after the other").containsExactly(A);
    assertThat(ask(A, 1, Priority.LOW)).isEqualTo(leave(0, 1, Priority.LOW));
    admission.release(1);
    assertThat(granted).containsExactly(A, B);
  }

  /** As many running tasks as there may be are no reason to defer: they have their own limit. */
  @Test
  void aFullHouseIsNoLoad() {
    admission.weigh(new Pressure(0, 0, 1, 0));
    assertThat(admission.defers()).isFalse();
  }

  @Test
  void saysWhyTheyWait() {
    take(A, 3);
    assertThat(admission.delay(false))
        .isEqualTo("waiting for a free place to run in (3 of 3 running)");
    cpu(0.93);
    assertThat(admission.delay(false)).isEqualTo("deferred by load 0.93 > 0.80 (cpu)");
    assertThat(admission.delay(true))
        .isEqualTo("waiting for a free place to run in (3 of 3 running)");
    admission.weigh(new Pressure(0.1, 0.75, 0, 0.2));
    assertThat(admission.delay(false))
        .isEqualTo("deferred: the load, 0.75, is not below 0.70 yet (memory)");
    admission.weigh(new Pressure(0.1, 0.75, 0, 2.2));
    assertThat(admission.delay(false)).isEqualTo("deferred by load 1.00 > 0.80 (store lag)");
    admission.close("the server is stopping");
    assertThat(admission.delay(true)).isEqualTo("held back because the server is stopping");
  }

  /** Whatever is taken and released, no place is lost and none is invented. */
  @Test
  void noPlaceLeaks() {
    Map<AgentId, Integer> held = new HashMap<>();
    Admission places =
        new Admission(7, LoadLimits.STANDARD, agent -> held.merge(agent, 1, Integer::sum));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      AgentId agent = new AgentId("n" + random.nextInt(20));
      int has = held.getOrDefault(agent, 0);
      if (has > 0 && random.nextBoolean()) {
        int back = 1 + random.nextInt(has);
        held.merge(agent, -back, Integer::sum);
        places.release(back);
      } else {
        held.merge(agent, take(places, agent, 1 + random.nextInt(4)), Integer::sum);
      }
      int sum = held.values().stream().mapToInt(Integer::intValue).sum();
      assertThat(places.taken()).isEqualTo(sum).isLessThanOrEqualTo(7);
      if (places.taken() < 7) {
        assertThat(places.waiting()).as("nobody waits while a place is free").isZero();
      }
    }
  }
}
