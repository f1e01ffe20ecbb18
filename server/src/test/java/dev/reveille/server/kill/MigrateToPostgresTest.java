package dev.reveille.server.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.client.ReveilleClient;
import dev.reveille.engine.Json;
import dev.reveille.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From the first start on a folder to a server on PostgreSQL, by the program's own commands. */
class MigrateToPostgresTest {
  @TempDir private Path folder;

  private final PostgresServer.Place place = PostgresServer.shared().fresh();
  private final Map<String, String> environment = OnPostgres.environment(place);

  private String said(String... arguments) throws Exception {
    return ServerProcess.said(environment, arguments);
  }

  @Test
  void aFoldersAgentsGoOnInPostgres() throws Exception {
    try (ServerProcess server = ServerProcess.launch(folder, 0)) {
      create(server, "old");
      assertThat(server.stop()).isTrue();
    }
    String config = OnPostgres.options(folder, place).getFirst();
    String data = "--data=" + folder.resolve("data");
    assertThat(said("doctor", config, data)).contains("without tables yet");
    assertThat(said("migrate", "postgres", config, data))
        .contains("the journal is copied up to position", "all is well")
        .endsWith("exit 0");
    assertThat(said("migrate", "postgres", config, data)).contains("not empty").endsWith("exit 1");
    try (ServerProcess server = ServerProcess.launch(folder, 0, environment, List.of(config))) {
      create(server, "new");
      assertThat(said("check", config, data)).contains("in use by a server").endsWith("exit 1");
      assertThat(said("doctor", config, data)).contains("its journal ends at position");
      assertThat(server.stop()).isTrue();
    }
    assertThat(said("check", config, data)).contains("all is well").endsWith("exit 0");
    assertThat(said("rebuild", config, data)).contains("rebuilt from").endsWith("exit 0");
    assertThat(said("backup", "file", config, data)).contains("pg_dump").endsWith("exit 2");
  }

  /** Creates an agent, and finds it and all before it. */
  private static void create(ServerProcess server, String agent) throws Exception {
    ReveilleClient client = ReveilleClient.at(server.ready());
    var made = Json.MAPPER.createObjectNode();
    made.putObject("definition").put("systemPrompt", "You follow the script.");
    client.call("createAgent", made.put("agentId", agent));
    JsonNode agents = client.call("listAgents", Json.MAPPER.createObjectNode()).path("agents");
    assertThat(agents.toString()).contains("\"old\"", '"' + agent + '"');
  }

  @Test
  void whatIsWrongIsSaidInALineWithoutSecrets() throws Exception {
    String config = OnPostgres.options(folder, place).getFirst();
    String said =
        ServerProcess.said(
            Map.of("DB_PASSWORD", "a-wrong-password"),
            "serve",
            "--port=0",
            config,
            "--data=" + folder.resolve("data"));
    assertThat(said).contains("PostgreSQL refuses the user or the password").endsWith("exit 1");
    assertThat(said).doesNotContain("a-wrong-password", "\tat ", "Exception");
    assertThat(ServerProcess.said(Map.of(), "check", config))
        .contains("DB_PASSWORD, which is not set")
        .endsWith("exit 2");
    assertThat(said("check", "--store=jdbc:postgresql://u:very-secret@h/d"))
        .contains("store.passwordEnv")
        .doesNotContain("very-secret")
        .endsWith("exit 2");
    assertThat(said("check", "--store=jdbc:postgresql://h/d?password=very-secret"))
        .contains("store.passwordEnv")
        .doesNotContain("very-secret")
        .endsWith("exit 2");
  }
}
