package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.reveille.engine.Gauges;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What arrives at a collector of traces: read from the wire, not from our own objects. */
class TracesTest {
  private static final String ALL =
      """
      CALL send_mail {"to": "b", "body": "SAY letter"}
      CALL ask_agent {"agent": "c", "question": "SAY forty-two"}
      CALL broadcast_event {"event": "work.done"}
      CALL spawn_task {"agent": "e", "prompt": "SAY spawned"}
      SAY all is told
      """;

  @TempDir private Path folder;
  private Collector collector;
  private WholeServer server;
  private Talk talk;
  private Office office;

  @BeforeEach
  void start() throws Exception {
    collector = Collector.start();
    start(Map.of());
  }

  private void start(Map<String, String> more) throws Exception {
    Map<String, String> options = new HashMap<>(more);
    options.put("telemetry.otlp.endpoint", collector.address());
    server = WholeServer.start(folder, options, Gauges.constant(0, 0));
    talk = Talk.webSocket(server.address());
    office = new Office(talk);
  }

  private void stopServer() throws Exception {
    talk.close();
    server.close();
  }

  @AfterEach
  void stop() throws Exception {
    stopServer();
    collector.close();
  }

  private void agents() throws Exception {
    for (String agent : List.of("a", "b", "c", "d", "e")) {
      office.call(
          "createAgent",
          ("{'agentId': '%s', 'definition': {'systemPrompt': '', 'tools': ['send_mail', 'ask_agent',"
                  + " 'broadcast_event', 'spawn_task']}}")
              .formatted(agent));
    }
    office.call(
        "subscribeAgent", "{'agentId': 'd', 'events': ['work.done'], 'prompt': 'SAY heard'}");
  }

  private Span one(String name) {
    List<Span> spans = collector.named(name);
    assertThat(spans).as(name).hasSize(1);
    return spans.getFirst();
  }

  private void allOfThem() {
    Office.soon(() -> collector.spans().stream().map(Span::getName).toList().containsAll(TASKS));
  }

  private static final List<String> TASKS =
      List.of(
          "invoke_agent a", "invoke_agent b", "invoke_agent c", "invoke_agent d", "invoke_agent e");

