package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** {@code --watch}: into a pipe a line for each change, on a terminal the same place drawn anew. */
class LiveViewTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final class Watched implements AutoCloseable {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Thread thread;

    Watched(StubServer server, boolean terminal, String... args) {
      Shell shell =
          new Shell(
              new ByteArrayInputStream(new byte[0]),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              Map.of("REVEILLE_URL", "" + server.url(), "NO_COLOR", "1"),
              terminal,
              InstantSource.fixed(Run.NOW),
              ZoneOffset.UTC,
              () -> new TerminalSize(24, 100));
      thread = Thread.ofVirtual().start(() -> Cli.run(shell, args));
    }

    String shown() {
      return out.toString(StandardCharsets.UTF_8);
    }

    String told() {
      return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }

  private static String task(int steps) {
    return "{\"taskId\": \"d/2\", \"state\": \"running\", \"attempt\": " + steps + "}";
  }

  @Test
  void aPipeGetsALineForEachChange() throws IOException, InterruptedException {
    AtomicInteger steps = new AtomicInteger();
    try (StubServer server = new StubServer()) {
      server.answer("getTask", params -> Json.parse(task(steps.get())));
      try (Watched watched =
          new Watched(server, false, "task", "show", "d/2", "--watch", "--json")) {
        await().atMost(SOON).until(() -> watched.shown().lines().count() == 1);
        assertThat(server.feed().subscriptions().getFirst())
            .isEqualTo(
                Json.parse(
                    "{\"agents\": [\"d\"], \"kinds\": [\"async.task\", \"async.approval\"]}"));
        server.feed().publish("async.task.step", "{\"agentId\": \"d\"}"); // and nothing is other
        steps.set(1);
        server.feed().publish("async.task.step", "{\"agentId\": \"d\"}");
        await().atMost(SOON).until(() -> watched.shown().lines().count() == 2);
        assertThat(watched.shown().lines().map(Json::parse))
            .containsExactly(Json.parse(task(0)), Json.parse(task(1)));
      }
    }
  }

  @Test
  void aTerminalIsDrawnAnew() throws IOException, InterruptedException {
    AtomicInteger steps = new AtomicInteger();
    try (StubServer server = new StubServer()) {
      server.answer("getTask", params -> Json.parse(task(steps.get())));
      try (Watched watched = new Watched(server, true, "task", "show", "d/2", "--watch")) {
        await().atMost(SOON).until(() -> watched.shown().contains("attempt  0"));
        steps.set(1);
        server.feed().publish("async.task.step", "{\"agentId\": \"d\"}");
        await().atMost(SOON).until(() -> watched.shown().contains("attempt  1"));
        assertThat(watched.shown()).startsWith("\u001b[2J\u001b[HtaskId   d/2\u001b[K\n");
        server.feed().cut();
        server.feed().publish("async.task.step", "{\"agentId\": \"d\"}");
        await().atMost(SOON).until(() -> server.feed().subscriptions().size() > 1);
      }
    }
  }

  /** The reason stays on the screen, and is said once as long as it is the same. */
  @Test
  void whoWaitsIsToldWhyTheTaskDoes() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (StubServer server = new StubServer()) {
      server.answer(
          "awaitTask",
          params -> {
            try {
              ended.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
            return Json.parse("{\"state\": \"succeeded\", \"result\": \"hi\"}");
          });
      try (Watched watched = new Watched(server, true, "task", "wait", "d/2")) {
        await().atMost(SOON).until(() -> !server.feed().subscriptions().isEmpty());
        for (String why : List.of("p is\u001b[2J out", "p is\u001b[2J out", "p is slow")) {
          ObjectNode waiting = Json.object().put("taskId", "d/2").put("why", why);
          server.feed().publish("async.task.waiting", waiting.toString());
        }
        await().atMost(SOON).until(() -> watched.told().contains("d/2 waiting: p is slow\n"));
        assertThat(watched.told()).containsOnlyOnce("d/2 waiting: p is [2J out\n");
        ended.countDown();
        await().atMost(SOON).until(() -> watched.shown().equals("hi\n"));
      }
    }
  }
}
