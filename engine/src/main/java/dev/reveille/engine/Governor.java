package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how busy everything is, tells the engine, and wakes those who sleep until it is quiet.
 */
final class Governor {
  private static final Logger log = LoggerFactory.getLogger(Governor.class);
  private static final int PAGE = 1_000;

  /** How much a new sample counts for those who sleep: a short peak, or lull, changes little. */
  private static final double WEIGHT = 0.3;

  /** Looks between two requests to collect garbage. */
  private static final int COLLECT_EVERY = 30;

  private final Gauges gauges;
  private final Views views;
  private final Engine engine;
  private final Sampler sampler;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile double smooth = 1;
  private volatile boolean measured;
  private int shut;

  Governor(Gauges gauges, Views views, Engine engine) {
    this.gauges = gauges;
    this.views = views;
    this.engine = engine;
    this.sampler = new Sampler(engine.config().load());
  }

  /** Once a second. Blocks while the store is read; a second call meanwhile does nothing. */
  void look() {
    if (looking.compareAndSet(false, true)) {
      try {
        Gauges.Reading reading = gauges.read();
        Pressure pressure = sampler.take(reading, engine.fullness(), engine.storeLag());
        engine.weigh(pressure, reading.heap());
        collect();
        if (reading.cpu() >= 0) {
          smooth += WEIGHT * (pressure.load() - smooth);
          measured = true;
          wake(views.wakeableAtLoad(smooth, PAGE));
        }
      } catch (Journal.Unavailable storeDoesNotAnswer) {
        log.debug("nobody is woken by load: {}", storeDoesNotAnswer.getMessage());
      } finally {
        looking.set(false);
      }
    }
  }

  /** Whoever takes no new work makes no garbage, and might never learn that there is room again. */
  private void collect() {
    shut = engine.isShut() ? shut + 1 : 0;
    if (shut % COLLECT_EVERY == 1) {
      log.warn("new work is refused: the heap is nearly full");
      gauges.collect();
    }
  }

  private void wake(List<AgentId> agents) {
    Command fell = new Command.LoadFell(smooth);
    for (AgentId agent : agents) {
      engine.tellHeld(agent, fell);
    }
  }

  /** False as long as nobody knows the load. */
  boolean hasMeasured() {
    return measured;
  }

  /** The smoothed load, 0 to 1. */
  double load() {
    return smooth;
  }
}
