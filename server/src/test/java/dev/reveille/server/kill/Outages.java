package dev.reveille.server.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When there was no server, so that what is late because of that is told apart. */
final class Outages {
  private record Outage(Instant from, Instant to) {}

  private final List<Outage> all = new ArrayList<>();

  void add(Instant killed, Instant ready) {
    all.add(new Outage(killed, ready));
  }

  /** How much of the time between the two there was a server. */
  Duration served(Instant from, Instant to) {
    Duration served = Duration.between(from, to);
    for (Outage outage : all) {
      Instant begin = outage.from().isAfter(from) ? outage.from() : from;
      Instant end = outage.to().isBefore(to) ? outage.to() : to;
      if (begin.isBefore(end)) {
        served = served.minus(Duration.between(begin, end));
      }
    }
    return served;
  }

  Duration longest() {
    return all.stream()
        .map(outage -> Duration.between(outage.from(), outage.to()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
