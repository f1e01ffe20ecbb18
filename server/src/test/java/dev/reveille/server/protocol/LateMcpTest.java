package dev.reveille.server.protocol;

import static dev.reveille.server.protocol.Office.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Gauges;
import dev.reveille.postgres.LocalPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An MCP server that is there later than the agents that use its tools. */
@Timeout(300)
class LateMcpTest {
  private static final String PAY = "CALL mcp_bank_pay {}\nSAY {{result}}";

  @TempDir private Path folder;
  private final int port = LocalPort.claim();
  private @Nullable WholeServer server;
  private @Nullable Talk talk;
  private @Nullable SmallMcp mcp;

  private void start(Map<String, String> more) throws IOException {
    Map<String, String> options = new HashMap<>(more);
    options.put(
        "mcp.servers", "{\"bank\": {\"url\": \"http://127.0.0.1:%d/mcp\"}}".formatted(port));
    server = WholeServer.start(folder, options, Gauges.constant(0, 0));
    talk = Talk.webSocket(server.address());
  }

  private Office office() {
    return new Office(Objects.requireNonNull(talk));
  }

  private void stopServer() throws Exception {
    if (talk != null && server != null) {
      talk.close();
      server.close();
    }
    server = null;
  }

  @AfterEach
  void stop() throws Exception {
    if (mcp != null) {
      mcp.close();
    }
    stopServer();
  }

  private String health() throws Exception {
    for (JsonNode check : office().call("getHealth", "{}").path("checks")) {
      if (check.path("name").asString().equals("mcp:bank")) {
        return check.path("detail").asString();
      }
    }
    return "";
  }

  @Test
  void aCallOfAToolThatIsNotThereYetIsAskedAboutByItsName() throws Exception {
    start(Map.of());
    soon(() -> health().contains("cannot be connected to"));
    office().create("a", "{'approvals': ['mcp:bank']}");
    office().call("subscribe", "{'kinds': ['approval']}");
    String task = office().send("a", PAY, "{}");
    JsonNode asked = office().heard("approval.requested");
    assertThat(asked.path("tool").asString()).isEqualTo("mcp_bank_pay");
    mcp = new SmallMcp(port).open();
    soon(() -> health().contains("connected, 2 tools"));
    assertThat(mcp.calls()).isZero();
    office()
        .call(
            "resolveApproval",
            "{'approvalId': '%s', 'decision': 'approve'}"
                .formatted(asked.path("approvalId").asString()));
    assertThat(office().ended(task).path("result").asString()).contains("done 1");
    assertThat(mcp.calls()).isEqualTo(1);
  }

  @Test
  void aToolWhoseServerIsAwayIsNotUnknown() throws Exception {
    start(Map.of());
    soon(() -> health().contains("cannot be connected to"));
    office().create("a", "{}");
    String away = office().send("a", PAY, "{}");
    assertThat(office().ended(away).path("result").asString())
        .contains("The MCP server bank is away", "can be made again");
    String none = office().send("a", "CALL mcp_nobody_pay {}\nSAY {{result}}", "{}");
    assertThat(office().ended(none).path("result").asString()).contains("There is no tool");
  }

  @Test
  void tasksWaitUntilItHasBeenTriedForTheFirstTime() throws Exception {
    mcp = new SmallMcp(port);
    start(Map.of("mcp.waitSeconds", "600"));
    office().create("a", "{}");
    office().create("b", "{'tools': ['files']}");
    String waits = office().send("a", PAY, "{}");
    String other = office().send("b", "SAY done", "{}");
    assertThat(office().ended(other).path("result").asString()).isEqualTo("done");
    assertThat(office().state(waits)).isEqualTo("running");
    mcp.open();
    assertThat(office().ended(waits).path("result").asString()).contains("done 1");
  }

  /** The rule is newer than the call, which has been in the journal since before a restart. */
  @Test
  void aRuleHoldsForACallThatWasMadeBeforeIt() throws Exception {
    definition("allow");
    SmallMcp silent = new SmallMcp(port).openButSilent();
    mcp = silent;
    start(Map.of());
    soon(() -> health().contains("connected, 2 tools"));
    office().call("createAgent", "{'agentId': 'payer'}");
    String task = office().send("payer", "CALL mcp_bank_look {}\nSAY {{result}}", "{}");
    soon(() -> silent.calls() == 1);
    stopServer();
    definition("ask");
    silent.open();
    start(Map.of());
    assertThat(office().ended(task).path("result").asString())
        .contains("nobody was asked about this one", "It was not run");
    assertThat(silent.calls()).isEqualTo(1);
  }

  private void definition(String verdict) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("agents")).resolve("payer.md"),
        "---\nname: payer\ndescription: Pays\napprovals: {\"mcp:bank\": %s}\n---\nYou pay.\n"
            .formatted(verdict));
  }
}
