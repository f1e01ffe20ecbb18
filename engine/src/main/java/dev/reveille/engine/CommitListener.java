package dev.reveille.engine;

import java.time.Duration;

/** Hears of each transaction that a store has made durable; on the store's thread, and at once. */
public interface CommitListener {
  CommitListener NONE = (appends, took) -> {};

  /**
   * @param appends how many were made durable together
   * @param took from the beginning of the transaction until the sync was done
   */
  void committed(int appends, Duration took);
}
