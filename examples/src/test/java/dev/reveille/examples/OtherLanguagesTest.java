package dev.reveille.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.client.Agents;
import dev.reveille.client.ReveilleClient;
import dev.reveille.client.TaskRequest;
import dev.reveille.testkit.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The clients in {@code clients/} against a real server. */
class OtherLanguagesTest {
  private static final Path CLIENTS = Path.of("..", "clients").toAbsolutePath().normalize();
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir private Path folder;

  /** Each test of the package is one here, too. */
  @TestFactory
  Stream<DynamicTest> typeScript() throws Exception {
    Path home = CLIENTS.resolve("typescript");
    if (!Files.isDirectory(home.resolve("node_modules"))) {
      run(home, List.of("npm", "ci", "--ignore-scripts"));
    }
    run(home, List.of("npm", "run", "build"));
    run(home, List.of("npx", "tsc", "-p", "test"));
    packed(home);
    Path report = folder.resolve("report.xml");
    ProcessBuilder tests =
        new ProcessBuilder(
            "node",
            "--test",
            "--test-reporter=junit",
            "--test-reporter-destination=" + report,
            "test/client.test.mjs");
    ArrayNode command = JSON.createArrayNode();
    LiveServer.command().forEach(command::add);
    tests.environment().put("REVEILLE_TEST_SERVER", command.toString());
    tests.environment().put("REVEILLE_ADMISSION_DEFER_ABOVE", "1"); // however busy the machine is
    ended(tests.directory(home.toFile()));
    return cases(report);
  }

  /**
   * Nothing generated is in the repository, so what is published is looked at: it has each method.
   */
  private static void packed(Path home) throws Exception {
    Ended pack =
        ended(
            new ProcessBuilder("npm", "pack", "--dry-run", "--json", "--ignore-scripts")
                .directory(home.toFile()));
    assertThat(pack.code()).as(pack.out()).isZero();
    String list = pack.out().substring(pack.out().indexOf('['));
    assertThat(JSON.readTree(list).get(0).path("files"))
        .extracting(file -> file.path("path").asString())
        .contains("dist/index.js", "dist/index.d.ts", "dist/protocol.d.ts", "README.md");
    String types = Files.readString(home.resolve("dist/protocol.d.ts"));
    JsonNode document = JSON.readTree(CLIENTS.resolve("../docs/openrpc.json").toFile());
    for (JsonNode method : document.path("methods")) {
      String name = method.path("name").asString().replace("async.", "");
      String field = name.contains(".") ? '"' + name + '"' : name;
      assertThat(types).contains("\n    " + field + ": {");
      for (JsonNode param : method.path("params")) {
        assertThat(types).contains(param.path("description").asString());
      }
    }
  }

  private static Stream<DynamicTest> cases(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    assertThat(cases.getLength()).isGreaterThanOrEqualTo(7);
    return IntStream.range(0, cases.getLength())
        .mapToObj(i -> (Element) cases.item(i))
        .map(one ->
            DynamicTest.dynamicTest(
                one.getAttribute("name"),
                () ->
                    assertThat(one.getElementsByTagName("failure").getLength())
                        .as(one.getTextContent())
                        .isZero()));
  }

  @Test
  void pythonCalls() throws Exception {
    try (LiveServer server = LiveServer.start(folder, 0)) {
      agent(server);
      String sent =
          python(
              server,
              "call",
              "sendTask",
              "{\"agentId\": \"a\", \"prompt\": \"SAY hi\", \"wait\": true}");
      assertThat(JSON.readTree(sent).path("result").asString()).isEqualTo("hi");
      Ended refused = script(server, "call", "getAgent", "{\"agentId\": \"nobody\"}");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.out()).contains("no agent nobody");
    }
  }

  @Test
  void pythonWatchesFromACursor() throws Exception {
    try (LiveServer server = LiveServer.start(folder, 0)) {
      ReveilleClient client = agent(server);
      JsonNode first =
          client.call("getTimeline", JSON.readTree("{\"agentId\": \"a\", \"limit\": 1}"));
      String cursor = first.path("entries").get(0).path("cursor").asString();
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sent.add(client.tasks().send(TaskRequest.to("a", "SAY " + i)));
      }
      String heard =
          python(server, "watch", "--kind=task.completed", "--cursor=" + cursor, "--count=3");
      assertThat(heard.lines().map(line -> JSON.readTree(line).at("/params/taskId").asString()))
          .containsExactlyElementsOf(sent);
    }
  }

  private static ReveilleClient agent(LiveServer server) throws IOException {
    ReveilleClient client = ReveilleClient.at(server.address());
    client.agents().create(Agents.Plan.of("a").systemPrompt("You follow the script."));
    return client;
  }

  private static String python(LiveServer server, String... words) throws Exception {
    Ended ended = script(server, words);
    assertThat(ended.code()).as(ended.out()).isZero();
    return ended.out();
  }

  private static Ended script(LiveServer server, String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("python3", "-B"));
    line.add(CLIENTS.resolve("python").resolve("reveille.py").toString());
    line.addAll(List.of("--url", server.address().toString()));
    line.addAll(List.of(words));
    return ended(new ProcessBuilder(line));
  }

  private static void run(Path home, List<String> line) throws Exception {
    Ended ended = ended(new ProcessBuilder(line).directory(home.toFile()));
    assertThat(ended.code()).as(ended.out()).isZero();
  }

  private static Ended ended(ProcessBuilder builder) throws IOException, InterruptedException {
    return Ended.of(builder, Duration.ofMinutes(5));
  }
}
