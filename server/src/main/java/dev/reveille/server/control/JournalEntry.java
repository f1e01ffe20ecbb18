package dev.reveille.server.control;

import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import java.util.List;
import java.util.Optional;

/** One entry of the journal, by its number. */
final class JournalEntry {
  private JournalEntry() {}

  /**
   * Blocks.
   *
   * @param place whose journal, and the number in it
   */
  static Optional<Entry> at(Journal journal, TaskId place) {
    List<Journal.Recorded> rows = journal.readAgent(place.agent(), place.seq(), 1);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    // An append that has the number may begin before it.
    Journal.Recorded row = rows.getFirst();
    long index = place.seq() - row.seq();
    return index < 0 || index >= row.entries().size()
        ? Optional.empty()
        : Optional.of(row.entries().get((int) index));
  }
}
