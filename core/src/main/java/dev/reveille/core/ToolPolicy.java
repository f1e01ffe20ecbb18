package dev.reveille.core;

/** What may be done with a tool call whose outcome a crash has left unknown. */
public enum ToolPolicy {
  /** Changes nothing: run again. */
  READ_ONLY,
  /** The same call twice has the effect of one: run again with the same idempotency key. */
  IDEMPOTENT,
  /** Never run again by itself: the model is told that the outcome is unknown. */
  UNSAFE;

  public boolean mayRunAgain() {
    return this != UNSAFE;
  }
}
