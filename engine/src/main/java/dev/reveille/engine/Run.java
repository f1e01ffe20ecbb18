package dev.reveille.engine;

import dev.reveille.core.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether one task runs, from its entries alone. It runs from when it is taken up until it is let
 * go of, or all its open tool calls rest.
 */
final class Run {
  private final Set<String> open = new HashSet<>();
  private final Set<String> resting = new HashSet<>();
  private @Nullable Instant since;
  private long heard;
  private boolean over;

  /** A run that is at its end. */
  record Ended(Instant at, Duration took) {}

  /** Takes in its next entry; null unless that ends a run. */
  @Nullable Ended hear(long seq, Instant at, Entry.OfTask entry) {
    heard = seq;
    over |= entry instanceof Entry.TaskEnded;
    Instant began = since;
    if (entry instanceof Entry.TaskStarted) {
      since = at;
      return null;
    }
    if (!ends(entry) || began == null) {
      return null;
    }
    since = null;
    return new Ended(at, between(began, at));
  }

  private boolean ends(Entry.OfTask entry) {
    return switch (entry) {
      case Entry.ToolCalled e -> {
        open.add(e.callId());
        yield false;
      }
      case Entry.ToolSuspended e -> rests(e.callId());
      case Entry.ApprovalRequested e -> rests(e.callId());
      case Entry.ApprovalResolved e -> {
        if (e.approved()) {
          resting.remove(e.callId());
        }
        yield false;
      }
      case Entry.ToolReturned e -> {
        open.remove(e.callId());
        resting.remove(e.callId());
        yield allRest();
      }
      case Entry.OfTask e -> isLetGo(e);
    };
  }

  /** Whether such an entry can end a run, whatever the task's calls are. */
  static boolean mayEnd(Entry.OfTask entry) {
    return switch (entry) {
      case Entry.ToolSuspended _, Entry.ApprovalRequested _, Entry.ToolReturned _ -> true;
      case Entry.OfTask e -> isLetGo(e);
    };
  }

  private static boolean isLetGo(Entry.OfTask entry) {
    return switch (entry) {
      case Entry.TaskRetrying _,
          Entry.TaskDeferred _,
          Entry.TaskInterrupted _,
          Entry.TaskOverBudget _,
          Entry.TaskEnded _ ->
          true;
      case Entry.OfTask _ -> false;
    };
  }

  private boolean rests(String callId) {
    resting.add(callId);
    return allRest();
  }

  private boolean allRest() {
    return !open.isEmpty() && resting.containsAll(open);
  }

  boolean isUnderWay() {
    return since != null;
  }

  /** How long it has run since it was last taken up; zero if it does not run. */
  Duration underWay(Instant now) {
    return since == null ? Duration.ZERO : between(since, now);
  }

  private static Duration between(Instant began, Instant at) {
    return at.isAfter(began) ? Duration.between(began, at) : Duration.ZERO;
  }

  /** The number of the newest entry that it knows of. */
  long heard() {
    return heard;
  }

  /** True if the task has ended. */
  boolean isOver() {
    return over;
  }
}
