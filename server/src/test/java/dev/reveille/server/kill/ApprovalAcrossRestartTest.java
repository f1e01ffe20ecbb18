package dev.reveille.server.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.ReveilleClient;
import dev.reveille.postgres.LocalPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A call that waits for a person, with {@code kill -9} before and after the answer. */
@Tag("kill")
class ApprovalAcrossRestartTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private ServerProcess process;
  private ReveilleClient client;

  @BeforeEach
  void start() throws IOException {
    process = ServerProcess.launch(folder, LocalPort.claim());
    client = ReveilleClient.at(process.ready());
  }

  @AfterEach
  void close() {
    process.close();
  }

  private void restart() throws IOException, InterruptedException {
    process.kill();
    process = ServerProcess.launch(folder, client.server().getPort());
    process.ready();
  }

  private JsonNode call(String method, String params) throws IOException {
    return client.call(method, JSON.readTree(params.replace('\'', '"')));
  }

  private JsonNode approvals() throws IOException {
    return call("listApprovals", "{}").path("approvals");
  }

  @Test
  void anApprovalSurvivesARestartAndItsCallIsRunOnce() throws Exception {
    call(
        "createAgent",
        "{'agentId': 'a', 'definition': {'systemPrompt': ''},"
            + " 'config': {'approvals': ['send_mail']}}");
    ObjectNode task = JSON.createObjectNode().put("agentId", "a");
    task.put("prompt", "CALL send_mail {\"to\": \"user:ann\", \"body\": \"paid\"}\nSAY sent");
    String id = client.call("sendTask", task).path("taskId").asString();
    await().atMost(Duration.ofMinutes(1)).until(() -> approvals().size() == 1);
    JsonNode before = approvals();
    restart();
    assertThat(approvals()).isEqualTo(before);
    String approval = before.get(0).path("approvalId").asString();
    call("resolveApproval", "{'approvalId': '%s', 'decision': 'approve'}".formatted(approval));
    restart();
    JsonNode ended = call("awaitTask", "{'taskId': '%s', 'timeoutSeconds': 60}".formatted(id));
    assertThat(ended.path("state").asString()).isEqualTo("succeeded");
    assertThat(call("listMail", "{'mailbox': 'user:ann'}").path("mails")).hasSize(1);
    assertThat(approvals()).isEmpty();
    // Who died before he carried it carries it after the restart, and nothing waits for that.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !call("listMail", "{'mailbox': 'user'}").path("mails").isEmpty());
    JsonNode mails = call("listMail", "{'mailbox': 'user'}").path("mails");
    assertThat(mails).as("told of once").hasSize(1);
    assertThat(mails.get(0).path("subject").asString())
        .isEqualTo("Approval " + approval + ": send_mail");
  }
}
