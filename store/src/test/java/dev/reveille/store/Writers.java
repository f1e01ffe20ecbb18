package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.engine.Journal.Recorded;
import dev.reveille.testkit.Scribe;
import dev.reveille.testkit.Scribe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Agents to each of which somebody writes all the while, whatever happens to the database, and what
 * was acknowledged of it. Whoever is refused goes on from what is there, as a cell does.
 */
final class Writers implements AutoCloseable {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  private final PostgresStore store;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final List<Recorded> heard = new CopyOnWriteArrayList<>();
  private final ExecutorService threads;
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean enough;

  Writers(PostgresStore store, int agents) {
    this.store = store;
    store.onDurable(heard::addAll);
    threads = Executors.newFixedThreadPool(agents);
    for (int i = 0; i < agents; i++) {
      AgentId agent = new AgentId("agent-" + i);
      running.add(threads.submit(() -> write(agent)));
    }
  }

  /** Until so many more entries are durable. */
  void awaitMore(long entries) {
    long before = store.head();
    await().atMost(LONG).until(() -> store.head() >= before + entries);
  }

  /** Nothing that was acknowledged is lost, and all was heard, once and in order. */
  void stopAndCompare() throws Exception {
    enough = true;
    for (Future<?> writer : running) {
      writer.get();
    }
    acknowledged.forEach((agent, seq) ->
        assertThat(reloaded(store, new AgentId(agent)).seq()).isGreaterThanOrEqualTo(seq));
    await().atMost(LONG).until(() -> heard.getLast().last() == store.head());
    assertThat(heard).isEqualTo(store.readAfter(0, 1_000_000));
  }

  private void write(AgentId id) {
    Agent agent = Agent.absent(id);
    while (!enough) {
      Scribe scribe = new Scribe(store, agent);
      var next = agent.exists() ? PostgresNodesTest.update(agent) : PostgresNodesTest.create();
      switch (Scribe.await(scribe.begin(next, T0))) {
        case Outcome.Durable _ -> {
          agent = scribe.agent();
          acknowledged.put(id.value(), agent.seq());
        }
        case Outcome.Refused _ -> agent = reloaded(store, id);
      }
    }
  }

  static Agent reloaded(PostgresStore store, AgentId id) {
    return await().atMost(LONG).ignoreExceptions().until(() -> Scribe.load(store, id), it -> true);
  }

  @Override
  public void close() {
    enough = true;
    threads.close();
  }
}
