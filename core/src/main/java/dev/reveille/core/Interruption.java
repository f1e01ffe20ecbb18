package dev.reveille.core;

/** Why a running task had to be let go. */
public enum Interruption {
  /** The process died under it: counted, and at the limit the task is quarantined. */
  CRASH,
  /** The journal refused or could not take an append, so that the cell began anew. */
  JOURNAL,
  /** The server was shut down in good order. */
  SHUTDOWN,
  /** The agent was stopped now. */
  STOP,
  /** What may be spent is spent, or set aside for the calls of other tasks. */
  BUDGET
}
