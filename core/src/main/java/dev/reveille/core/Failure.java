package dev.reveille.core;

/**
 * Why an attempt came to nothing.
 *
 * @param message what was wrong, where, and what to do
 */
public record Failure(Kind kind, String message) {

  /** Whether, and at whose cost, it is tried again. */
  public enum Kind {
    /** The conversation is longer than the model takes: made shorter, it may be answered. */
    TOO_LONG,
    /** The provider asked us to come back later (429). Waiting burns no attempt. */
    RATE_LIMITED,
    /** The provider has no room (503, 529). Waiting burns no attempt. */
    OVERLOADED,
    /** The provider is out: unreachable, silent, 5xx, or left alone. Waiting burns no attempt. */
    UNAVAILABLE,
    /** The server's budget is spent. Waiting burns nothing, however often it is. */
    BUDGET_SPENT,
    /**
     * May pass: a reply cut in the middle, time-out, malformed stream. Retried as a new attempt.
     */
    TRANSIENT,
    /** Will not pass: bad key, unknown model, refused request, step limit. Ends the task. */
    PERMANENT
  }

  /** True if the wait for it is not the task's doing. */
  public boolean isDeferral() {
    return switch (kind) {
      case RATE_LIMITED, OVERLOADED, UNAVAILABLE, BUDGET_SPENT -> true;
      case TOO_LONG, TRANSIENT, PERMANENT -> false;
    };
  }
}
