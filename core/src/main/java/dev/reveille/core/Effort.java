package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task has taken so far, and whether it gets anywhere. Its steps bring something new if a
 * tool answers what no tool has answered before; a rest does so too, since time has passed.
 *
 * @param seen fingerprints of the newest answers of tools, the oldest first
 * @param fresh whether the step that is going on has brought something new
 * @param stale steps in a row that have brought nothing new
 * @param compactions how often its conversation was made shorter
 * @param repaired whether the model was told once that its result does not fit its schema
 * @param overBudget its own budget is spent
 * @param room whether its model has room for the conversation, as far as it has said at this step
 */
public record Effort(
    Spending spent,
    List<Integer> seen,
    boolean fresh,
    int stale,
    int compactions,
    boolean repaired,
    boolean overBudget,
    Room room) {
  /** Answers of tools that are remembered. */
  private static final int REMEMBERED = 32;

  public static final Effort NONE =
      new Effort(Spending.NONE, List.of(), false, 0, 0, false, false, Room.ENOUGH);

  /** Of a step: it is tried once more when room was made, and not again. */
  public enum Room {
    ENOUGH,
    /** The model has said that the conversation is too long for it. */
    LACKING,
    /** It has said so, and the conversation was made shorter. */
    MADE
  }

  public Effort {
    seen = List.copyOf(seen);
    room = room == null ? Room.ENOUGH : room; // a snapshot from before it was kept
  }

  Effort replied(ModelReply reply) {
    boolean blank = reply.isFinal() && reply.text().isBlank();
    int now = blank ? stale + 1 : stale;
    return new Effort(
        spent.plusCall(reply.usage()),
        seen,
        fresh,
        now,
        compactions,
        repaired,
        overBudget,
        Room.ENOUGH);
  }

  Effort lost(Usage reckoned) {
    return new Effort(
        spent.plusCall(reckoned), seen, fresh, stale, compactions, repaired, overBudget, room);
  }

  Effort compacted(Usage usage) {
    Room now = room == Room.ENOUGH ? Room.ENOUGH : Room.MADE;
    return new Effort(
        spent.plusCall(usage), seen, fresh, stale, compactions + 1, repaired, overBudget, now);
  }

  Effort tooLong() {
    return new Effort(spent, seen, fresh, stale, compactions, repaired, overBudget, Room.LACKING);
  }

  /** It ran from then to now. */
  Effort ran(Instant since, Instant now) {
    Duration time = Duration.between(since, now);
    Spending more = spent.plusTime(time.isNegative() ? Duration.ZERO : time);
    return new Effort(more, seen, fresh, stale, compactions, repaired, overBudget, room);
  }

  Effort rested() {
    return new Effort(spent, seen, true, stale, compactions, repaired, overBudget, room);
  }

  /**
   * @param last whether it was the last of its step
   */
  Effort answered(int fingerprint, boolean last) {
    boolean isNew = fresh || !seen.contains(fingerprint);
    List<Integer> all = seen;
    if (!seen.contains(fingerprint)) {
      all = new ArrayList<>(seen);
      all.add(fingerprint);
      all = all.subList(Math.max(0, all.size() - REMEMBERED), all.size());
    }
    int now = !last ? stale : isNew ? 0 : stale + 1;
    return new Effort(spent, all, !last && isNew, now, compactions, repaired, overBudget, room);
  }

  Effort nudged(Entry.TaskNudged.Cause cause) {
    boolean repair = repaired || cause == Entry.TaskNudged.Cause.RESULT;
    return new Effort(spent, seen, fresh, stale, compactions, repair, overBudget, room);
  }

  Effort over(boolean isOver) {
    return new Effort(spent, seen, fresh, stale, compactions, repaired, isOver, room);
  }
}
