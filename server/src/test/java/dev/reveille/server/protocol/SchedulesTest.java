package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The ledger of a schedule, as clients see it. */
class SchedulesTest {
  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;

  @BeforeEach
  void start() throws Exception {
    server = WholeServer.start(folder);
    talk = Talk.http(server.address());
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  @Test
  void aScheduleOfTheSameNameDoesNotHaveTheFiringsOfADeletedOne() throws Exception {
    call("createAgent", "{'agentId': 'a', 'definition': {}}");
    fire();
    fire();
    assertThat(firings("")).hasSize(2);
    call("deleteSchedule", "{'agentId': 'a', 'scheduleId': 's'}");
    set();
    assertThat(firings("")).isEmpty();
    String mine = fire();
    assertThat(firings("")).hasSize(1);
    JsonNode page = firings(", 'limit': 1");
    assertThat(page.path(0).path("taskId").asString()).isEqualTo(mine);
    set(); // changed or not, it is still the same one
    assertThat(firings("")).hasSize(1);
  }

  private void set() throws Exception {
    call(
        "scheduleTask",
        "{'agentId': 'a', 'scheduleId': 's', 'task': 'SAY ok', 'schedule': '@every 1h'}");
  }

  private String fire() throws Exception {
    set();
    return call("triggerSchedule", "{'agentId': 'a', 'scheduleId': 's'}").path("taskId").asString();
  }

  private JsonNode firings(String more) throws Exception {
    String params = "{'agentId': 'a', 'scheduleId': 's'%s}".formatted(more);
    return call("getSchedule", params).path("firings");
  }

  private JsonNode call(String method, String params) throws Exception {
    String frame = "{'jsonrpc': '2.0', 'id': 1, 'method': 'async.%s', 'params': %s}";
    JsonNode answer = talk.call(frame.formatted(method, params).replace('\'', '"'));
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }
}
