package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.engine.Gauges;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models as the configuration names them, seen from outside. */
@Timeout(180)
class ModelsTest {
  @TempDir private Path folder;

  @Test
  void aProviderThatIsNotThereIsNamedInTheReasonAndInTheHealth() throws Exception {
    Map<String, String> options =
        Map.of(
            "models.default",
            "local:some-model",
            "models.providers",
            """
            [{"name": "local", "dialect": "anthropic", "baseUrl": "http://127.0.0.1:1/v1",
              "settings": {"temperature": 0.5, "idleSeconds": 5}}]\
            """);
    try (WholeServer server = WholeServer.start(folder, options, Gauges.constant(0, 0));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(call(client, server, "getHealth", "{}"))
          .contains("\"status\":\"ok\"")
          .doesNotContain("models.");
      call(client, server, "createAgent", "{\"agentId\": \"a\", \"definition\": {}}");
      call(client, server, "sendTask", "{\"agentId\": \"a\", \"prompt\": \"hello\"}");
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() ->
              assertThat(call(client, server, "getTask", "{\"taskId\": \"a/2\"}"))
                  .contains(
                      "\"state\":\"waiting\"",
                      "local (127.0.0.1:1, model some-model) could not be reached"));
      assertThat(call(client, server, "getHealth", "{}"))
          .contains("\"models.local\"")
          .contains("last error: local (127.0.0.1:1, model some-model) could not be reached");
    }
  }

  private static String call(HttpClient client, WholeServer server, String method, String params)
      throws Exception {
    String body =
        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.%s\", \"params\": %s}"
            .formatted(method, params);
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/rpc"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
