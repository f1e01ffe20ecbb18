package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The only truth. What cells need of a store: appends that are durable or refused, and the state
 * that they fold to. Nothing here blocks its caller but the reading methods, which say so.
 *
 * <p>An append is written whole or not at all, and only at the head of its agent's journal: the
 * second writer of a sequence number is refused, whoever it is. The store's primary key {@code
 * (agent, seq)} guards that, so a cell that is placed wrongly can do no harm.
 *
 * <p>A cell may append on top of what is not durable yet. If the first of such a chain is refused,
 * all of it is: an append whose {@code before} is the very object that was the {@code after} of a
 * refused one is fenced, even if somebody else has filled the numbers between.
 *
 * <p>The methods that block throw {@link Unavailable} if the store cannot answer.
 */
public interface Journal extends JournalReader {

  /**
   * Hands over an append. Its receipt is told exactly once, on a thread of the store's, when the
   * append is durable or has been refused; appends of different agents share transactions.
   */
  void append(Append append);

  /**
   * Folds an agent from its snapshot and what came after it; {@link Agent#absent} if there is
   * nothing. The answer comes on a thread of the store's.
   */
  void load(AgentId agent, Loading loading);

  /** A hint that this is a good moment to keep a snapshot; it may be dropped. */
  void snapshot(Agent agent);

  /** The position of the newest durable entry; 0 if there is none. */
  long head();

  /**
   * Hears every durable append, in the order of positions, on a thread of the store's. Of an append
   * listeners hear before its receipt is told.
   */
  void onDurable(Consumer<List<Recorded>> listener);

  /**
   * Appends with entries after a position, oldest first. Blocks.
   *
   * @param limit at most so many appends
   */
  List<Recorded> readAfter(long position, int limit);

  /** A position before everything that was decided at that instant or later. Blocks. */
  default long positionBefore(Instant instant) {
    long low = 0;
    long high = head();
    while (low < high) {
      long middle = (low + high) / 2;
      List<Recorded> next = readAfter(middle, 1);
      if (next.isEmpty() || !next.getFirst().at().isBefore(instant)) {
        high = middle;
      } else {
        low = next.getFirst().last();
      }
    }
    return low;
  }

  /**
   * Alarms due at or after {@code from} and before {@code before}, earliest first, of all that was
   * durable when the call began. Blocks.
   */
  default List<Alarm> alarms(Instant from, Instant before, int limit) {
    return alarms(from, null, before, limit);
  }

  /**
   * The same, page by page: of the alarms due exactly at {@code from} only those of names greater
   * than {@code after}. So a hundred thousand alarms of one instant can be walked through.
   *
   * @param after the last agent of the page before; null to begin
   */
  List<Alarm> alarms(Instant from, @Nullable AgentId after, Instant before, int limit);

  /**
   * The same of the agents in some slices alone.
   *
   * @param slices as {@link Slices#of} numbers them
   */
  default List<Alarm> alarms(
      Set<Integer> slices, Instant from, @Nullable AgentId after, Instant before, int limit) {
    return Slices.alarms(this, slices, from, after, before, limit);
  }

  /**
   * Agents that somebody must hold, because a task of theirs runs or could start: what a new
   * process takes up. Blocks.
   *
   * @param after names greater than this one; "" to begin
   */
  List<AgentId> busy(String after, int limit);

  /**
   * The same of the agents in some slices alone.
   *
   * @param slices as {@link Slices#of} numbers them
   */
  default List<AgentId> busy(Set<Integer> slices, String after, int limit) {
    return Slices.busy(this, slices, after, limit);
  }

  /** How far a reader of the whole journal is; 0 if it has not begun. Blocks. */
  long bookmark(String reader);

  /** A hint to keep how far a reader is; it may be dropped, or kept late. */
  void bookmark(String reader, long position);

  /**
   * @param expectedSeq the number of the agent's last entry before these
   * @param at when it was decided, in whole milliseconds
   * @param entries at least one
   * @param after the agent with the entries applied, for the projections
   */
  record Append(
      AgentId agent,
      long expectedSeq,
      Instant at,
      List<Entry> entries,
      Agent before,
      Agent after,
      Receipt receipt) {}

  /** Hears what became of an append. */
  interface Receipt {

    /**
     * @param position of its first entry in the whole journal
     */
    void durable(long position);

    void refused(Refusal refusal);
  }

  /** Hears what became of a load. */
  interface Loading {
    void loaded(Agent agent);

    void failed(Refusal refusal);
  }

  /**
   * Why an append or a load came to nothing.
   *
   * @param why what is wrong and what to do, for people
   */
  record Refusal(Reason reason, String why) {

    /** Whether somebody else writes, or the store cannot. */
    public enum Reason {
      /** Not at the head of the agent's journal: another writer was first. */
      FENCED,
      /** Disk full, read-only, corrupt, closed: nothing is acknowledged until it passes. */
      UNAVAILABLE
    }
  }

  /**
   * A durable append.
   *
   * @param position of its first entry in the whole journal; the next one has the next number
   * @param seq of its first entry in the agent's journal
   * @param before the agent's state before it, {@code after} the one after it; null: absent
   */
  record Recorded(
      long position,
      AgentId agent,
      long seq,
      Instant at,
      @Nullable AgentState before,
      @Nullable AgentState after,
      List<Entry> entries) {

    /** The position of its last entry: a cursor that has seen all of it. */
    public long last() {
      return position + entries.size() - 1;
    }
  }

  record Alarm(AgentId agent, Instant at) {}

  /** The store cannot answer now; the message says what is wrong and what to do. */
  final class Unavailable extends RuntimeException {
    public Unavailable(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }
}
