package dev.reveille.server.telemetry;

import dev.reveille.core.Entry;
import dev.reveille.core.Usage;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What model calls have taken since midnight UTC. What comes is added as it comes; what the day had
 * before the server started is read from the journal, once, in the background, when somebody asks
 * for the first time.
 */
final class SpentToday {
  private static final Logger log = LoggerFactory.getLogger(SpentToday.class);
  private static final int PAGE = 1_000;

  private final Journal journal;
  private final InstantSource clock;
  private final long start;
  private Instant day;
  private Usage usage = Usage.NONE;
  private Usage before = Usage.NONE;
  private boolean begun;
  private boolean complete;

  /** Nobody may write to the journal yet. */
  SpentToday(Journal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
    this.start = journal.head();
    this.day = day(clock.instant());
    this.complete = start == 0;
    this.begun = complete;
  }

  private static Instant day(Instant at) {
    return at.truncatedTo(ChronoUnit.DAYS);
  }

  void hear(Journal.Recorded row) {
    Usage taken = taken(row);
    if (!taken.equals(Usage.NONE)) {
      add(day(row.at()), taken);
    }
  }

  private static Usage taken(Journal.Recorded row) {
    Usage all = Usage.NONE;
    for (Entry entry : row.entries()) {
      all =
          switch (entry) {
            case Entry.ModelReplied e -> all.plus(e.reply().usage());
            case Entry.ConversationCompacted e -> all.plus(e.usage());
            case Entry.CallLost e -> all.plus(e.reckoned());
            case Entry _ -> all; // costs nothing
          };
    }
    return all;
  }

  private synchronized void add(Instant of, Usage more) {
    turnTo(of);
    if (of.equals(day)) {
      usage = usage.plus(more);
    }
  }

  private void turnTo(Instant other) {
    if (other.isAfter(day)) {
      day = other;
      usage = Usage.NONE;
      before = Usage.NONE;
      complete = true; // all of this day came while the server ran
      begun = true;
    }
  }

  /** What is known now; the first to ask makes the rest be read. */
  Overview.Spent spent() {
    Instant today = day(clock.instant());
    Overview.Spent now;
    boolean first;
    synchronized (this) {
      turnTo(today);
      first = !begun;
      begun = true;
      now = new Overview.Spent(day, usage.plus(before), complete);
    }
    if (first) {
      Thread.ofVirtual().name("spent-today").start(() -> read(today));
    }
    return now;
  }

  private void read(Instant today) {
    try {
      Usage found = readBefore(today);
      synchronized (this) {
        if (today.equals(day)) {
          before = found;
          complete = true;
        }
      }
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      log.warn("what was spent today is not known: {}", storeDoesNotAnswer.getMessage());
      synchronized (this) {
        begun = complete; // the next to ask makes it be tried again
      }
    }
  }

  /** What this day had taken before the server started. */
  private Usage readBefore(Instant today) {
    Usage found = Usage.NONE;
    long position = journal.positionBefore(today);
    while (position < start) {
      for (Journal.Recorded row : journal.readAfter(position, PAGE)) {
        if (row.last() <= start && day(row.at()).equals(today)) {
          found = found.plus(taken(row));
        }
        position = row.last();
      }
    }
    return found;
  }
}
