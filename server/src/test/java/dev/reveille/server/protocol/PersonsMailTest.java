package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Mail between persons: answers that are given again, and boxes that are full. */
class PersonsMailTest {
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
  void theSameWordsAreOneAnswer() throws Exception {
    String mail = id(call("sendMail", "{'to': 'user:ann', 'from': 'user:bob', 'body': 'well?'}"));
    String yes = id(reply(mail, "'body': 'yes'"));
    assertThat(id(reply(mail, "'body': 'yes'"))).isEqualTo(yes);
    assertThat(id(reply(mail, "'body': 'no'"))).isNotEqualTo(yes);
    String again = id(reply(mail, "'body': 'yes', 'idempotencyKey': 'k'"));
    assertThat(again).isNotEqualTo(yes);
    assertThat(id(reply(mail, "'body': 'whatever', 'idempotencyKey': 'k'"))).isEqualTo(again);
    assertThat(call("listMail", "{'mailbox': 'user:bob'}").path("mails")).hasSize(3);
    assertThat(call("getMail", "{'mailId': '%s'}".formatted(mail)).path("status").asString())
        .isEqualTo("replied");
  }

  @Test
  void aPersonsMailboxIsAsLargeAsItIsWanted() throws Exception {
    String params = "{'to': 'user:ann', 'from': 'user:bob', 'body': 'well?'}";
    JsonNode updated = mailboxLimit(1);
    assertThat(updated.path("changed").asBoolean()).isTrue();
    assertThat(updated.path("config").path("mailboxLimit").asInt()).isEqualTo(1);
    call("sendMail", params);
    assertThat(answer("sendMail", params).at("/error/data/limit").asString())
        .isEqualTo("mailboxLimit");
    mailboxLimit(2);
    call("sendMail", params);
    assertThat(call("listMail", "{'mailbox': 'user:ann'}").path("mails")).hasSize(2);
    assertThat(answer("getAgent", "{'agentId': 'user:ann'}").has("error")).isTrue();
  }

  private JsonNode mailboxLimit(int limit) throws Exception {
    return call(
        "updateAgent", "{'agentId': 'user:ann', 'config': {'mailboxLimit': %d}}".formatted(limit));
  }

  private JsonNode reply(String mail, String rest) throws Exception {
    return call("replyMail", "{'mailId': '%s', %s}".formatted(mail, rest));
  }

  private static String id(JsonNode mail) {
    return mail.path("mailId").asString();
  }

  private JsonNode answer(String method, String params) throws Exception {
    String frame = "{'jsonrpc': '2.0', 'id': 1, 'method': 'async.%s', 'params': %s}";
    return talk.call(frame.formatted(method, params).replace('\'', '"'));
  }

  private JsonNode call(String method, String params) throws Exception {
    JsonNode answer = answer(method, params);
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }
}
