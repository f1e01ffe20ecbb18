package dev.reveille.server.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.client.AgentState;
import dev.reveille.client.DeadLetter;
import dev.reveille.client.Mail;
import dev.reveille.client.Priority;
import dev.reveille.client.ReveilleClient;
import dev.reveille.client.Schedule;
import dev.reveille.client.Task;
import dev.reveille.client.TaskState;
import dev.reveille.engine.Gauges;
import dev.reveille.server.protocol.WholeServer;
import dev.reveille.store.Offline;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Today's code takes over the data folders of earlier versions, which were killed in the middle of
 * everything. {@code -Dupgrade.write=FILE} makes one more such folder with the code of today: once
 * for each release.
 */
class UpgradeTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> TABLES =
      List.of(
          "agents",
          "tasks",
          "dead_letters",
          "mails",
          "firings",
          "events",
          "listeners",
          "approvals",
          "notes",
          "progress");

  private final List<String> said = new ArrayList<>();

  static Stream<Path> folders() throws IOException, URISyntaxException {
    Path all = Path.of(Objects.requireNonNull(UpgradeTest.class.getResource("/upgrade")).toURI());
    return Files.list(all).sorted();
  }

  @Test
  void makesAnotherFolder(@TempDir Path folder) throws Exception {
    String asked = System.getProperty("upgrade.write");
    Path file = asked == null ? folder.resolve("today.db.gz") : Path.of(asked);
    OldFolder.write(folder, file);
    assertThat(file).isNotEmptyFile();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void theTablesAreThoseOfTheJournal(Path packed, @TempDir Path data) throws Exception {
    OldFolder.unpack(packed, data);
    assertThat(Offline.check(data, said::add)).as("%s", said).isZero();
    List<String> old = rows(data);
    assertThat(old).hasSizeGreaterThan(40);
    Offline.rebuild(data, said::add);
    assertThat(rows(data)).isEqualTo(old);
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everythingGoesOn(Path packed, @TempDir Path folder) throws Exception {
    OldFolder.unpack(packed, folder.resolve("data"));
    try (WholeServer server = WholeServer.start(folder, Map.of(), Gauges.constant(0, 0))) {
      ReveilleClient client = ReveilleClient.at(server.address());
      whatIsDueHappens(client);
      whatWaitsForPeopleGoesOnWhenTheySaySo(client);
      assertThat(unended(client)).as("left over").isEmpty();
    }
    assertThat(Offline.check(folder.resolve("data"), said::add)).as("%s", said).isZero();
  }

  private static void whatIsDueHappens(ReveilleClient client) throws Exception {
    awaitResults(client, "napper", "well rested");
    awaitResults(client, "retrying", "second try");
    awaitResults(client, "worker", "after the other", "not interrupted for long");
    awaitResults(client, "clerk", "read it");
    Awaitility.await("rest")
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(results(client, "resting")).singleElement().asString().contains("rested"));
    Task worked =
        client.tasks().list("worker", null, Optional.empty()).items().stream()
            .map(row -> get(client, row.taskId()))
            .filter(task -> task.prompt().contains("WAIT"))
            .findFirst()
            .orElseThrow();
    assertThat(worked.steps()).filteredOn(step -> step.kind().equals("tool")).hasSize(1);
    assertThat(worked.steps()).anyMatch(step -> step.text().contains("interrupted"));
    Schedule daily = client.schedules().get("planner", "daily");
    assertThat(daily.timezone()).isEqualTo("Europe/Berlin");
    assertThat(daily.next()).isNotNull();
    assertThat(client.schedules().get("planner", "often").firings()).hasSize(2);
    Schedule paused = client.schedules().get("planner", "paused");
    assertThat(paused.paused()).isTrue();
    assertThat(paused.firings()).isEmpty();
    assertThat(client.agents().get("sleeper").state()).isEqualTo(AgentState.SLEEPING);
    assertThat(results(client, "sleeper")).containsExactly("before");
    assertThat(
            client.call(
                "listNotes", JSON.readTree("{\"agentId\": \"noter\", \"query\": \"port\"}")))
        .asString()
        .contains("the old port was 7717");
  }

  private static void whatWaitsForPeopleGoesOnWhenTheySaySo(ReveilleClient client)
      throws Exception {
    client.events().publish("dawn", JSON.createObjectNode(), Priority.NORMAL);
    awaitResults(client, "sleeper", "woken at last", "before");
    client.events().publish("build.done", JSON.readTree("{\"branch\": \"main\"}"), Priority.NORMAL);
    awaitResults(client, "listener", "heard <event-text>build.done</event-text>");
    client.agents().start("stopped");
    awaitResults(client, "stopped", "started again");
    client.agents().update("poor", JSON.readTree("{\"budget\": {\"maxCalls\": 10}}"));
    awaitResults(client, "poor", "rich");
    var approvals = client.approvals().list("asker", Optional.empty()).items();
    assertThat(approvals).singleElement().matches(it -> it.tool().equals("send_mail"));
    client.approvals().approve(approvals.getFirst().approvalId());
    awaitResults(client, "asker", "sent");
    assertThat(client.mail().list("user:ann", null, Optional.empty()).items())
        .extracting(Mail::from)
        .containsExactly("asker", "clerk");
    DeadLetter died = client.deadLetters().list("task", Optional.empty()).items().getFirst();
    client.deadLetters().redrive(died.deadLetterId(), "SAY alive");
    awaitResults(client, "dying", "alive");
    assertThat(client.deadLetters().list("event", Optional.empty()).items())
        .extracting(DeadLetter::eventId)
        .contains("unheard");
  }

  private static Task get(ReveilleClient client, String taskId) {
    try {
      return client.tasks().get(taskId);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Of the tasks of an agent that succeeded, the newest first. */
  private static List<String> results(ReveilleClient client, String agent) throws IOException {
    return client.tasks().list(agent, TaskState.SUCCEEDED, Optional.empty()).items().stream()
        .map(row -> String.valueOf(get(client, row.taskId()).result()))
        .toList();
  }

  private static void awaitResults(ReveilleClient client, String agent, String... results) {
    Awaitility.await(agent)
        .atMost(SOON)
        .untilAsserted(() -> assertThat(results(client, agent)).containsExactlyInAnyOrder(results));
  }

  private static List<Task.Row> unended(ReveilleClient client) throws IOException {
    return client.tasks().list(null, null, Optional.empty()).items().stream()
        .filter(row -> !row.state().isEnd())
        .filter(row -> !row.agentId().equals("planner")) // whose next instant may be just now
        .toList();
  }

  private static List<String> rows(Path data) throws SQLException {
    List<String> rows = new ArrayList<>();
    String url = "jdbc:sqlite:" + data.resolve("reveille.db");
    try (var connection = DriverManager.getConnection(url);
        Statement s = connection.createStatement()) {
      for (String table : TABLES) {
        try (ResultSet row = s.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2")) {
          while (row.next()) {
            StringBuilder text = new StringBuilder(table);
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              text.append(' ').append(row.getString(i));
            }
            rows.add(text.toString());
          }
        }
      }
    }
    return rows;
  }
}
