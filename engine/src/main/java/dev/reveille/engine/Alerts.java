package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever listens to {@code system_alert} of trouble that stands in no journal. */
final class Alerts {
  private static final Logger log = LoggerFactory.getLogger(Alerts.class);
  static final double HIGH = 0.9;
  static final double LOW_AGAIN = 0.8;
  static final Duration LASTS = Duration.ofSeconds(30);

  private final Listeners listeners;
  private final InstantSource clock;
  private final Post.Teller teller;
  private @Nullable Instant refusedSince;
  private String refusedWhy = "";
  private @Nullable Instant highSince;
  private boolean highTold;

  Alerts(Listeners listeners, InstantSource clock, Post.Teller teller) {
    this.listeners = listeners;
    this.clock = clock;
    this.teller = teller;
  }

  /** The store took nothing, or could not be read. */
  synchronized void storeRefused(String why) {
    if (refusedSince == null) {
      refusedSince = clock.instant();
      refusedWhy = why;
    }
  }

  /** Once a second. Blocks while the store is read. */
  void look(double load) {
    try {
      storeLook();
      loadLook(load);
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      log.debug("no alert can be given: {}", storeDoesNotAnswer.getMessage());
    }
  }

  /** That the store can be written again is known when it has taken the alert itself. */
  private void storeLook() {
    Instant since;
    String why;
    synchronized (this) {
      since = refusedSince;
      why = refusedWhy;
    }
    if (since == null) {
      return;
    }
    if (somebodyListens()) {
      // Told once more before the first is answered it is the same event.
      publish(
          SystemEvents.storeRecovered(since, clock.instant(), why),
          answer -> {
            if (answer instanceof Answer.Done) {
              forget(since);
            }
          });
    } else {
      forget(since);
    }
  }

  private synchronized void forget(Instant since) {
    if (since.equals(refusedSince)) {
      refusedSince = null;
    }
  }

  private void loadLook(double load) {
    Instant now = clock.instant();
    Instant since;
    synchronized (this) {
      if (load < LOW_AGAIN) {
        highSince = null;
        highTold = false;
      } else if (load > HIGH && highSince == null) {
        highSince = now;
      }
      since = highSince;
      if (since == null || highTold || now.isBefore(since.plus(LASTS))) {
        return;
      }
      highTold = true;
    }
    if (somebodyListens()) {
      publish(SystemEvents.loadHigh(since, Duration.between(since, now), load), answer -> {});
    }
  }

  private boolean somebodyListens() {
    return !listeners.listeners(SystemEvents.ALERT, "", 1).isEmpty();
  }

  private void publish(Event event, Consumer<Answer> answer) {
    teller.tell(AgentId.EVENT_LOG, new Command.Publish(event), answer);
  }
}
