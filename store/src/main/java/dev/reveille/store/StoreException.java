package dev.reveille.store;

import org.jspecify.annotations.Nullable;

/** A store could not be opened; the message says what is wrong, where, and what to do. */
public final class StoreException extends RuntimeException {
  StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
