package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches how busy the machine is, and wakes those who sleep until it is quiet. */
final class Governor {
  private static final Logger log = LoggerFactory.getLogger(Governor.class);
  private static final int PAGE = 1_000;

  /** How much a new sample counts: a short peak, or a short lull, changes little. */
  private static final double WEIGHT = 0.3;

  private final DoubleSupplier meter;
  private final Views views;
  private final Post.Teller teller;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile double load = 1;
  private volatile boolean measured;

  /**
   * @param meter the share of the processors that is busy, 0 to 1; less than 0 if nobody knows
   */
  Governor(DoubleSupplier meter, Views views, Post.Teller teller) {
    this.meter = meter;
    this.views = views;
    this.teller = teller;
  }

  /** Once a second. Blocks while the store is read; a second call meanwhile does nothing. */
  void look() {
    if (looking.compareAndSet(false, true)) {
      try {
        double sample = meter.getAsDouble();
        if (sample >= 0) {
          load += WEIGHT * (sample - load);
          measured = true;
          wake(views.wakeableAtLoad(load, PAGE));
        }
      } catch (Journal.Unavailable storeDoesNotAnswer) {
        log.debug("nobody is woken by load: {}", storeDoesNotAnswer.getMessage());
      } finally {
        looking.set(false);
      }
    }
  }

  private void wake(List<AgentId> agents) {
    Command fell = new Command.LoadFell(load);
    for (AgentId agent : agents) {
      teller.tell(agent, fell, answer -> {});
    }
  }

  /** False as long as nobody knows the load. */
  boolean hasMeasured() {
    return measured;
  }

  /** The smoothed load, 0 to 1. */
  double load() {
    return load;
  }
}
