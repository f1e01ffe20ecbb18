package dev.reveille.client;

import java.io.IOException;
import java.net.URI;

/** Nobody listens at the server's address. */
public final class NoServerException extends IOException {
  private static final long serialVersionUID = 1L;

  NoServerException(URI url, Throwable cause) {
    super("No server at " + url + " . Start one with: reveille serve", cause);
  }
}
