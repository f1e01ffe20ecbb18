package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.http.WireClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** What {@code POST /events} takes and refuses. */
class EventsTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final String STRUCTURED = "Content-Type: application/cloudevents+json";
  private static final String BATCH = "Content-Type: application/cloudevents-batch+json";
  private static final String BASE64 = "\"field\":\"data_base64\"";
  private static final String JSON = "Content-Type: application/json";
  private static final String BINARY =
      "ce-specversion: 1.0; ce-type: build.failed; ce-source: /ci; ce-id: ";

  @TempDir private static Path folder;
  private static WholeServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    server = WholeServer.start(folder);
    client = HttpClient.newHttpClient();
    call("createAgent", "{\"agentId\": \"a\", \"definition\": {}, \"autoStart\": false}");
    call("subscribeAgent", "{\"agentId\": \"a\", \"events\": [\"build.*\"]}");
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

  /**
   * @param headers with {@code ; } between them
   */
  record Posted(String name, String headers, String body, int status, String answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** One in JSON that is whole with these members, of which it has defaults. */
  private static String event(String members) {
    String whole = members;
    for (String given : List.of("specversion:1.0", "type:t", "source:/s", "id:1")) {
      String[] one = given.split(":");
      if (!members.contains('"' + one[0] + "\":")) {
        whole += (whole.isEmpty() ? "" : ", ") + "\"%s\": \"%s\"".formatted(one[0], one[1]);
      }
    }
    return "{" + whole + "}";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String numbered(int attributes) {
    StringBuilder headers = new StringBuilder();
    for (int i = 0; i < attributes; i++) {
      headers.append("; ce-a").append(i).append(": x");
    }
    return headers.toString();
  }

  static final List<Posted> POSTED =
      List.of(
          new Posted(
              "binary",
              JSON + "; " + BINARY + "b1; ce-priority: high; ce-whatever: 7",
              "{\"branch\": \"main\"}",
              202,
              "{\"eventId\":\"b1\",\"matched\":1}"),
          new Posted("binary without data", BINARY + "b2", "", 202, "\"eventId\":\"b2\""),
          new Posted("the same again", BINARY + "b2", "", 202, "\"eventId\":\"b2\""),
          new Posted(
              "percent-encoded",
              BINARY + "%C3%BC+1",
              "",
              202,
              "{\"eventId\":\"ü+1\",\"matched\":1}"),
          new Posted(
              "structured",
              STRUCTURED + "; Charset: UTF-8",
              """
              {"specversion": "1.0", "type": "other", "source": "/ci", "id": "s1",
               "time": "2026-01-01T00:00:00Z", "datacontenttype": "application/json",
               "data": [1, 2], "number": 7, "flag": true}
              """,
              202,
              "{\"eventId\":\"s1\",\"matched\":0}"),
          new Posted("not JSON", STRUCTURED, "{", 400, "parse_error"),
          new Posted("nothing", STRUCTURED, "", 400, "\"field\":\"specversion\""),
          new Posted("a list", STRUCTURED, "[]", 400, "must be an object"),
          new Posted(
              "another version",
              STRUCTURED,
              "{\"specversion\": \"0.3\"}",
              400,
              "\"field\":\"specversion\""),
          new Posted(
              "no id",
              "ce-specversion: 1.0; ce-type: t; ce-source: /s",
              "",
              400,
              "\"field\":\"id\""),
          new Posted("bytes", STRUCTURED, event("\"data_base64\": \"AA==\""), 400, BASE64),
          new Posted("no base64", STRUCTURED, event("\"data_base64\": \"*\""), 400, BASE64),
          new Posted(
              "bytes that are JSON",
              STRUCTURED,
              event("\"id\": \"s2\", \"data_base64\": \"" + base64("{\"a\": \"ü\"}") + '"'),
              202,
              "\"eventId\":\"s2\""),
          new Posted(
              "bytes that are text by what they say",
              STRUCTURED,
              event(
                  "\"datacontenttype\": \"text/plain; a=b\", \"data_base64\": \""
                      + base64("1")
                      + '"'),
              400,
              BASE64),
          new Posted(
              "bytes that are too deep",
              STRUCTURED,
              event("\"data_base64\": \"" + base64("[".repeat(70) + "]".repeat(70)) + '"'),
              413,
              "\"limit\":\"maxDepth\""),
          new Posted(
              "data twice",
              STRUCTURED,
              event("\"data\": 1, \"data_base64\": \"" + base64("1") + '"'),
              400,
              BASE64),
          new Posted(
              "an attribute that is none of a text, number or boolean",
              STRUCTURED,
              event("\"tenant\": {}"),
              400,
              "\"field\":\"tenant\""),
          new Posted(
              "an attribute that is null is none",
              STRUCTURED,
              event("\"id\": \"s3\", \"time\": null, \"tenant\": null"),
              202,
              "\"eventId\":\"s3\""),
          new Posted(
              "an attribute with a name that is none, in JSON",
              STRUCTURED,
              event("\"traceId\": \"7\""),
              400,
              "\"field\":\"attributes\""),
          new Posted(
              "the same member twice", STRUCTURED, event("\"a\": 1, \"a\": 2"), 400, "error"),
          new Posted(
              "a time that is none, in JSON",
              STRUCTURED,
              event("\"time\": \"yesterday\""),
              400,
              "\"field\":\"attributes.time\""),
          new Posted(
              "a source that is no URI",
              STRUCTURED,
              event("\"source\": \"a b\""),
              400,
              "\"field\":\"source\""),
          new Posted(
              "a schema that is no URI",
              BINARY + "b13; ce-dataschema: a b",
              "",
              400,
              "\"field\":\"attributes.dataschema\""),
          new Posted(
              "another version, in headers",
              "ce-specversion: 0.3; ce-type: t; ce-source: /s; ce-id: 1",
              "",
              400,
              "\"field\":\"specversion\""),
          new Posted("an empty id", BINARY + "\"\"", "", 400, "\"field\":\"id\""),
          new Posted("half a percent sign", BINARY + "100%", "", 400, "\"field\":\"id\""),
          new Posted(
              "quoted",
              BINARY + "\"a \\\"b\\\" %E2%82%AC\"",
              "",
              202,
              "{\"eventId\":\"a \\\"b\\\" €\",\"matched\":1}"),
          new Posted(
              "a format that there is not",
              "Content-Type: application/cloudevents+xml; " + BINARY + "b14",
              "",
              415,
              "invalid_request"),
          new Posted(
              "another format in JSON",
              "Content-Type: application/cloudevents-x+json; " + BINARY + "b15",
              "{}",
              415,
              "invalid_request"),
          new Posted(
              "a priority that there is not",
              BINARY + "b3; ce-priority: asap",
              "",
              400,
              "\"field\":\"priority\""),
          new Posted("data that is no JSON", JSON + "; " + BINARY + "b4", "x", 400, "parse_error"),
          new Posted(
              "text", "Content-Type: text/plain; " + BINARY + "b5", "x", 415, "invalid_request"),
          new Posted("no event", JSON, "{}", 415, "invalid_request"),
          new Posted(
              "a batch",
              BATCH,
              "[" + event("\"id\": \"l1\"") + ", " + event("\"id\": \"l2\"") + "]",
              202,
              "[{\"eventId\":\"l1\",\"matched\":0},{\"eventId\":\"l2\",\"matched\":0}]"),
          new Posted("an empty batch", BATCH, "[]", 202, "[]"),
          new Posted("a batch that is none", BATCH, event(""), 400, "must be a list"),
          new Posted(
              "a batch with one that is no event",
              BATCH,
              "[" + event("\"id\": \"l3\"") + ", {}]",
              400,
              "\"event\":1"),
          new Posted(
              "a batch with one that is not published",
              BATCH,
              "[" + event("\"priority\": \"asap\"") + ", " + event("\"id\": \"l4\"") + "]",
              400,
              ",{\"eventId\":\"l4\",\"matched\":0}]"),
          new Posted(
              "a batch that is too long",
              BATCH,
              "[" + "{}, ".repeat(100) + "{}]",
              413,
              "\"limit\":\"maxBatch\""),
          new Posted(
              "an attribute with a name that is none",
              BINARY + "b9; ce-Trace-Id: 7",
              "",
              400,
              "\"field\":\"attributes\""),
          new Posted(
              "a time that is none",
              BINARY + "b10; ce-time: yesterday",
              "",
              400,
              "\"field\":\"attributes.time\""),
          new Posted(
              "the server's own attribute",
              BINARY + "b11; ce-reveillehops: 9",
              "",
              400,
              "\"field\":\"attributes.reveillehops\""),
          new Posted(
              "too many attributes",
              BINARY + "b12" + numbered(33),
              "",
              400,
              "\"field\":\"attributes\""),
          new Posted(
              "too much data",
              JSON + "; " + BINARY + "b6",
              '"' + "x".repeat(262_144) + '"',
              413,
              "\"limit\":\"data\""),
          new Posted(
              "too large",
              JSON + "; " + BINARY + "b7",
              '"' + "x".repeat(1 << 20) + '"',
              413,
              "\"limit\":\"maxFrameBytes\""),
          new Posted(
              "too deep",
              JSON + "; " + BINARY + "b8",
              "[".repeat(70) + "]".repeat(70),
              413,
              "\"limit\":\"maxDepth\""));

  @ParameterizedTest
  @FieldSource("POSTED")
  void whatIsPostedIsAnswered(Posted posted) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve("/events"))
            .POST(HttpRequest.BodyPublishers.ofString(posted.body()));
    Stream.of(posted.headers().split("; "))
        .map(header -> header.split(": ", 2))
        .forEach(header -> request.header(header[0], header[1]));
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains(posted.answer());
    assertThat(answer.statusCode()).isEqualTo(posted.status());
  }

  @Test
  void whatIsPublishedStandsInTheList() throws Exception {
    whatIsPostedIsAnswered(POSTED.getFirst());
    JsonNode events = call("listEvents", "{\"event\": \"build.failed\"}").path("events");
    assertThat(events)
        .filteredOn(event -> event.path("eventId").asString().equals("b1"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.path("priority").asString()).isEqualTo("high");
          assertThat(event.path("source").asString()).isEqualTo("/ci");
          assertThat(event.path("data").path("branch").asString()).isEqualTo("main");
          JsonNode attributes = event.path("attributes");
          assertThat(attributes.path("whatever").asString()).isEqualTo("7");
          assertThat(attributes.path("datacontenttype").asString()).isEqualTo("application/json");
        });
  }

  /** As some send it, and as it should be sent. */
  @Test
  void thePercentSignsOfAUriStay() throws Exception {
    for (String source : List.of("/a%20b", "/a%2520b")) {
      whatIsPostedIsAnswered(
          new Posted(
              source,
              "ce-specversion: 1.0; ce-type: percent; ce-id: p; ce-source: " + source,
              "",
              202,
              "\"eventId\":\"p\""));
    }
    assertThat(call("listEvents", "{\"event\": \"percent\"}").path("events"))
        .singleElement()
        .satisfies(event -> assertThat(event.path("source").asString()).isEqualTo("/a%20b"));
  }

  @Test
  void bytesAreReadAndTimesKept() throws Exception {
    String more =
        "\"type\": \"bytes\", \"time\": \"2026-01-01T00:00:00Z\", \"n\": 7, \"b\": true, ";
    String data = "\"data_base64\": \"" + base64("{\"a\": \"ü\", \"n\": 7.5}") + '"';
    whatIsPostedIsAnswered(new Posted("bytes", STRUCTURED, event(more + data), 202, "eventId"));
    assertThat(call("listEvents", "{\"event\": \"bytes\"}").path("events"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.path("data")).hasToString("{\"a\":\"ü\",\"n\":7.5}");
          assertThat(event.path("attributes").path("n").asString()).isEqualTo("7");
          assertThat(event.path("attributes").path("b").asString()).isEqualTo("true");
          assertThat(event.path("attributes").path("time").asString())
              .isEqualTo("2026-01-01T00:00:00Z");
        });
  }

  /** A double would round them, drop a zero, or make an infinity of them. */
  @Test
  void numbersComeBackAsTheyWereSent() throws Exception {
    String data =
        "{\"amount\":12345678901234567.89,\"rate\":0.1234567890123456789,\"price\":1.50,"
            + "\"far\":1E+400,\"id\":12345678901234567890123}";
    call("broadcastEvent", "{\"event\": \"exact\", \"data\": " + data + "}");
    String ask = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"async.listEvents\",";
    try (WireClient socket = WireClient.webSocket(server.address())) {
      assertThat(socket.call(ask + "\"params\":{\"event\":\"exact\"}}"))
          .contains("\"data\":" + data);
    }
  }

  /** letta-code #3419: what came in on time becomes a task, with all that the event says. */
  @Test
  void whatAnEventSaysIsFilteredAndReachesTheTask() throws Exception {
    call("createAgent", "{\"agentId\": \"f\", \"definition\": {}, \"autoStart\": false}");
    String filter =
        "{\"all\": [{\"prefix\": {\"source\": \"/ci\"}}, {\"exact\": {\"tenant\": \"acme\"}},"
            + " {\"not\": {\"suffix\": {\"dataschema\": \".old\"}}}]}";
    call(
        "subscribeAgent",
        "{\"agentId\": \"f\", \"events\": [\"deploy.*\"], \"filter\": "
            + filter
            + ", \"prompt\": \"{{tenant}}: {{data.branch}} at {{time}}\"}");
    for (String tenant : List.of("acme", "other")) {
      whatIsPostedIsAnswered(
          new Posted(
              tenant,
              STRUCTURED,
              """
              {"specversion": "1.0", "type": "deploy.done", "source": "/ci", "id": "%1$s",
               "time": "2026-01-01T00:00:00Z", "dataschema": "s", "tenant": "%1$s",
               "data": {"branch": "main"}}
              """
                  .formatted(tenant),
              202,
              "\"eventId\":\"" + tenant + '"'));
    }
    Awaitility.await()
        .atMost(SOON)
        .until(() -> !call("listTasks", "{\"agentId\": \"f\"}").path("tasks").isEmpty());
    JsonNode tasks = call("listTasks", "{\"agentId\": \"f\"}").path("tasks");
    assertThat(tasks).hasSize(1);
    String id = tasks.get(0).path("taskId").asString();
    assertThat(call("getTask", "{\"taskId\": \"" + id + "\"}").path("prompt").asString())
        .startsWith(
            "<event-text>acme</event-text>: <event-text>main</event-text> at "
                + "<event-text>2026-01-01T00:00:00Z</event-text>");
    JsonNode shown = call("getAgent", "{\"agentId\": \"f\"}").path("subscriptions").get(0);
    assertThat(shown.path("filter").path("all")).hasSize(3);
  }

  @Test
  void pagesFollowEachOther() throws Exception {
    for (String id : List.of("p1", "p2", "p3")) {
      call("broadcastEvent", "{\"event\": \"paged\", \"eventId\": \"" + id + "\"}");
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = call("listEvents", "{\"event\": \"paged\", \"limit\": 1" + cursor + "}");
      page.path("events").forEach(event -> seen.add(event.path("eventId").asString()));
      String next = page.path("nextCursor").asString("");
      cursor = next.isEmpty() ? "" : ", \"cursor\": \"" + next + '"';
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactly("p3", "p2", "p1");
  }

  @Test
  void onlyPostIsTaken() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(server.address().resolve("/events")).build();
    HttpResponse<String> answer = client.send(get, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
  }

  private static JsonNode call(String method, String params)
      throws IOException, InterruptedException {
    try (Talk talk = Talk.http(server.address())) {
      String frame = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.%s\", \"params\": %s}";
      JsonNode answer = talk.call(frame.formatted(method, params));
      assertThat(answer.has("error")).as(answer.toString()).isFalse();
      return answer.path("result");
    }
  }
}
