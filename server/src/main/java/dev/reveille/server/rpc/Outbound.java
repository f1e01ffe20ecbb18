package dev.reveille.server.rpc;

/** The way to a peer. */
@FunctionalInterface
public interface Outbound {
  /**
   * Blocks the calling virtual thread until the text is written, so that nothing piles up behind a
   * slow reader.
   *
   * @throws ConnectionClosed if it was not, and never will be
   */
  void send(String text);
}
