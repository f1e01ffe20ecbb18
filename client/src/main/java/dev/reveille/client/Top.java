package dev.reveille.client;

import dev.reveille.client.TopState.Input;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The loop of {@code top}: what is typed, answered and told comes as one stream of inputs, and each
 * of them makes the next state, which is drawn. The server is asked again when its feed tells that
 * something happened, at most once a second.
 */
final class Top implements FeedListener {

  private static final int PAGE = 1_000;
  private static final int LOOKED_AT = 20;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Root root;
  private final ReveilleClient client;
  private final FeedLine line;
  private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>(10_000);
  private final Semaphore changes = new Semaphore(1);
  private volatile String open = "";

  Top(Root root) {
    this.root = root;
    this.client = root.client();
    this.line = new FeedLine(root.shell().zone());
  }

  /** Until the user has enough. */
  void run() throws IOException, InterruptedException {
    TopSnapshot first = ask(); // refused or nobody there: told on the screen that was
    try (Subscription _ = client.subscribe(Interest.ALL, this);
        RawTerminal terminal = RawTerminal.open(root.shell().out())) {
      Thread asking = Thread.ofVirtual().name("reveille-top").start(this::askOn);
      Thread.ofPlatform().daemon().name("reveille-keys").start(this::readKeys);
      try {
        show(terminal, TopState.BEGIN.on(new Input.Fetched(first)));
      } finally {
        asking.interrupt();
      }
    }
  }

  private void show(RawTerminal terminal, TopState begin) throws InterruptedException {
    TopState state = begin;
    while (!state.over()) {
      TerminalSize size = root.shell().size().get();
      terminal.draw(TopScreen.render(state, size, root.look()));
      // Times go on, and the terminal may be another size, though nothing happens.
      for (Input next = inputs.poll(1, TimeUnit.SECONDS); next != null; next = inputs.poll()) {
        state = state.on(next);
        String now = state.open().map(TopState.Open::agent).orElse("");
        if (!now.equals(open)) {
          open = now;
          Thread.ofVirtual().start(this::lookNow);
        }
      }
    }
  }

  private void readKeys() {
    byte[] buffer = new byte[256];
    InputStream in = root.shell().in();
    try {
      for (int got = in.read(buffer); got > 0; got = in.read(buffer)) {
        for (Keys.Key key : Keys.decode(Arrays.copyOf(buffer, got))) {
          inputs.put(new Input.Pressed(key));
        }
      }
      inputs.put(new Input.Pressed(Keys.Key.Special.INTERRUPT)); // the terminal is gone
    } catch (IOException gone) {
      inputs.add(new Input.Pressed(Keys.Key.Special.INTERRUPT));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  // ── what the server knows ──────────────────────────────────────────────────────────────────

  private void askOn() {
    try {
      while (true) {
        changes.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        changes.drainPermits(); // whatever changes from here on is asked for again
        look();
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      lookAtOpen();
      inputs.put(new Input.Fetched(ask()));
    } catch (IOException | RpcException gone) {
      inputs.put(new Input.Trouble("no answer: " + gone.getMessage() + "; trying again"));
      changes.release();
    }
  }

  /** A person waits for it. */
  private void lookNow() {
    try {
      lookAtOpen();
    } catch (IOException | RpcException gone) {
      changes.release(); // told when all is asked for again
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAtOpen() throws IOException, InterruptedException {
    String agent = open;
    if (!agent.isEmpty()) {
      inputs.put(new Input.Looked(agent, client.call("getAgent", id(agent))));
    }
  }

  private TopSnapshot ask() throws IOException {
    ArrayNode agents = agents();
    Map<String, JsonNode> running = new HashMap<>();
    for (JsonNode row : agents) {
      if (row.path("running").asInt(0) > 0 && running.size() < LOOKED_AT) {
        lookAt(Json.text(row, "agentId"))
            .ifPresent(it -> running.put(Json.text(row, "agentId"), it));
      }
    }
    return TopSnapshot.of(
        new TopSnapshot.Answers(
            client.call("getServerInfo"),
            client.call("getHealth"),
            client.call("getOverview"),
            agents,
            running,
            client.call("listApprovals"),
            client.call("listDeadLetters"),
            client.call("listMail", Json.object().put("mailbox", "user").put("status", "unread"))));
  }

  /** Those that are active, though they be far down the list, then the first ones of it. */
  private ArrayNode agents() throws IOException {
    ArrayNode agents = Json.object().putArray("agents");
    Set<String> known = new HashSet<>();
    for (ObjectNode which : List.of(Json.object().put("state", "active"), Json.object())) {
      for (JsonNode row : client.call("listAgents", which.put("limit", PAGE)).path("agents")) {
        if (known.add(Json.text(row, "agentId"))) {
          agents.add(row);
        }
      }
    }
    return agents;
  }

  /** Empty if it has gone meanwhile. */
  private Optional<JsonNode> lookAt(String agent) throws IOException {
    try {
      return Optional.of(client.call("getAgent", id(agent)));
    } catch (RpcException gone) {
      return Optional.empty();
    }
  }

  private static JsonNode id(String agent) {
    return Json.object().put("agentId", agent);
  }

  // ── the feed ───────────────────────────────────────────────────────────────────────────────

  @Override
  public boolean heard(Notification notification) {
    changes.release();
    inputs.offer(new Input.Told(notification, line.of(notification)));
    return true;
  }

  @Override
  public void lost(@Nullable IOException cause) {
    inputs.offer(new Input.Trouble("connection lost, trying again"));
  }

  @Override
  public void resumed(Optional<String> cursor) {
    changes.release();
  }
}
