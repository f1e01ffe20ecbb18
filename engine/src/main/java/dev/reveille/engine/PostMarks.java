package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How far the {@link Post} is with the entries of each slice that is held here. Who holds all is
 * asked for one number only.
 */
final class PostMarks {
  private static final String BOOKMARK = "post";
  private static final long NOT_HELD = -1;

  private final Journal journal;
  private final Holding holding;

  /** By slices: what stands up to there was taken up, though maybe not carried to its end. */
  private final long[] seen = new long[Slices.COUNT];

  private final long[] kept = new long[Slices.COUNT];

  PostMarks(Journal journal, Holding holding) {
    this.journal = journal;
    this.holding = holding;
    Arrays.fill(seen, NOT_HELD);
  }

  private Set<Integer> held() {
    return holding.isEverything() ? Set.of(0) : holding.slices();
  }

  int slice(AgentId agent) {
    return holding.isEverything() ? 0 : Slices.of(agent);
  }

  private String bookmark(int slice) {
    return holding.isEverything() ? BOOKMARK : BOOKMARK + '/' + slice;
  }

  // ── who is held ────────────────────────────────────────────────────────────────────────────

  /** Where to go on with slices that came to be held meanwhile. Blocks if there are any. */
  Map<Integer, Long> news() {
    Map<Integer, Long> from = new HashMap<>();
    for (int slice : held()) {
      if (seen[slice] == NOT_HELD) {
        from.put(slice, Math.max(journal.bookmark(bookmark(slice)), ofTheOther()));
      }
    }
    return from;
  }

  /** True if some came to be held that it does not know of yet. */
  boolean hasNews() {
    return held().stream().anyMatch(slice -> seen[slice] == NOT_HELD);
  }

  /** How far it was when all were held by one process, or when they were not. */
  private long ofTheOther() {
    if (!holding.isEverything()) {
      return journal.bookmark(BOOKMARK);
    }
    long least = journal.bookmark(BOOKMARK + "/0");
    for (int slice = 1; slice < Slices.COUNT && least > 0; slice++) {
      least = Math.min(least, journal.bookmark(BOOKMARK + '/' + slice));
    }
    return least;
  }

  /**
   * Goes back so far that nothing of the new slices is passed over.
   *
   * @param read how far the journal was read
   * @return where to read on
   */
  long begin(Map<Integer, Long> news, long read) {
    long from = read;
    for (int slice = 0; slice < seen.length; slice++) {
      Long begun = news.get(slice);
      if (begun != null) {
        seen[slice] = begun;
        kept[slice] = begun;
        from = Math.min(from, begun);
      } else if (seen[slice] != NOT_HELD) {
        seen[slice] = Math.max(seen[slice], read);
      }
    }
    return from;
  }

  /** Somebody else goes on with it. */
  void lose(int slice, long read, Collection<Parcel> open) {
    if (seen[slice] != NOT_HELD) {
      journal.bookmark(bookmark(slice), done(read, open)[slice]);
      seen[slice] = NOT_HELD;
    }
  }

  // ── how far it is ──────────────────────────────────────────────────────────────────────────

  /** False if somebody else carries what the agent has done. */
  boolean isHeld(AgentId agent) {
    return seen[slice(agent)] != NOT_HELD;
  }

  /** True if something in it is to be carried from here; it is not asked twice. */
  boolean take(Journal.Recorded row) {
    int slice = slice(row.agent());
    boolean news = seen[slice] != NOT_HELD && row.last() > seen[slice];
    if (news) {
      seen[slice] = row.last();
    }
    return news;
  }

  /** Up to where everything was carried to its end, by slices. */
  private long[] done(long read, Collection<Parcel> open) {
    long[] done = new long[seen.length];
    int left = 0;
    for (int slice = 0; slice < seen.length; slice++) {
      if (seen[slice] != NOT_HELD) {
        done[slice] = Math.max(seen[slice], read);
        left++;
      }
    }
    boolean[] found = new boolean[seen.length];
    for (Parcel parcel : open) {
      int slice = parcel.slice();
      if (!found[slice]) {
        found[slice] = true;
        done[slice] = parcel.position() - 1;
        if (--left == 0) {
          break;
        }
      }
    }
    return done;
  }

  /** What of it has changed since it was last kept, by bookmarks. */
  Map<String, Long> changed(long read, Collection<Parcel> open) {
    Map<String, Long> changed = new HashMap<>();
    long[] done = done(read, open);
    for (int slice = 0; slice < seen.length; slice++) {
      if (seen[slice] != NOT_HELD && done[slice] != kept[slice]) {
        kept[slice] = done[slice];
        changed.put(bookmark(slice), done[slice]);
      }
    }
    return changed;
  }
}
