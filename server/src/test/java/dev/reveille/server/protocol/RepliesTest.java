package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An answer to a mail that is given again because nobody knows whether it arrived. */
class RepliesTest {
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

  private JsonNode reply(String mail, String rest) throws Exception {
    return call("replyMail", "{'mailId': '%s', %s}".formatted(mail, rest));
  }

  private static String id(JsonNode mail) {
    return mail.path("mailId").asString();
  }

  private JsonNode call(String method, String params) throws Exception {
    String frame = "{'jsonrpc': '2.0', 'id': 1, 'method': 'async.%s', 'params': %s}";
    JsonNode answer = talk.call(frame.formatted(method, params).replace('\'', '"'));
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }
}
