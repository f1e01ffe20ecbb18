package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.ReveilleClient;
import dev.reveille.testkit.PostgresServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Three servers and the PostgreSQL that they share, all processes of their own. */
final class ThreeNodes implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration IMPATIENCE = Duration.ofSeconds(8);
  private static final int UNAVAILABLE = -32004;

  final PostgresServer postgres = PostgresServer.start();
  final PostgresServer.Place place = postgres.fresh();
  final List<NodeProcess> nodes = new ArrayList<>();
  final List<String> names;
  final Path ledger;
  final Path program;
  final LongAdder repeated = new LongAdder();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final AtomicInteger next = new AtomicInteger();

  ThreeNodes(Path folder) throws IOException {
    this(folder, "");
  }

  /**
   * @param more lines of each node's configuration
   */
  ThreeNodes(Path folder, String more) throws IOException {
    List<NodeProcess.Seat> seats =
        List.of(NodeProcess.Seat.free(), NodeProcess.Seat.free(), NodeProcess.Seat.free());
    names = seats.stream().map(NodeProcess.Seat::name).toList();
    ledger = folder.resolve("ledger");
    Files.createFile(ledger);
    program = folder.resolve("note.sh");
    Files.writeString(program, "#!/bin/sh\necho \"$1\" >> '" + ledger + "'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (int i = 0; i < seats.size(); i++) {
      Path own = Files.createDirectories(folder.resolve("node" + i));
      Files.createDirectories(own.resolve("agents"));
      Path work = Files.createDirectories(own.resolve("work"));
      Files.writeString(work.resolve("notes.txt"), "42\n");
      Path config = own.resolve("reveille.yaml");
      Files.writeString(config, config(seats.get(i), own) + more);
      nodes.add(new NodeProcess(seats.get(i), config, place.password()));
    }
  }

  private String config(NodeProcess.Seat seat, Path own) {
    return """
    server: {port: %d}
    data: {folder: %s}
    agents: {folder: %s}
    workspace: {folder: %s}
    store: {url: "%s", user: %s, passwordEnv: NODE_STORE_PASSWORD}
    cluster: {enabled: true, host: 127.0.0.1, port: %d, bindPort: %d, seedNodes: ["%s"]}
    admission: {deferAbove: 1}
    log: {level: debug}
    tools: {command: {programs: ["%s"]}}
    """
        .formatted(
            seat.port(),
            own.resolve("data"),
            own.resolve("agents"),
            own.resolve("work"),
            place.url(),
            place.user(),
            seat.wall().port(),
            seat.bind(),
            String.join("\", \"", names),
            program);
  }

  ReveilleClient client(int node) {
    return ReveilleClient.at(nodes.get(node).address());
  }

  /** Asks one node, once. */
  JsonNode at(int node, String method, JsonNode params) throws IOException {
    return at(node, method, params, Duration.ofSeconds(90));
  }

  /** The same without much patience: the node may be frozen. */
  private JsonNode at(int node, String method, JsonNode params, Duration patience)
      throws IOException {
    ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    request.put("method", "async." + method).set("params", params);
    HttpRequest post =
        HttpRequest.newBuilder(nodes.get(node).address().resolve("/rpc"))
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
            .build();
    try {
      HttpResponse<String> answer = http.send(post, HttpResponse.BodyHandlers.ofString());
      JsonNode body = JSON.readTree(answer.body());
      JsonNode error = body.path("error");
      if (error.path("code").asInt(0) == UNAVAILABLE) {
        throw new IOException(error.toString());
      }
      if (!body.has("result")) {
        throw new IllegalStateException(method + ": " + answer.statusCode() + " " + body);
      }
      return body.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /**
   * What a node's metrics say.
   *
   * @param sample its name and labels, as Prometheus reads them
   */
  double figure(int node, String sample) throws IOException, InterruptedException {
    HttpRequest get =
        HttpRequest.newBuilder(nodes.get(node).address().resolve("/metrics"))
            .timeout(Duration.ofSeconds(90))
            .build();
    String page = http.send(get, HttpResponse.BodyHandlers.ofString()).body();
    return page.lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + sample + " in " + page));
  }

  /** Asks one node after the other until one answers. */
  JsonNode anywhere(String method, JsonNode params) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return at(next.getAndIncrement() % nodes.size(), method, params, IMPATIENCE);
      } catch (IOException broken) {
        repeated.increment();
        pause(end, method, broken);
      }
    }
  }

  private static void pause(long end, String method, Exception why) throws InterruptedException {
    if (System.nanoTime() > end) {
      throw new AssertionError(method + " was not answered by anybody", why);
    }
    TimeUnit.MILLISECONDS.sleep(50);
  }

  static ObjectNode json(String text) {
    return (ObjectNode) JSON.readTree(text);
  }

  /** Each of these nodes says that they all are up and hold all slices. */
  void awaitUp(int... which) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> {
          for (int node : which) {
            JsonNode list = at(node, "getServerInfo", JSON.createObjectNode()).path("nodes");
            assertThat(list).as(list.toString()).hasSize(which.length);
            int slices = 0;
            for (JsonNode each : list) {
              assertThat(each.path("state").asString()).as(list.toString()).isEqualTo("up");
              slices += each.path("slices").asInt(0);
            }
            assertThat(slices).as(list.toString()).isEqualTo(256);
          }
        });
  }

  String logs() {
    StringBuilder logs = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      String log = nodes.get(i).log();
      logs.append("── node ")
          .append(i)
          .append('\n')
          .append(log.substring(Math.max(0, log.length() - 6_000)));
    }
    return logs.toString();
  }

  @Override
  public void close() throws IOException {
    for (NodeProcess node : nodes) {
      node.close();
    }
    postgres.close();
  }
}
