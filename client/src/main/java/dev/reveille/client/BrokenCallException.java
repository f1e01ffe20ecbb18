package dev.reveille.client;

import java.io.IOException;

/**
 * The connection broke, or the server was silent for too long, after a call was sent: whether it
 * took effect is unknown. Calls that may be made twice are made again by a client that {@linkplain
 * ReveilleClient#enduring endures} outages, and throw this only when one lasts longer.
 */
public final class BrokenCallException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenCallException(String method, IOException cause) {
    super(
        "The connection broke during "
            + method
            + ", and whether it took effect is unknown ("
            + cause.getMessage()
            + "). See what the server has, or call again with the same idempotencyKey.",
        cause);
  }
}
