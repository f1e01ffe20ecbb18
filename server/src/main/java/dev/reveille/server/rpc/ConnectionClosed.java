package dev.reveille.server.rpc;

/** The peer is gone, or read too slowly and was cut off. */
public final class ConnectionClosed extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConnectionClosed(String why) {
    super(why, null, false, false);
  }
}
