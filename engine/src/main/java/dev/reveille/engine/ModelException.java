package dev.reveille.engine;

import dev.reveille.core.Failure;
import java.time.Duration;
import java.util.Optional;

/** A model call that gave no reply. */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Failure failure;
  private final transient Optional<Duration> retryAfter;
  private final boolean elsewhere;
  private final boolean charged;

  /**
   * @param kind RATE_LIMITED, OVERLOADED and UNAVAILABLE pass by themselves and burn no attempt;
   *     TRANSIENT is retried as an attempt; PERMANENT ends the task
   * @param message what was wrong, where, and what to do; no secrets, no stack trace
   * @param retryAfter when the provider said so
   */
  public ModelException(Failure.Kind kind, String message, Optional<Duration> retryAfter) {
    this(kind, message, retryAfter, kind != Failure.Kind.PERMANENT, false);
  }

  /**
   * @param elsewhere whether another model may well answer the same request
   * @param charged whether the provider may charge for it
   */
  public ModelException(
      Failure.Kind kind,
      String message,
      Optional<Duration> retryAfter,
      boolean elsewhere,
      boolean charged) {
    super(message);
    this.failure = new Failure(kind, message);
    this.retryAfter = retryAfter;
    this.elsewhere = elsewhere;
    this.charged = charged;
  }

  public Failure.Kind kind() {
    return failure.kind();
  }

  public Failure failure() {
    return failure;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Whether another model may well answer the same request: it lies with this one. */
  public boolean isElsewhere() {
    return elsewhere;
  }

  /** Whether the provider may charge for it: it was asked, and did not just refuse. */
  public boolean isCharged() {
    return charged;
  }
}
