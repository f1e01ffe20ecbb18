package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What tests of whole tasks say to a server, over a socket, and how they wait for its answers. */
record Office(Talk talk) {

  /**
   * @param params JSON; quotes may be single ones
   */
  JsonNode call(String method, String params) throws IOException, InterruptedException {
    return call(method, (ObjectNode) Talk.JSON.readTree(params.replace('\'', '"')));
  }

  JsonNode call(String method, ObjectNode params) throws IOException, InterruptedException {
    JsonNode answer = answer(method, params);
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer.path("result");
  }

  /** Why the call is refused. */
  JsonNode refusal(String method, String params) throws IOException, InterruptedException {
    return answer(method, (ObjectNode) Talk.JSON.readTree(params.replace('\'', '"'))).path("error");
  }

  private JsonNode answer(String method, ObjectNode params)
      throws IOException, InterruptedException {
    ObjectNode frame = Talk.JSON.createObjectNode();
    frame.put("jsonrpc", "2.0").put("id", 1).put("method", "async." + method);
    return talk.call(frame.set("params", params).toString());
  }

  void create(String agent, String config) throws IOException, InterruptedException {
    call(
        "createAgent",
        "{'agentId': '%s', 'definition': {'systemPrompt': ''}, 'config': %s}"
            .formatted(agent, config));
  }

  /**
   * Sends a task.
   *
   * @param rest other params, as JSON
   * @return its id
   */
  String send(String agent, String prompt, String rest) throws IOException, InterruptedException {
    ObjectNode params = (ObjectNode) Talk.JSON.readTree(rest.replace('\'', '"'));
    return call("sendTask", params.put("agentId", agent).put("prompt", prompt))
        .path("taskId")
        .asString();
  }

  JsonNode task(String id) throws IOException, InterruptedException {
    return call("getTask", "{'taskId': '%s'}".formatted(id));
  }

  String state(String id) throws IOException, InterruptedException {
    return task(id).path("state").asString();
  }

  /** The task when it has ended. */
  JsonNode ended(String id) throws IOException, InterruptedException {
    return call("awaitTask", "{'taskId': '%s', 'timeoutSeconds': 60}".formatted(id));
  }

  String why(String agent) throws IOException, InterruptedException {
    return call("getAgent", "{'agentId': '%s'}".formatted(agent)).path("why").asString();
  }

  /** The one mail of a person's with such a subject, when it is there. */
  JsonNode mail(String subject) throws IOException, InterruptedException {
    soon(() -> count(subject) > 0);
    assertThat(count(subject)).as(subject).isEqualTo(1);
    for (JsonNode mail : mails()) {
      if (mail.path("subject").asString().contains(subject)) {
        return call("getMail", "{'mailId': '%s'}".formatted(mail.path("mailId").asString()));
      }
    }
    throw new IllegalStateException("gone: " + subject);
  }

  int count(String subject) throws IOException, InterruptedException {
    int count = 0;
    for (JsonNode mail : mails()) {
      count += mail.path("subject").asString().contains(subject) ? 1 : 0;
    }
    return count;
  }

  private JsonNode mails() throws IOException, InterruptedException {
    return call("listMail", "{'mailbox': 'user', 'limit': 100}").path("mails");
  }

  /** The next notification of that method. */
  JsonNode heard(String method) throws IOException {
    while (true) {
      JsonNode heard = talk.heard();
      if (heard.path("method").asString().equals("async." + method)) {
        return heard.path("params");
      }
    }
  }

  static void soon(Callable<Boolean> holds) {
    await().atMost(Duration.ofMinutes(1)).until(holds);
  }
}
