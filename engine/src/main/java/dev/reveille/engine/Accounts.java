package dev.reveille.engine;

import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What model calls have taken, all agents together. */
public interface Accounts {
  /** What is summed up together: the calls of an hour of UTC, by the instants of their ends. */
  Duration PERIOD = Duration.ofHours(1);

  /** The beginning of the period that an instant lies in. */
  static Instant period(Instant at) {
    long seconds = PERIOD.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
  }

  /**
   * The sum of all periods from one on; of all that was durable when the call began. Blocks, but
   * not for long, however many calls there were.
   *
   * @param period the beginning of the first
   * @return without running times
   */
  Spending spentSince(Instant period);

  /** Tasks that run, as far as the journal knows: calls of theirs may be under way. Blocks. */
  List<TaskId> running();
}
