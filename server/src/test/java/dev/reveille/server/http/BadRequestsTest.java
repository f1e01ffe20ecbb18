package dev.reveille.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the server against {@code golden/bad-requests.txt}. With {@code -Dgolden.write=FILE} the
 * answers that it gives now are written there instead.
 */
class BadRequestsTest {
  private static final Pattern REPEAT = Pattern.compile("«(.+?)\\*(\\d+)»");
  private static final Pattern INCIDENT = Pattern.compile("\"incident\":\"[0-9a-f]+\"");

  /** Follows what must not be answered, so that silence needs no waiting. */
  private static final String MARKER =
      "{\"jsonrpc\":\"2.0\",\"id\":\"marker\",\"method\":\"sample.none\"}";

  private static final String MARKED = "{\"jsonrpc\":\"2.0\",\"id\":\"marker\",\"result\":null}";

  private static Server server;

  @BeforeAll
  static void start() throws IOException {
    ServerConfig config = ServerConfig.defaults().withPort(0);
    server =
        Server.start(
            config, new SampleMethods().rpc(config.limits()), Health.good(), Scrape.NOTHING);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @FunctionalInterface
  private interface Transport {
    /** The answer; empty if there is none, as is expected of silent ones. */
    String call(String frame, boolean silent) throws Exception;
  }

  @Test
  void webSocketAnswersEveryBadRequestExactly() throws Exception {
    try (WireClient client = WireClient.webSocket(server.address())) {
      hold((frame, silent) -> {
        String answer = silent ? client.call(frame, MARKER) : client.call(frame);
        return answer.equals(MARKED) ? "" : answer;
      });
    }
  }

  @Test
  void httpAnswersEveryBadRequestExactly() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = server.address().resolve("/rpc");
      Transport http =
          (frame, _) -> {
            HttpRequest request =
                HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(frame))
                    .build();
            HttpResponse<String> response =
                client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(response.body().isEmpty() ? 204 : 200);
            return response.body();
          };
      hold(http);
    }
  }

  private static void hold(Transport transport) throws Exception {
    List<String> golden = golden();
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < golden.size(); i++) {
      String line = golden.get(i);
      if (!line.startsWith("<")) {
        actual.add(line);
      }
      if (line.startsWith("> ")) {
        boolean silent = golden.get(i + 1).equals("<");
        String answer = transport.call(expand(line.substring(2)), silent);
        String steady = INCIDENT.matcher(answer).replaceAll("\"incident\":\"{incident}\"");
        actual.add(("< " + steady).strip());
      }
    }
    String write = System.getProperty("golden.write");
    if (write == null) {
      assertThat(actual).isEqualTo(golden);
    } else {
      Files.write(Path.of(write), actual);
    }
  }

  private static List<String> golden() throws Exception {
    var resource = BadRequestsTest.class.getResource("/golden/bad-requests.txt");
    return Files.readAllLines(Path.of(resource.toURI()));
  }

  private static String expand(String line) {
    return REPEAT
        .matcher(line)
        .replaceAll(found ->
            Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
  }
}
