package dev.reveille.tools;

import java.io.IOException;

/** What a tool may not or cannot do. The message is for the model: it says what to do. */
public final class RefusedException extends IOException {
  public RefusedException(String message) {
    super(message);
  }
}
