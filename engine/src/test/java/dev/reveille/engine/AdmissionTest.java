package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final AgentId A = new AgentId("a");
  private static final AgentId B = new AgentId("b");
  private static final AgentId C = new AgentId("c");

  private final List<AgentId> granted = new ArrayList<>();
  private final Admission admission = new Admission(3, granted::add);

  @Test
  void givesWhatIsThere() {
    assertThat(admission.take(A, 2)).isEqualTo(2);
    assertThat(admission.take(B, 2)).isEqualTo(1);
    assertThat(admission.take(C, 1)).isZero();
    assertThat(admission.taken()).isEqualTo(3);
    assertThat(admission.waiting()).isEqualTo(2);
  }

  @Test
  void aFreePlaceGoesToWhoHasWaitedLongest() {
    admission.take(A, 3);
    admission.take(B, 2);
    admission.take(C, 1);
    admission.release(1);
    assertThat(granted).containsExactly(B);
    admission.release(1);
    assertThat(granted).containsExactly(B, C);
    assertThat(admission.taken()).isEqualTo(3);
  }

  @Test
  void whoWantsManyGetsOneAtATime() {
    admission.take(A, 3);
    admission.take(B, 100);
    admission.take(C, 1);
    admission.release(1);
    assertThat(admission.take(B, 99)).as("behind those who wait").isZero();
    admission.release(2);
    assertThat(granted).containsExactly(B, C, B);
  }

  @Test
  void nobodyOvertakesThoseWhoWait() {
    admission.take(A, 3);
    admission.take(B, 1);
    admission.release(0);
    assertThat(admission.take(C, 1)).isZero();
    admission.release(1);
    assertThat(granted).containsExactly(B);
  }

  @Test
  void askingTwiceIsWaitingOnce() {
    admission.take(A, 3);
    admission.take(B, 1);
    admission.take(B, 1);
    admission.release(3);
    assertThat(granted).containsExactly(B);
    assertThat(admission.taken()).isEqualTo(1);
  }

  @Test
  void closedItGivesNothingMore() {
    admission.take(A, 2);
    admission.take(B, 2);
    admission.close();
    admission.release(3);
    assertThat(granted).isEmpty();
    assertThat(admission.take(C, 1)).isZero();
    assertThat(admission.taken()).isZero();
  }

  /** Whatever is taken and released, no place is lost and none is invented. */
  @Test
  void noPlaceLeaks() {
    Map<AgentId, Integer> held = new HashMap<>();
    Admission places = new Admission(7, agent -> held.merge(agent, 1, Integer::sum));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      AgentId agent = new AgentId("n" + random.nextInt(20));
      int has = held.getOrDefault(agent, 0);
      if (has > 0 && random.nextBoolean()) {
        int back = 1 + random.nextInt(has);
        held.merge(agent, -back, Integer::sum);
        places.release(back);
      } else {
        held.merge(agent, places.take(agent, 1 + random.nextInt(4)), Integer::sum);
      }
      int sum = held.values().stream().mapToInt(Integer::intValue).sum();
      assertThat(places.taken()).isEqualTo(sum).isLessThanOrEqualTo(7);
      if (places.taken() < 7) {
        assertThat(places.waiting()).as("nobody waits while a place is free").isZero();
      }
    }
  }
}
