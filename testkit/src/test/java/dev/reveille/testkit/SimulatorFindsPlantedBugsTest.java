package dev.reveille.testkit;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulator that finds nothing proves nothing: each planted bug shows within 1,000 seeds. */
class SimulatorFindsPlantedBugsTest {

  private static final long SEEDS = 1_000;

  /** So many seeds may show it by something else first. */
  private static final int OTHERS = 10;

  /** What it breaks: to be found by a difference of states alone would prove little. */
  private static final Map<Sabotage, String> BROKEN =
      new EnumMap<>(
          Map.ofEntries(
              entry(Sabotage.ACKNOWLEDGE_BEFORE_COMMIT, ""),
              entry(Sabotage.SKIP_FENCING, ""),
              entry(Sabotage.LOSE_AN_ALARM, ""),
              entry(Sabotage.RETRY_WITHOUT_COUNTING, ""),
              entry(Sabotage.APPLY_TWICE, ""),
              entry(Sabotage.BOOKMARK_AHEAD, ""),
              entry(
                  Sabotage.FORGET_KEYS,
                  "began task .* and now|a second time|heard that|came back twice"),
              entry(Sabotage.FAST_CLOCK, "that is early|has not expired|before|expires at"),
              entry(
                  Sabotage.FIRE_OFF_THE_RECORD,
                  "whose ledger does not say so|the next line is due at|but there is no mail"),
              entry(Sabotage.FORGET_SPENDING, "but goes on with|was said in this window"),
              entry(Sabotage.FORGET_RESERVATIONS, "but goes on with|nobody starts the tasks of"),
              entry(Sabotage.FORGET_PURSE, "all together have spent"),
              entry(Sabotage.SKIP_APPROVAL, "nobody has agreed to it"),
              entry(Sabotage.TAKE_UP_NOTHING, "nobody starts the tasks of|but owes"),
              entry(
                  Sabotage.POST_FROM_HEAD,
                  "waits for ever|did not come back|what became of event|has lost its mails")));

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void isFoundWithinAThousandSeeds(Sabotage bug) {
    List<String> found = new ArrayList<>();
    Pattern looked = Pattern.compile(Objects.requireNonNull(BROKEN.get(bug), "what it breaks"));
    boolean shows = false;
    long next = 1;
    while (!shows && next <= SEEDS && found.size() < OTHERS) {
      Optional<World.Outcome> broken = Sim.firstBroken(next, SEEDS + 1 - next, bug);
      broken.map(SimulatorFindsPlantedBugsTest::why).ifPresent(found::add);
      shows = broken.isPresent() && looked.matcher(found.getLast()).find();
      next = broken.map(outcome -> outcome.seed() + 1).orElse(SEEDS + 1);
    }
    assertThat(shows).as("%s shows as %s: %s", bug, looked, found).isTrue();
  }

  private static String why(World.Outcome broken) {
    return broken.violation() == null ? "" : String.valueOf(broken.violation().getMessage());
  }
}