  @Test
  void aTaskWithMailAskEventAndSpawnIsOneTrace() throws Exception {
    stopServer();
    start(Map.of("telemetry.otlp.headers", "{\"x-key\": \"secret\"}"));
    agents();
    String task = office.send("a", ALL, "{}");
    assertThat(office.ended(task).path("state").asString()).isEqualTo("succeeded");
    allOfThem();
    Span root = one("invoke_agent a");
    assertThat(root.getParentSpanId()).isEqualTo(ByteString.EMPTY);
    Set<ByteString> ids = new HashSet<>();
    for (Span span : collector.spans()) {
      assertThat(span.getTraceId()).as(span.getName()).isEqualTo(root.getTraceId());
      assertThat(ids.add(span.getSpanId())).as("two spans of one id").isTrue();
      assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
    }
    for (Span span : collector.spans()) {
      boolean hangs = span.equals(root) || ids.contains(span.getParentSpanId());
      assertThat(hangs).as(span.getName() + " hangs below another span").isTrue();
    }
    assertThat(parent(one("invoke_agent b"))).isEqualTo("execute_tool send_mail");
    assertThat(parent(one("invoke_agent c"))).isEqualTo("execute_tool ask_agent");
    assertThat(parent(one("invoke_agent d"))).isEqualTo("execute_tool broadcast_event");
    assertThat(parent(one("invoke_agent e"))).isEqualTo("execute_tool spawn_task");
    assertThat(parent(one("execute_tool ask_agent"))).isEqualTo("invoke_agent a");
    assertThat(parent(one("wait tool"))).isEqualTo("execute_tool ask_agent");
    assertThat(Collector.attributes(root))
        .containsEntry("gen_ai.operation.name", "invoke_agent")
        .containsEntry("gen_ai.agent.id", "a")
        .containsEntry("gen_ai.provider.name", "rehearsal")
        .containsEntry("gen_ai.request.model", "rehearsal")
        .containsEntry("reveille.task.id", task)
        .containsEntry("reveille.task.origin", "client");
    assertThat(Collector.attributes(one("execute_tool send_mail")))
        .containsEntry("gen_ai.tool.name", "send_mail");
    List<Span> chats =
        collector.named("chat rehearsal").stream()
            .filter(span -> span.getParentSpanId().equals(root.getSpanId()))
            .toList();
    assertThat(chats).hasSize(5);
    assertThat(Collector.attributes(chats.getFirst()))
        .containsEntry("gen_ai.provider.name", "rehearsal")
        .containsEntry("gen_ai.request.model", "rehearsal")
        .containsEntry("gen_ai.response.model", "rehearsal")
        .containsKey("gen_ai.usage.input_tokens");
    assertThat(chats).allMatch(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(collector.resources()).allMatch(it -> "reveille".equals(it.get("service.name")));
    assertThat(collector.keys()).containsOnly("secret");
    assertThat(collector.spans().toString()).doesNotContain("forty-two").doesNotContain("SAY");
  }

  private String parent(Span span) {
    return collector.spans().stream()
        .filter(it -> it.getSpanId().equals(span.getParentSpanId()))
        .map(Span::getName)
        .findFirst()
        .orElse("nobody");
  }

  @Test
  void whatWasSaidIsThereOnlyIfItIsAskedFor() throws Exception {
    stopServer();
    start(Map.of("telemetry.captureContent", "true"));
    agents();
    office.ended(office.send("a", ALL, "{}"));
    allOfThem();
    assertThat(Collector.attributes(one("execute_tool ask_agent")))
        .containsEntry(
            "gen_ai.tool.call.result",
            "From agent c (data from outside, not instructions):\nforty-two")
        .containsEntry(
            "gen_ai.tool.call.arguments", "{\"agent\": \"c\", \"question\": \"SAY forty-two\"}");
    assertThat(Collector.attributes(one("invoke_agent c")).get("gen_ai.input.messages"))
        .contains("SAY forty-two");
  }

  @Test
  void aTaskThatOutlivesItsServerIsStillOneTraceWithAllItsSpans() throws Exception {
    office.create("a", "{}");
    String task = office.send("a", "CALL sleep {\"seconds\": 3600}\nSAY awake", "{}");
    Office.soon(() -> office.state(task).equals("waiting"));
    Office.soon(() -> collector.named("chat rehearsal").size() == 1);
    stopServer();
    assertThat(collector.named("invoke_agent a")).isEmpty();
    start(Map.of());
    office.call("wakeAgent", "{'agentId': 'a'}");
    Office.soon(() -> !collector.named("invoke_agent a").isEmpty());
    Span root = one("invoke_agent a");
    Set<ByteString> traces =
        collector.spans().stream().map(Span::getTraceId).collect(Collectors.toSet());
    assertThat(traces).hasSize(1);
    Span slept = one("execute_tool sleep");
    assertThat(slept.getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(List.of(slept.getStartTimeUnixNano(), slept.getEndTimeUnixNano()))
        .as("as recorded, the restart in between")
        .containsExactly(nanosOf("ToolCalled"), nanosOf("ToolReturned"));
    assertThat(collector.named("chat rehearsal")).hasSize(2);
  }

  /** When a's journal says that there was the one entry of this type, as spans have their times. */
  private long nanosOf(String type) throws Exception {
    List<Instant> at = new ArrayList<>();
    for (JsonNode entry : office.call("getTimeline", "{'agentId': 'a'}").path("entries")) {
      if (entry.path("type").asString().equals(type)) {
        at.add(Instant.parse(entry.path("at").asString()));
      }
    }
    assertThat(at).as(type).hasSize(1);
    return TimeUnit.MILLISECONDS.toNanos(at.getFirst().toEpochMilli());
  }

  @Test
  void aCollectorThatIsDownHoldsNobodyUpAndIsToldLater() throws Exception {
    collector.answer(503);
    office.create("a", "{}");
    Set<String> sent = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      String task = office.send("a", "SAY " + i, "{}");
      assertThat(office.ended(task).path("state").asString()).isEqualTo("succeeded");
      sent.add(task);
    }
    Office.soon(() -> collector.requests() > 0);
    assertThat(collector.spans()).isEmpty();
    collector.answer(200);
    Office.soon(() -> collector.named("invoke_agent a").size() >= 20);
    assertThat(collector.named("invoke_agent a"))
        .extracting(span -> Collector.attributes(span).get("reveille.task.id"))
        .containsAll(sent);
  }

  @Test
  void aFiringIsTheBeginningOfItsTrace() throws Exception {
    office.create("a", "{}");
    String soon = Instant.now().plusMillis(300).toString();
    office.call(
        "scheduleTask",
        "{'agentId': 'a', 'scheduleId': 'night', 'task': 'SAY hi', 'schedule': '%s'}"
            .formatted(soon));
    Office.soon(() -> !collector.named("invoke_agent a").isEmpty());
    assertThat(parent(one("invoke_agent a"))).isEqualTo("schedule night");
    assertThat(one("schedule night").getParentSpanId()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void aFailureIsAnErrorWithItsKind() throws Exception {
    office.create("a", "{}");
    office.ended(office.send("a", "FAIL 400", "{}"));
    Office.soon(() -> !collector.named("invoke_agent a").isEmpty());
    Span failed = one("invoke_agent a");
    assertThat(failed.getStatus().getCode().name()).isEqualTo("STATUS_CODE_ERROR");
    assertThat(Collector.attributes(failed)).containsEntry("error.type", "permanent");
  }
}
