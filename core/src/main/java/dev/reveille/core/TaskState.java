package dev.reveille.core;

/**
 * The life of a task.
 *
 * <pre>
 *   QUEUED ──start──▶ RUNNING ──final reply──▶ SUCCEEDED
 *     ▲                 │ ├── permanent failure, step limit ──▶ FAILED
 *     │                 │ ├── transient failure, time-out ──▶ RETRYING ──start──▶ RUNNING
 *     │                 │ │                     └─ no attempts left ──▶ DEAD
 *     │                 │ └── a tool rests, or the provider asks to wait ──▶ WAITING ──▶ RUNNING
 *     └── interrupted ──┘                    └─ crashed too often without progress ──▶ DEAD
 *
 *   from any of the four live states: CANCELLED; from any but RUNNING: EXPIRED
 * </pre>
 */
public enum TaskState {
  QUEUED,
  RUNNING,
  WAITING,
  RETRYING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  EXPIRED,
  DEAD;

  public boolean isTerminal() {
    return compareTo(SUCCEEDED) >= 0;
  }

  /** The state that an ending leads to. */
  public static TaskState of(Entry.TaskEnded end) {
    return switch (end) {
      case Entry.TaskSucceeded e -> SUCCEEDED;
      case Entry.TaskFailed e -> FAILED;
      case Entry.TaskCancelled e -> CANCELLED;
      case Entry.TaskExpired e -> EXPIRED;
      case Entry.TaskDied e -> DEAD;
    };
  }
}
