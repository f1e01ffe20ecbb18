package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.Command;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Engine;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Tokens;
import dev.reveille.engine.Tool;
import dev.reveille.engine.Tools;
import dev.reveille.server.config.TelemetryConfig;
import dev.reveille.server.telemetry.trace.TraceExport;
import dev.reveille.store.Postgres;
import dev.reveille.store.PostgresStore;
import dev.reveille.testkit.PostgresServer;
import dev.reveille.testkit.Scribe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers over one journal that both could send its spans. */
class TraceHandOverTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Set<String> ended = new HashSet<>();
  private Collector collector;
  private Postgres database;
  private Node a;
  private Node b;

  private record NoTools() implements Tools {
    @Override
    public Optional<Tool.Spec> spec(String name) {
      return Optional.empty();
    }

    @Override
    public List<Tool.Spec> specs() {
      return List.of();
    }

    @Override
    public Tool.Outcome call(String tool, String arguments, Tool.Context context) {
      throw new IllegalStateException("there is no " + tool);
    }
  }

  /** What a server has to do with traces. */
  private final class Node implements AutoCloseable {
    final PostgresStore store;
    final TraceExport traces;
    volatile boolean sends;

    Node() {
      store = PostgresStore.open(database, InstantSource.system());
      Outside nothing =
          new Outside(
              names -> {
                throw new IllegalStateException("nobody calls a model");
              },
              new NoTools(),
              name -> Optional.empty(),
              new Tokens(),
              (schema, value) -> List.of(),
              Gauges.constant(0, 0));
      Engine still =
          Engine.create(
              store, store, nothing, InstantSource.system(), new Random(1), EngineConfig.STANDARD);
      traces =
          TraceExport.start(
              still.feed(),
              store,
              TelemetryConfig.defaults(),
              collector.address(),
              "test",
              () -> sends);
    }

    @Override
    public void close() {
      traces.close();
      store.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    collector = Collector.start();
    PostgresServer.Place place = PostgresServer.shared().fresh();
    database = new Postgres(place.url(), place.user(), place.password());
    a = new Node();
    b = new Node();
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    collector.close();
  }

  /** Tasks that are over, each with one span of its own. */
  private void tasks(String agent, int number) {
    Scribe scribe = new Scribe(a.store, agent);
    scribe.write(new Command.Create("d", null, AgentConfig.STANDARD, true), T0);
    for (int i = 0; i < number; i++) {
      long task = scribe.agent().seq() + 1;
      scribe.write(new Command.Submit(TaskSpec.of("x")), T0);
      scribe.write(new Command.Cancel(task, "enough"), T0);
      ended.add(agent + "/" + task);
    }
  }

  private List<String> sent() {
    return collector.spans().stream()
        .filter(span -> span.getName().startsWith("invoke_agent"))
        .map(span -> Collector.attributes(span).get("reveille.task.id"))
        .toList();
  }

  private void allSent() {
    await().atMost(LONG).until(() -> sent().containsAll(ended));
  }

  private static void kept(Node node) {
    await().atMost(LONG).until(() -> node.store.bookmark("traces") == node.store.head());
  }

  @Test
  void oneSendsAndTheNextGoesOnWhereItWas() {
    a.sends = true;
    tasks("first", 10);
    allSent();
    kept(a);
    a.sends = false;
    b.sends = true;
    tasks("second", 10);
    allSent();
    kept(b);
    assertThat(sent()).as("no span twice").hasSize(20);
  }

  @Test
  void whatTheOneBeforeCouldNotSendALaterOneSends() {
    b.close();
    collector.answer(503);
    a.sends = true;
    tasks("first", 10);
    await().atMost(LONG).until(() -> collector.requests() > 0);
    await().atMost(LONG).until(() -> a.store.bookmark("traces") == 1); // begun, and nothing sent
    a.traces.close();
    b = new Node();
    collector.answer(200);
    b.sends = true;
    allSent();
  }

  @Test
  void whileBothBelieveToBeTheOneNothingIsPassedOver() {
    collector.answer(503);
    a.sends = true;
    b.sends = true;
    tasks("first", 10);
    await().atMost(LONG).until(() -> collector.requests() > 3);
    assertThat(a.store.bookmark("traces")).isLessThan(2);
    a.sends = false;
    collector.answer(200);
    tasks("second", 10);
    allSent();
    assertThat(new HashSet<>(sent())).isEqualTo(ended);
  }
}
