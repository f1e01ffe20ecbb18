package dev.reveille.tools;

import java.io.IOException;

/** A path that a tool may not or cannot use. The message is for the model: it says what to do. */
public final class RefusedException extends IOException {
  public RefusedException(String message) {
    super(message);
  }
}
