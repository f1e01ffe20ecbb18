package dev.reveille.cluster;

import dev.reveille.engine.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this process gets into the cluster, or begins it if there is none.
 *
 * <p>To Pekko only the first in the list of seed nodes begins a cluster, when none of the others is
 * in one. So each process names itself last and looks for the others; and itself first as long as
 * it is its turn. Turns are taken one after the other: whoever has one asks all who had one before,
 * and two begin only if neither can reach the other. Then the one without a majority gives up.
 */
final class Beginning {
  private static final Logger log = LoggerFactory.getLogger(Beginning.class);

  /** For as long the first of the list is waited for. */
  private static final Duration FOR_THE_FIRST = Duration.ofSeconds(12);

  /** Pekko asks for 4 s; whoever finds itself still known to a cluster is let in some later. */
  private static final Duration TURN = Duration.ofSeconds(12);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Address self;
  private final List<Address> seeds;
  private final Cluster.Turns turns;
  private final Consumer<List<Address>> seek;
  private final BooleanSupplier over;

  /**
   * @param seeds the same list for all processes
   * @param seek looks for a cluster among these; begins one if the first of them is this process
   * @param over true when this process is in a cluster, or ends
   */
  Beginning(
      Address self,
      List<Address> seeds,
      Cluster.Turns turns,
      Consumer<List<Address>> seek,
      BooleanSupplier over) {
    this.self = self;
    this.seeds = seeds;
    this.turns = turns;
    this.seek = seek;
    this.over = over;
  }

  /** Returns at once. */
  void begin() {
    if (seeds.equals(List.of(self))) {
      seek.accept(seeds);
      return;
    }
    seek.accept(selfLast());
    if (seeds.contains(self)) {
      Thread.ofVirtual().name("reveille-begin").start(this::run);
    }
  }

  private List<Address> selfFirst() {
    return Stream.concat(Stream.of(self), others()).toList();
  }

  private List<Address> selfLast() {
    return Stream.concat(others(), Stream.of(self)).toList();
  }

  private Stream<Address> others() {
    return seeds.stream().filter(it -> !it.equals(self));
  }

  private void run() {
    try {
      if (!seeds.getFirst().equals(self)) {
        await(FOR_THE_FIRST);
      }
      while (!over.getAsBoolean()) {
        takeTurn();
        await(PAUSE);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeTurn() throws InterruptedException {
    Optional<Cluster.Turn> turn = turns.take();
    if (turn.isPresent()) {
      try (Cluster.Turn _ = turn.get()) {
        log.info("nobody has answered who is in the cluster: this server begins it if nobody does");
        seek.accept(selfFirst());
        await(TURN);
        if (!over.getAsBoolean()) {
          seek.accept(selfLast());
        }
      }
    }
  }

  /** Until it is over, and not longer than this. */
  private void await(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (!over.getAsBoolean() && System.nanoTime() < end) {
      Thread.sleep(LOOK);
    }
  }
}
