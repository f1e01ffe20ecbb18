package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A journal whose appends become durable, or are refused, when the test says so. */
final class FakeJournal implements Journal {
  final Queue<Append> onTheirWay = new ArrayDeque<>();
  final Map<AgentId, Agent> agents = new HashMap<>();
  final List<Recorded> rows = new ArrayList<>();
  final List<Alarm> alarms = new ArrayList<>();
  final List<String> reads = new ArrayList<>();
  Runnable duringRead = () -> {};
  boolean down;
  boolean slow;
  final Queue<Runnable> loads = new ArrayDeque<>();
  long bookmark;
  private final List<Consumer<List<Recorded>>> listeners = new ArrayList<>();
  private long head;

  @Override
  public void append(Append append) {
    onTheirWay.add(append);
  }

  /** Makes everything durable that is on its way. */
  void commit() {
    for (Append append = onTheirWay.poll(); append != null; append = onTheirWay.poll()) {
      agents.put(append.agent(), append.after());
      long position = head + 1;
      record(append);
      append.receipt().durable(position);
    }
  }

  void record(Append append) {
    Recorded row =
        new Recorded(
            head + 1,
            append.agent(),
            append.expectedSeq() + 1,
            append.at(),
            state(append.before()),
            state(append.after()),
            List.copyOf(append.entries()));
    add(row);
  }

  private static @Nullable AgentState state(Agent agent) {
    return agent.exists() ? agent.state() : null;
  }

  void add(Recorded row) {
    addElsewhere(row);
    hear(row);
  }

  /** Another process has written it; this one has not heard of it yet. */
  void addElsewhere(Recorded row) {
    rows.add(row);
  }

  void hear(Recorded row) {
    head = row.last();
    listeners.forEach(listener -> listener.accept(List.of(row)));
  }

  void refuse(Refusal.Reason reason) {
    for (Append append = onTheirWay.poll(); append != null; append = onTheirWay.poll()) {
      append.receipt().refused(new Refusal(reason, "refused by the test"));
    }
  }

  @Override
  public void load(AgentId agent, Loading loading) {
    if (down) {
      loading.failed(new Refusal(Refusal.Reason.UNAVAILABLE, "down"));
    } else if (slow) {
      loads.add(() -> loading.loaded(agents.getOrDefault(agent, Agent.absent(agent))));
    } else {
      loading.loaded(agents.getOrDefault(agent, Agent.absent(agent)));
    }
  }

  @Override
  public void snapshot(Agent agent) {}

  @Override
  public long head() {
    return head;
  }

  @Override
  public void onDurable(Consumer<List<Recorded>> hears) {
    listeners.add(hears);
  }

  @Override
  public List<Recorded> readAfter(long position, int limit) {
    reads.add("after " + position);
    return rows.stream().filter(row -> row.last() > position).limit(limit).toList();
  }

  @Override
  public List<Recorded> readAgent(AgentId agent, long fromSeq, int limit) {
    reads.add(agent + " from " + fromSeq);
    return rows.stream()
        .filter(row -> row.agent().equals(agent))
        .filter(row -> row.seq() + row.entries().size() > fromSeq)
        .limit(limit)
        .toList();
  }

  @Override
  public List<Alarm> alarms(Instant from, @Nullable AgentId after, Instant before, int limit) {
    reads.add("alarms");
    if (down) {
      throw new Unavailable("down", null);
    }
    List<Alarm> found =
        alarms.stream()
            .filter(a -> !a.at().isBefore(from) && a.at().isBefore(before))
            .filter(a -> after == null || !a.at().equals(from) || a.agent().compareTo(after) > 0)
            .sorted(Comparator.comparing(Alarm::at).thenComparing(Alarm::agent))
            .limit(limit)
            .toList();
    duringRead.run();
    return found;
  }

  @Override
  public List<AgentId> busy(String after, int limit) {
    return List.of();
  }

  @Override
  public long bookmark(String reader) {
    return bookmark;
  }

  @Override
  public void bookmark(String reader, long position) {
    bookmark = position;
  }
}
