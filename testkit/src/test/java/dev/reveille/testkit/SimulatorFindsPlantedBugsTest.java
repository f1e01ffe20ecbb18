package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulator that finds nothing proves nothing: each planted bug shows within 1,000 seeds. */
class SimulatorFindsPlantedBugsTest {

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void isFoundWithinAThousandSeeds(Sabotage bug) {
    Optional<World.Outcome> broken = Sim.firstBroken(1, 1_000, bug);
    assertThat(broken).as("%s", bug).isPresent();
  }
}
