package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What becomes of dead letters when they are sent on their way again. */
class DeadLettersTest {
  private static final Duration SOON = Duration.ofMinutes(1);

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

  /** Otherwise the model would be told that it has mail, and not what the mail says. */
  @Test
  void aRedrivenMailTaskHasItsMail() throws Exception {
    call("createAgent", "{'agentId': 'a', 'definition': {}, 'config': {'maxAttempts': 1}}");
    call("sendMail", "{'to': 'a', 'body': 'FAIL 408 times=9'}");
    JsonNode died = letter("{'kind': 'task'}", "");
    call("redriveDeadLetter", "{'deadLetterId': '%s'}".formatted(id(died)));
    JsonNode again = letter("{'kind': 'task'}", id(died));
    assertThat(again.path("reason").asString())
        .isEqualTo(died.path("reason").asString())
        .contains("answered 408");
    JsonNode task = call("getTask", "{'taskId': '%s'}".formatted(id(again)));
    assertThat(task.path("origin").asString()).isEqualTo("redrive:" + id(died));
  }

  @Test
  void aMailThatNobodyBeganWithIsDeliveredOnceMore() throws Exception {
    call("createAgent", "{'agentId': 'a', 'definition': {}, 'autoStart': false}");
    call("updateAgent", "{'agentId': 'a', 'config': {'queueLimit': 1}}");
    call("sendTask", "{'agentId': 'a', 'prompt': 'SAY first'}");
    String mail =
        call("sendMail", "{'to': 'a', 'body': 'SAY hello', 'ttlSeconds': 1}")
            .path("mailId")
            .asString();
    JsonNode letter = letter("{'kind': 'mail'}", "");
    assertThat(letter.path("mailId").asString()).isEqualTo(mail).isEqualTo(id(letter));
    assertThat(letter.path("reason").asString()).startsWith("nobody began with it before");
    assertThat(call("listDeadLetters", "{'kind': 'task'}").path("deadLetters")).isEmpty();
    call("startAgent", "{'agentId': 'a'}");
    JsonNode again = call("redriveDeadLetter", "{'deadLetterId': '%s'}".formatted(mail));
    Awaitility.await()
        .atMost(SOON)
        .until(() ->
            call("getMail", "{'mailId': '%s'}".formatted(again.path("mailId").asString()))
                .path("status")
                .asString()
                .equals("read"));
    assertThat(call("listDeadLetters", "{'kind': 'mail'}").path("deadLetters")).isEmpty();
    assertThat(call("listMail", "{'mailbox': 'a'}").path("mails")).hasSize(2);
  }

  private static String id(JsonNode letter) {
    return letter.path("deadLetterId").asString();
  }

  /** The one open letter, when it is there and is not the one before. */
  private JsonNode letter(String filter, String but) {
    return Awaitility.await()
        .atMost(SOON)
        .until(
            () -> call("listDeadLetters", filter).path("deadLetters").path(0),
            letter -> !letter.isMissingNode() && !id(letter).equals(but));
  }

  private JsonNode call(String method, String params) throws Exception {
    String frame = "{'jsonrpc': '2.0', 'id': 1, 'method': 'async.%s', 'params': %s}";
    JsonNode answer = talk.call(frame.formatted(method, params).replace('\'', '"'));
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }
}
