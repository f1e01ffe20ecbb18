package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal.Recorded;
import java.sql.SQLException;
import java.util.List;

/** Folds agents from their rows, a page at a time, whatever their length. */
final class Fold {
  private static final int PAGE = 256;

  private final JournalRows rows;
  private final Snapshots snapshots;

  Fold(Sql sql) {
    rows = new JournalRows(sql);
    snapshots = new Snapshots(sql);
  }

  /** Sees each row, and the agent before and after it. */
  interface Step {
    void take(Recorded row, Agent before, Agent after) throws SQLException;
  }

  /** The agent as the journal has it. */
  Agent load(AgentId id) throws SQLException {
    return walk(snapshots.before(id, Long.MAX_VALUE), (row, before, after) -> {});
  }

  /**
   * The agent as it was just before a row.
   *
   * @param seq of the row's first entry
   */
  Agent before(AgentId id, long seq) throws SQLException {
    Agent agent = snapshots.before(id, seq);
    while (agent.seq() < seq - 1) {
      List<Recorded> page = rows.following(id, agent.seq(), PAGE);
      for (Recorded row : page) {
        if (row.seq() >= seq) {
          break;
        }
        agent = next(agent, row);
      }
      if (page.isEmpty() || page.getLast().seq() >= seq) {
        break;
      }
    }
    return agent;
  }

  /**
   * Goes through all rows after an agent's last number.
   *
   * @return the agent after them
   * @throws DamagedJournal if there is a gap, or something that cannot have happened
   */
  Agent walk(Agent from, Step step) throws SQLException {
    Agent agent = from;
    List<Recorded> page;
    do {
      page = rows.following(agent.id(), agent.seq(), PAGE);
      for (Recorded row : page) {
        Agent before = agent;
        agent = next(before, row);
        step.take(row, before, agent);
      }
    } while (page.size() == PAGE);
    return agent;
  }

  private static Agent next(Agent agent, Recorded row) {
    if (row.seq() != agent.seq() + 1) {
      throw new DamagedJournal(
          "the journal of "
              + agent.id()
              + " goes from number "
              + agent.seq()
              + " to "
              + row.seq()
              + " at position "
              + row.position(),
          null);
    }
    try {
      return agent.apply(row.entries(), row.at());
    } catch (RuntimeException e) {
      throw new DamagedJournal(
          "the journal of "
              + agent.id()
              + " cannot be folded at position "
              + row.position()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
