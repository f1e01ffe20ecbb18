package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import java.util.List;
import java.util.Optional;

/** What the journal says of one agent. */
public interface JournalReader {

  /**
   * Appends of one agent with entries from a sequence number on, oldest first. Blocks.
   *
   * @param limit at most so many appends
   */
  List<Journal.Recorded> readAgent(AgentId agent, long fromSeq, int limit);

  /** The one entry of an agent that has this number; empty if there is none. Blocks. */
  default Optional<Entry> entry(AgentId agent, long seq) {
    List<Journal.Recorded> rows = readAgent(agent, seq, 1);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    // An append that has the number may begin before it.
    Journal.Recorded row = rows.getFirst();
    long index = seq - row.seq();
    return index < 0 || index >= row.entries().size()
        ? Optional.empty()
        : Optional.of(row.entries().get((int) index));
  }
}
