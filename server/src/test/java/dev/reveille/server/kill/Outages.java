package dev.reveille.server.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When there was no server, so that what is late because of that is told apart. */
final class Outages {
  private record Outage(Instant from, Instant to) {}

  private final List<Outage> all = new ArrayList<>();

  /** In their order. */
  void add(Instant killed, Instant ready) {
    all.add(new Outage(killed, ready));
  }

  /** The longest that one and the same server process was there between the two. */
  Duration served(Instant due, Instant came) {
    Duration longest = Duration.ZERO;
    Instant up = due;
    for (Outage outage : all) {
      if (outage.from().isAfter(up) && outage.from().isBefore(came)) {
        longest = max(longest, Duration.between(up, outage.from()));
      }
      up = outage.to().isAfter(up) && outage.from().isBefore(came) ? outage.to() : up;
    }
    return max(longest, Duration.between(up, came));
  }

  Duration longest() {
    return all.stream()
        .map(outage -> Duration.between(outage.from(), outage.to()))
        .reduce(Duration.ZERO, Outages::max);
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
