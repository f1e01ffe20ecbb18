package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulator that finds nothing proves nothing: each planted bug shows within 1,000 seeds. */
class SimulatorFindsPlantedBugsTest {

  /** What it breaks: to be found by a difference of states alone would prove little. */
  private static final Map<Sabotage, String> BROKEN =
      new EnumMap<>(
          Map.of(
              Sabotage.ACKNOWLEDGE_BEFORE_COMMIT, "",
              Sabotage.SKIP_FENCING, "",
              Sabotage.LOSE_AN_ALARM, "",
              Sabotage.RETRY_WITHOUT_COUNTING, "",
              Sabotage.APPLY_TWICE, "",
              Sabotage.BOOKMARK_AHEAD, "",
              Sabotage.FORGET_KEYS,
                  "began task .* and now|a second time|heard that|came back twice",
              Sabotage.FAST_CLOCK, "that is early|has not expired|before",
              Sabotage.FIRE_OFF_THE_RECORD,
                  "whose ledger does not say so|the next line is due at"));

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void isFoundWithinAThousandSeeds(Sabotage bug) {
    Optional<World.Outcome> broken = Sim.firstBroken(1, 1_000, bug);
    assertThat(broken).as("%s", bug).isPresent();
    assertThat(why(broken.orElseThrow())).as("%s", bug).containsPattern(BROKEN.get(bug));
  }

  private static String why(World.Outcome broken) {
    return broken.violation() == null ? "" : String.valueOf(broken.violation().getMessage());
  }
}
