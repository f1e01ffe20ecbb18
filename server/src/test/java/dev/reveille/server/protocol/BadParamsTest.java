package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.http.WireClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Holds a whole server against {@code golden/bad-params.txt}, and looks whether a well-behaved
 * client beside all that is served. {@code -Dgolden.write=FOLDER} writes what is answered now.
 */
class BadParamsTest {
  private static final Pattern REPEAT = Pattern.compile("«(.+?)\\*(\\d+)»");
  private static final String GOOD =
      request("sendTask", "{\"agentId\":\"a\",\"prompt\":\"SAY x\"}");
  private static final int ROUNDS = 5;
  private static final int IDLE = 1_000;
  private static final int HALF_OPEN = 50;

  @TempDir private static Path folder;
  private static WholeServer server;
  private static URI address;

  @BeforeAll
  static void start() throws Exception {
    server = WholeServer.start(folder);
    address = server.address();
    try (Talk talk = Talk.webSocket(address)) {
      for (String call :
          List.of(
              request("createAgent", "{\"agentId\":\"a\",\"definition\":{}}"),
              request("sendTask", "{\"agentId\":\"a\",\"prompt\":\"SAY hello\",\"wait\":true}"),
              request("createAgent", "{\"agentId\":\"gone\",\"definition\":{}}"),
              request("deleteAgent", "{\"agentId\":\"gone\"}"),
              request(
                  "createAgent",
                  "{\"agentId\":\"full\",\"definition\":{},\"autoStart\":false,"
                      + "\"config\":{\"queueLimit\":1}}"),
              request("sendTask", "{\"agentId\":\"full\",\"prompt\":\"SAY x\"}"))) {
        assertThat(talk.call(call).path("error").isMissingNode()).as(call).isTrue();
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"async."
        + method
        + "\",\"params\":"
        + params
        + "}";
  }

  @Test
  void everyBadCallIsAnsweredExactly() throws Exception {
    List<String> golden = golden();
    List<String> actual = new ArrayList<>();
    try (Talk talk = Talk.webSocket(address)) {
      for (String line : golden) {
        if (!line.startsWith("<")) {
          actual.add(line);
        }
        if (line.startsWith("> ")) {
          actual.add("< " + inWords(talk.call(frame(line))));
        }
      }
    }
    String write = System.getProperty("golden.write");
    if (write == null) {
      assertThat(actual).isEqualTo(golden);
    } else {
      Files.write(Path.of(write).resolve("bad-params.txt"), actual);
    }
  }

  @Test
  void aWellBehavedClientIsServedBesideThem(TestReporter reporter) throws Exception {
    List<WireClient> crowd = new ArrayList<>();
    try (WireClient good = WireClient.webSocket(address)) {
      int[] left = {300};
      reporter.publishEntry("good client alone", latencies(good, () -> left[0]-- > 0));
      CountDownLatch over = new CountDownLatch(1);
      FutureTask<String> figures =
          new FutureTask<>(() -> latencies(good, () -> over.getCount() > 0));
      Thread.startVirtualThread(figures);
      for (int i = 0; i < IDLE; i++) {
        crowd.add(WireClient.webSocket(address));
      }
      for (int i = 0; i < HALF_OPEN; i++) {
        WireClient halfWay = WireClient.webSocket(address);
        halfWay.raw("\u0081\u00ff\u0000\u0000"); // the head of a frame that never comes
        crowd.add(halfWay);
      }
      List<String> bad = golden().stream().filter(line -> line.startsWith("> ")).toList();
      try (Talk talk = Talk.webSocket(address)) {
        for (int round = 0; round < ROUNDS; round++) {
          for (String line : bad) {
            assertThat(talk.call(frame(line)).has("error")).as(line).isTrue();
          }
        }
      }
      over.countDown();
      reporter.publishEntry(
          "good client beside %d idle and %d half-open sockets and %d bad calls"
              .formatted(IDLE, HALF_OPEN, ROUNDS * bad.size()),
          figures.get());
    } finally {
      for (WireClient client : crowd) {
        client.close();
      }
    }
  }

  /** Each call queues a task durably, so that the way to the disk and back is in the figures. */
  private static String latencies(WireClient client, BooleanSupplier going) throws IOException {
    long[] nanos = new long[100_000];
    int count = 0;
    while (going.getAsBoolean() && count < nanos.length) {
      long start = System.nanoTime();
      String answer = client.call(GOOD);
      nanos[count++] = System.nanoTime() - start;
      assertThat(answer).containsAnyOf("\"taskQueued\":true", "\"limit\":\"queueLimit\"");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return "%d calls, p50 %.1f ms, p99 %.1f ms, max %.1f ms"
        .formatted(
            count,
            sorted[count / 2] / 1e6,
            sorted[count * 99 / 100] / 1e6,
            sorted[count - 1] / 1e6);
  }

  private static String inWords(JsonNode answer) {
    JsonNode error = answer.path("error");
    JsonNode data = error.path("data");
    String where = data.path("field").asString("");
    if (data.has("limit")) {
      where = data.path("limit").asString() + "=" + data.path("value").asString();
    }
    return "%s %s [%s] %s"
        .formatted(
            error.path("code"),
            data.path("code").asString(""),
            where,
            error.isMissingNode() ? answer : error.path("message"));
  }

  private static List<String> golden() throws Exception {
    var resource =
        Objects.requireNonNull(BadParamsTest.class.getResource("/golden/bad-params.txt"));
    return Files.readAllLines(Path.of(resource.toURI()));
  }

  private static String frame(String line) {
    String[] words = line.substring(2).split(" ", 2);
    String params =
        REPEAT
            .matcher(words[1])
            .replaceAll(found ->
                Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
    return request(words[0], params);
  }
}
