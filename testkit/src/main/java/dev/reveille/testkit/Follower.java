package dev.reveille.testkit;

import dev.reveille.engine.Journal;
import java.time.Duration;
import java.util.List;

/** A subscriber to each node's feed, which must see every entry once and in order. */
final class Follower {
  private final World world;

  Follower(World world) {
    this.world = world;
  }

  /** Reads on; false if there was nothing new. */
  boolean read(Node.Life life, int limit) {
    List<Journal.Recorded> rows;
    try {
      rows = life.engine.feed().after(life.cursor, limit, Duration.ZERO);
    } catch (InterruptedException | Journal.Unavailable notNow) {
      return false;
    }
    world.check(rows.size() <= limit, () -> "the feed gave more than " + limit);
    for (Journal.Recorded row : rows) {
      boolean next = row.position() <= life.cursor + 1 && row.last() > life.cursor;
      world.check(
          next,
          () -> "the feed of " + life.name + " gave " + row + " after position " + life.cursor);
      world.check(world.store().has(row), () -> "the feed gave what is not: " + row);
      life.cursor = row.last();
    }
    return !rows.isEmpty();
  }
}
