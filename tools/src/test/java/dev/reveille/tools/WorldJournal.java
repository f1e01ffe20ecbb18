package dev.reveille.tools;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The journal of a {@link World}, to be read by agent and by nothing else. */
record WorldJournal(List<Recorded> rows) implements Journal {

  @Override
  public List<Recorded> readAgent(AgentId agent, long fromSeq, int limit) {
    return rows.stream()
        .filter(row -> row.agent().equals(agent))
        .filter(row -> row.seq() + row.entries().size() > fromSeq)
        .limit(limit)
        .toList();
  }

  @Override
  public void append(Append append) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load(AgentId agent, Loading loading) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void snapshot(Agent agent) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long head() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onDurable(Consumer<List<Recorded>> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Recorded> readAfter(long position, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Alarm> alarms(Instant from, @Nullable AgentId after, Instant before, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<AgentId> busy(String after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long bookmark(String reader) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void bookmark(String reader, long position) {
    throw new UnsupportedOperationException();
  }
}
