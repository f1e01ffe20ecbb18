package dev.reveille.client;

import java.io.IOException;
import java.util.Optional;

/** Hears the feed: one notification after the other, in order. */
@FunctionalInterface
public interface FeedListener {

  /**
   * @return false to end the subscription
   */
  boolean heard(Notification notification);

  /** The connection broke; it is being tried anew. Told once for each break. */
  default void lost(IOException cause) {}

  /**
   * Connected again.
   *
   * @param cursor after which the feed goes on; empty if none was known
   */
  default void resumed(Optional<String> cursor) {}
}
