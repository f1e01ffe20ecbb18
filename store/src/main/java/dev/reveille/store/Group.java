package dev.reveille.store;

import dev.reveille.engine.Journal.Append;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.engine.Journal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The appends of one transaction, and what becomes of each. */
final class Group {
  private static final Logger log = LoggerFactory.getLogger(Group.class);

  private record Accepted(Request.Write write, Recorded row) {}

  private record Refused(Request.Write write, Refusal refusal) {}

  private final List<Accepted> accepted;
  private final List<Refused> refused = new ArrayList<>(0);
  private final long first;
  private long nextPosition;

  /**
   * @param head the position of the last entry before the group
   */
  Group(long head, int size) {
    first = head + 1;
    nextPosition = first;
    accepted = new ArrayList<>(size);
  }

  /** The position of its first entry, if it has any. */
  long first() {
    return first;
  }

  long nextPosition() {
    return nextPosition;
  }

  void accepted(Request.Write write) {
    Recorded row = recorded(write.append(), nextPosition);
    accepted.add(new Accepted(write, row));
    nextPosition = row.last() + 1;
  }

  void refused(Request.Write write, Refusal refusal) {
    refused.add(new Refused(write, refusal));
  }

  /** How many the transaction has written. */
  int appends() {
    return accepted.size();
  }

  void addTo(Pending pending) {
    for (Accepted a : accepted) {
      Append append = a.write().append();
      pending.add(
          a.row().position(), append.entries(), append.at(), append.before(), append.after());
    }
  }

  /** What the transaction has written last, if anything. */
  Recorded last() {
    return accepted.getLast().row();
  }

  /** What the transaction has written. */
  List<Recorded> rows() {
    return accepted.stream().map(Accepted::row).toList();
  }

  /** Tells the receipts, in the order of positions; the listeners have been told. */
  void tellReceipts() {
    for (Accepted a : accepted) {
      try {
        a.write().append().receipt().durable(a.row().position());
      } catch (RuntimeException e) {
        log.error("a receipt failed for {}", a.write().append().agent(), e);
      }
    }
    refused.forEach(r -> tell(r.write(), r.refusal()));
  }

  private static Recorded recorded(Append append, long position) {
    return new Recorded(
        position,
        append.agent(),
        append.expectedSeq() + 1,
        append.at(),
        JournalRows.stateOf(append.before()),
        JournalRows.stateOf(append.after()),
        append.entries());
  }

  static void tell(List<Recorded> rows, List<Consumer<List<Recorded>>> listeners) {
    for (Consumer<List<Recorded>> listener : listeners) {
      try {
        listener.accept(rows);
      } catch (RuntimeException e) {
        log.error("a listener failed on the entries from {}", rows.getFirst().position(), e);
      }
    }
  }

  static Refusal fenced(Append append, long last) {
    return new Refusal(
        Refusal.Reason.FENCED,
        "agent "
            + append.agent()
            + " is at "
            + last
            + ", not at "
            + append.expectedSeq()
            + " as its writer thinks: somebody else writes too");
  }

  static Refusal builtOnRefused(Append append) {
    return new Refusal(
        Refusal.Reason.FENCED,
        "agent " + append.agent() + " has built on an append that was refused");
  }

  static void tell(Request.Write write, Refusal refusal) {
    try {
      write.append().receipt().refused(refusal);
    } catch (RuntimeException e) {
      log.error("a receipt failed for {}", write.append().agent(), e);
    }
  }
}
