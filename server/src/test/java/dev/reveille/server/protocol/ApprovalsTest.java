package dev.reveille.server.protocol;

import static dev.reveille.server.protocol.Office.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Calls of tools that wait for a person, over a real socket. */
class ApprovalsTest {
  private static final String WRITE =
      "CALL write_file {\"path\": \"out.txt\", \"content\": \"hello\"}\nSAY {{result}}";

  @TempDir private Path folder;
  private WholeServer server;
  private Talk talk;
  private Office office;

  private static final String CAREFUL =
      """
      ---
      name: careful
      description: Asks first
      approvals:
        write_file: ask
        list_directory: deny
      config:
        approvals: [files]
      ---
      You ask first.
      """;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("agents")).resolve("careful.md"), CAREFUL);
    server =
        WholeServer.start(
            folder,
            Map.of("workspace.allowWrite", "true"),
            dev.reveille.engine.Gauges.constant(0, 0));
    talk = Talk.webSocket(server.address());
    office = new Office(talk);
    office.create("a", "{'approvals': ['write_*']}");
    office.call("subscribe", "{'kinds': ['approval']}");
  }

  @AfterEach
  void stop() throws Exception {
    talk.close();
    server.close();
  }

  private boolean isWritten() {
    return folder.resolve("work/out.txt").toFile().exists();
  }

  private void resolve(String approval, String rest) throws Exception {
    office.call("resolveApproval", "{'approvalId': '%s', %s}".formatted(approval, rest));
  }

  @Test
  void aCallWaitsUntilSomebodyAgreesToIt() throws Exception {
    String task = office.send("a", WRITE, "{}");
    JsonNode asked = office.heard("approval.requested");
    String id = asked.path("approvalId").asString();
    assertThat(asked.path("taskId").asString()).isEqualTo(task);
    assertThat(asked.path("tool").asString()).isEqualTo("write_file");
    assertThat(office.state(task)).isEqualTo("waiting");
    assertThat(office.why("a")).startsWith("task " + task + " waits for ").contains(id);
    assertThat(isWritten()).isFalse();

    JsonNode open = office.call("listApprovals", "{'agentId': 'a'}").path("approvals");
    assertThat(open).hasSize(1);
    assertThat(open.get(0).path("approvalId").asString()).isEqualTo(id);
    assertThat(open.get(0).path("arguments").asString()).contains("out.txt");
    JsonNode mail = office.mail("Approval " + id + ": write_file");
    assertThat(mail.path("body").asString()).contains("out.txt", "resolveApproval", id);

    resolve(id, "'decision': 'approve'");
    JsonNode resolved = office.heard("approval.resolved");
    assertThat(resolved.path("approvalId").asString()).isEqualTo(id);
    assertThat(office.ended(task).path("state").asString()).isEqualTo("succeeded");
    assertThat(isWritten()).isTrue();
    assertThat(office.call("listApprovals", "{}").path("approvals")).isEmpty();
    JsonNode again =
        office.refusal(
            "resolveApproval", "{'approvalId': '%s', 'decision': 'approve'}".formatted(id));
    assertThat(again.at("/data/code").asString()).isEqualTo("conflict");
  }

  @Test
  void aDefinitionAsksAndItsAgentsConfigAddsToThat() throws Exception {
    office.call("createAgent", "{'agentId': 'b', 'definition': 'careful'}");
    for (String tool : List.of("write_file", "read_file")) {
      String task = office.send("b", "CALL " + tool + " {\"path\": \"x\"}\nSAY done", "{}");
      JsonNode asked = office.heard("approval.requested");
      assertThat(asked.path("tool").asString()).isEqualTo(tool);
      office.call("cancelTask", "{'taskId': '%s'}".formatted(task));
    }
    String denied = office.send("b", "CALL list_directory {}\nSAY {{result}}", "{}");
    assertThat(office.ended(denied).path("result").asString())
        .as("what is denied is not asked about")
        .contains("list_directory is not among");
    assertThat(office.call("listApprovals", "{}").path("approvals")).isEmpty();
  }

  @Test
  void aNoIsToldToTheModelWithItsNote() throws Exception {
    String task = office.send("a", WRITE, "{}");
    String id = office.heard("approval.requested").path("approvalId").asString();
    resolve(id, "'decision': 'deny', 'note': 'not on a Monday'");
    assertThat(office.ended(task).path("result").asString())
        .startsWith("This call was not approved: not on a Monday.");
    assertThat(isWritten()).isFalse();
  }

  @Test
  void whatNobodyAnswersInTimeIsDenied() throws Exception {
    office.call("updateAgent", "{'agentId': 'a', 'config': {'approvalTtlSeconds': 0.3}}");
    String task = office.send("a", WRITE, "{}");
    assertThat(office.ended(task).path("result").asString()).contains("nobody answered in time");
    assertThat(isWritten()).isFalse();
    assertThat(office.call("listApprovals", "{}").path("approvals")).isEmpty();
  }

  @Test
  void otherCallsOfTheSameReplyDoNotWait() throws Exception {
    String task =
        office.send(
            "a",
            "CALL read_file {\"path\": \"notes.txt\"}\nAND write_file {\"path\": \"out.txt\","
                + " \"content\": \"x\"}\nSAY done",
            "{}");
    String id = office.heard("approval.requested").path("approvalId").asString();
    soon(() -> office.task(task).path("steps").toString().contains("forty-two"));
    assertThat(office.call("listApprovals", "{}").path("approvals")).hasSize(1);
    resolve(id, "'decision': 'approve'");
    assertThat(office.ended(task).path("result").asString()).isEqualTo("done");
  }

  @Test
  void aCancelledTaskWaitsForNobody() throws Exception {
    String task = office.send("a", WRITE, "{}");
    String id = office.heard("approval.requested").path("approvalId").asString();
    office.call("cancelTask", "{'taskId': '%s'}".formatted(task));
    assertThat(office.call("listApprovals", "{}").path("approvals")).isEmpty();
    assertThat(
            office
                .refusal(
                    "resolveApproval", "{'approvalId': '%s', 'decision': 'deny'}".formatted(id))
                .at("/data/code")
                .asString())
        .isEqualTo("conflict");
    assertThat(isWritten()).isFalse();
  }

  @Test
  void pagesOfApprovalsFollowEachOther() throws Exception {
    office.call("updateAgent", "{'agentId': 'a', 'config': {'maxConcurrentTasks': 3}}");
    for (int i = 0; i < 3; i++) {
      office.send("a", WRITE, "{}");
      office.heard("approval.requested");
    }
    JsonNode first = office.call("listApprovals", "{'limit': 2}");
    assertThat(first.path("approvals")).hasSize(2);
    String cursor = first.path("nextCursor").asString();
    JsonNode second = office.call("listApprovals", "{'cursor': '%s'}".formatted(cursor));
    assertThat(second.path("approvals")).hasSize(1);
    assertThat(second.path("nextCursor").isNull()).isTrue();
  }
}
