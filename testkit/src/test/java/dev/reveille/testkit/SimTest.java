package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Many worlds, and in none of them anything is lost. {@code -Dsim.seeds=10000} makes more. */
class SimTest {

  @Test
  void noWorldBreaks() {
    int seeds = Integer.getInteger("sim.seeds", 300);
    Optional<World.Outcome> broken = Sim.firstBroken(1, seeds, Sabotage.NONE);
    broken.ifPresent(outcome ->
        fail(
            "seed "
                + outcome.seed()
                + ": "
                + outcome.violation()
                + "; ./dev sim --seed "
                + outcome.seed()
                + " tells all of it"));
  }

  @Test
  void theSameSeedMakesTheSameWorld() {
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(World.run(seed, Sabotage.NONE, true).trace())
          .as("seed %d", seed)
          .isEqualTo(World.run(seed, Sabotage.NONE, true).trace());
    }
  }
}
