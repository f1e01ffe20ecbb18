package dev.reveille.store;

import java.time.Instant;

/** Whether the store can make anything durable now. */
public sealed interface Health {

  record Healthy() implements Health {}

  /**
   * Appends are refused, and reading may fail. It tries again by itself.
   *
   * @param why what is wrong and what to do, for people
   */
  record Unavailable(String why, Instant since) implements Health {}
}
