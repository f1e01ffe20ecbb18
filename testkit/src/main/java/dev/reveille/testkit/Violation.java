package dev.reveille.testkit;

/** A world in which something happened that must never happen. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }

  Violation(String what, Throwable cause) {
    super(what, cause);
  }
}
