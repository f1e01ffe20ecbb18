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

  /** A burst at a full queue is not lost: each event waits for somebody to give it to its agent. */
  @Test
  void anEventThatThereWasNoRoomForIsGivenToItsAgentAgain() throws Exception {
    call("createAgent", "{'agentId': 'a', 'definition': {}, 'config': {'queueLimit': 1}}");
    call("stopAgent", "{'agentId': 'a'}");
    call(
        "subscribeAgent",
        "{'agentId': 'a', 'subscriptionId': 's', 'events': ['burst'], 'prompt': 'SAY got {{data.n}}'}");
    for (int n = 1; n <= 3; n++) {
      String event = "{'event': 'burst', 'eventId': 'e%1$d', 'data': {'n': %1$d}}";
      call("broadcastEvent", event.formatted(n));
    }
    JsonNode letters =
        Awaitility.await()
            .atMost(SOON)
            .until(
                () -> call("listDeadLetters", "{'agentId': 'a'}").path("deadLetters"),
                all -> all.size() == 2);
    for (JsonNode letter : letters) {
      assertThat(letter.path("kind").asString()).isEqualTo("event");
      assertThat(letter.path("event").asString()).isEqualTo("burst");
      assertThat(letter.path("subscriptionId").asString()).isEqualTo("s");
      assertThat(letter.path("reason").asString()).contains("queueLimit");
    }
    String redrive =
        "{'deadLetterId': '%s', 'edits': {'priority': 'high'}}".formatted(id(letters.path(0)));
    assertThat(whole("redriveDeadLetter", redrive).path("error").path("code").asInt())
        .as("there is no room yet")
        .isEqualTo(-32003);
    call("startAgent", "{'agentId': 'a'}");
    String task =
        Awaitility.await()
            .atMost(SOON)
            .until(
                () ->
                    whole("redriveDeadLetter", redrive).path("result").path("taskId").asString(""),
                id -> !id.isEmpty());
    JsonNode done = call("awaitTask", "{'taskId': '%s', 'timeoutSeconds': 60}".formatted(task));
    String event = letters.path(0).path("eventId").asString();
    assertThat(done.path("origin").asString()).isEqualTo("event:" + event);
    assertThat(done.path("priority").asString()).isEqualTo("high");
    assertThat(done.path("prompt").asString()).contains("got").contains(event.substring(1));
    JsonNode left = call("listDeadLetters", "{'kind': 'event'}").path("deadLetters");
    assertThat(left).hasSize(1);
    assertThat(id(left.path(0))).isEqualTo(id(letters.path(1)));
    call("discardDeadLetter", "{'deadLetterId': '%s'}".formatted(id(left.path(0))));
    assertThat(call("listDeadLetters", "{}").path("deadLetters")).isEmpty();
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
    JsonNode answer = whole(method, params);
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }

  /** The answer, which may be an error. */
  private JsonNode whole(String method, String params) throws Exception {
    String frame = "{'jsonrpc': '2.0', 'id': 1, 'method': 'async.%s', 'params': %s}";
    return talk.call(frame.formatted(method, params).replace('\'', '"'));
  }
}
