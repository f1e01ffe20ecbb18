package dev.reveille.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reveille.client.FeedListener;
import dev.reveille.client.Interest;
import dev.reveille.client.ReveilleClient;
import dev.reveille.client.RpcException;
import dev.reveille.client.Subscription;
import dev.reveille.server.kill.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real server with secrets in its environment, its configuration and its workspace; a provider,
 * MCP servers and programs that repeat every secret they can get at. Then everything that anybody
 * could read is searched: what clients were answered, the feed, the log, the files of the store.
 */
@Timeout(300)
class SecretsTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String CONFIG =
      """
      server: {token: "%s"}
      tools:
        command: {programs: [env, printenv, cat, sh, base64, ps]}
        web: {hosts: ["127.0.0.1:*"], allowPrivate: true}
      mcp:
        servers:
          piped:
            command: "%s"
            args: [-cp, "%s", dev.reveille.server.secrets.LeakyMcp, "--key=${MCP_SETTING}"]
            env: {SETTING: "${MCP_SETTING}", API_TOKEN: "%s"}
          remote:
            url: "%s"
            headers: {Authorization: "Bearer ${MCP_HEADER}"}
      models:
        providers: [%s]
      log: {level: debug}
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Planted planted = new Planted();
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final ByteArrayOutputStream feed = new ByteArrayOutputStream();
  private Trap trap;
  private LeakyProvider provider;
  private LeakyMcp remote;
  private ServerProcess process;
  private ReveilleClient client;

  @BeforeEach
  void start() throws IOException {
    trap = new Trap();
    provider = new LeakyProvider(trap.url());
    remote = LeakyMcp.overHttp(trap.url());
    Path work = Files.createDirectories(folder.resolve("work"));
    String config =
        CONFIG.formatted(
            Planted.TOKEN,
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"),
            Planted.MCP_LITERAL,
            remote.url(),
            providers());
    // In the workspace, where agents read.
    Path file = Files.writeString(work.resolve("reveille.yaml"), config);
    Files.writeString(work.resolve(".env"), "AWS_SECRET_ACCESS_KEY=" + Planted.AWS + "\nOTHER=1\n");
    process =
        ServerProcess.launch(
            folder,
            0,
            Map.of(
                "LEAKY", Planted.PROVIDER,
                "SPARE_API_KEY", Planted.SPARE,
                "AWS_SECRET_ACCESS_KEY", Planted.AWS,
                "DATABASE_URL", "postgres://app:" + Planted.DATABASE + "@db.example.org/x",
                "MCP_SETTING", Planted.MCP_ENV,
                "MCP_HEADER", Planted.MCP_HEADER),
            List.of("--config=" + file));
    client = ReveilleClient.at(process.ready()).withToken(Planted.TOKEN);
  }

  @AfterEach
  void close() {
    process.close();
    provider.close();
    remote.close();
    trap.close();
  }

  /** One for each fault: who fails often is soon not asked any more. */
  private String providers() {
    return IntStream.range(0, LeakyProvider.FAULTS.size() + 3)
        .mapToObj(n ->
            "{name: leaky%d, dialect: openai, baseUrl: \"%s\", apiKeyEnv: LEAKY}"
                .formatted(n, provider.baseUrl()))
        .collect(Collectors.joining(", "));
  }

  private void keep(String text) {
    answers.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    answers.write('\n');
  }

  /** What was answered, also if it was a refusal. */
  private JsonNode call(String method, JsonNode params) throws IOException {
    try {
      JsonNode answer = client.call(method, params);
      keep(method + " " + answer);
      return answer;
    } catch (RpcException refused) {
      keep(method + " " + refused.error());
      return refused.error();
    }
  }

  private JsonNode call(String method, String params) throws IOException {
    return call(method, JSON.readTree(params.replace('\'', '"')));
  }

  private String send(String agent, String prompt, String model) throws IOException {
    ObjectNode task = JSON.createObjectNode().put("agentId", agent).put("prompt", prompt);
    task.putArray("models").add(model);
    JsonNode ended = call("sendTask", task.put("wait", true).put("waitSeconds", 60));
    return ended.path("taskId").asString();
  }

  private static String run(String program, String... arguments) {
    ObjectNode call = JSON.createObjectNode().put("program", program);
    List.of(arguments).forEach(call.putArray("arguments")::add);
    return "CALL run_command " + call;
  }

  private static List<String> toolCalls(Trap trap) {
    List<String> calls =
        new ArrayList<>(
            List.of(
                run("env"),
                run("printenv"),
                run("cat", "/proc/self/environ"),
                run("sh", "-c", "cat /proc/$PPID/environ"),
                run("sh", "-c", "base64 -w0 /proc/$PPID/environ"),
                run("sh", "-c", "cat /proc/[0-9]*/cmdline"),
                run("ps", "axwwe"),
                run("cat", "reveille.yaml", ".env"),
                run("sh", "-c", "head -c 65530 /dev/zero | tr '\\\\0' x; cat .env"),
                "CALL read_file {\"path\": \".env\"}",
                "CALL read_file {\"path\": \"reveille.yaml\"}",
                "CALL search_files {\"text\": \"SECRET\"}",
                "CALL read_file {\"path\": \"" + Planted.class.getSimpleName() + "\"}",
                "CALL http_get {\"url\": \"" + trap.url() + "\"}",
                "CALL mcp_nobody_tell {}"));
    for (String server : List.of("piped", "remote")) {
      for (String tool : List.of("tell", "fail", "refuse", "five_hundred", "die", "tell")) {
        calls.add("CALL mcp_" + server + "_" + tool + " {}");
      }
    }
    return calls;
  }

  @Test
  void noByteThatAnybodyCanReadHasASecretInIt() throws Exception {
    Subscription subscription =
        client.subscribe(
            new Interest(List.of(), List.of(), Optional.empty(), true),
            new FeedListener() {
              @Override
              public boolean heard(dev.reveille.client.Notification notification) {
                feed.writeBytes(notification.toString().getBytes(StandardCharsets.UTF_8));
                return true;
              }
            });
    call("createAgent", "{'agentId': 'hand', 'definition': {'systemPrompt': ''}}");
    call(
        "createAgent",
        "{'agentId': 'mouth', 'definition': {'systemPrompt': '', 'model': 'leaky0:m'},"
            + " 'config': {'maxAttempts': 2, 'retry': {'initialSeconds': 0.01}, 'maxSteps': 3}}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> call("getHealth", "{}").toString().split("connected, 5 tools", -1).length == 3);
    List<String> tasks = new ArrayList<>();
    for (String tool : toolCalls(trap)) {
      tasks.add(send("hand", tool + "\nSAY {{result}}", "rehearsal"));
    }
    for (int n = 0; n < LeakyProvider.FAULTS.size(); n++) {
      tasks.add(send("mouth", "DO " + LeakyProvider.FAULTS.get(n), "leaky" + n + ":m"));
    }
    tasks.add(putOff(LeakyProvider.OUTAGE, LeakyProvider.FAULTS.size()));
    readEverything(tasks);
    String later = putOff(LeakyProvider.PUTS_OFF, LeakyProvider.FAULTS.size() + 1);
    call("getAgent", "{'agentId': 'mouth'}");
    call("getHealth", "{}");
    call("cancelTask", "{'taskId': '" + later + "'}");
    assertThat(answers.toString(StandardCharsets.UTF_8))
        .as("it was tried")
        .contains("AWS_SECRET_ACCESS_KEY=***", "exit code 0", "Incorrect API key provided: ***")
        .contains("your key is ***, or ", "MCP server piped was lost during this call")
        .contains("\"state\":\"dead\"", "\"state\":\"failed\"", "\"state\":\"succeeded\"");
    subscription.close();
    process.stop();

    List<String> found = new ArrayList<>();
    found.addAll(planted.in("answers", answers.toByteArray()));
    found.addAll(planted.in("feed", feed.toByteArray()));
    found.addAll(planted.in("sent to another host", trap.caught()));
    found.addAll(planted.in("log", process.log().getBytes(StandardCharsets.UTF_8)));
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.addAll(planted.in(file.getFileName().toString(), Files.readAllBytes(file)));
      }
    }
    assertThat(found).isEmpty();
  }

  /** A task that is tried again for longer than this test lasts; answers as soon as it waits. */
  private String putOff(String fault, int provider) throws IOException {
    ObjectNode task = JSON.createObjectNode().put("agentId", "mouth");
    task.putArray("models").add("leaky" + provider + ":m");
    String sent = call("sendTask", task.put("prompt", "DO " + fault)).path("taskId").asString();
    await()
        .atMost(SOON)
        .until(() ->
            call("getTask", "{'taskId': '" + sent + "'}")
                .path("state")
                .asString("")
                .equals("waiting"));
    return sent;
  }

  private void readEverything(List<String> tasks) throws Exception {
    for (String task : tasks) {
      String id = "{'taskId': '" + task + "'}";
      call("getTask", id);
      JsonNode file = call("exportTask", id);
      call("replayTask", id);
      call("replayTask", JSON.createObjectNode().set("file", file.path("file")));
      call("replayTask", "{'taskId': '" + task + "', 'model': 'leaky15:m'}");
    }
    for (String agent : List.of("hand", "mouth")) {
      call("getAgent", "{'agentId': '" + agent + "'}");
      for (int from = 0; from < 2_000; from += 500) {
        String page = "{'agentId': '%s', 'fromSeq': %d, 'limit': 500}";
        call("getTimeline", page.formatted(agent, from));
      }
    }
    call("listDeadLetters", "{}");
    call("listTasks", "{'limit': 200}");
    call("listMail", "{'mailbox': 'user'}");
    for (String method :
        List.of("getServerInfo", "getHealth", "getMetrics", "getAgentStates", "listDefinitions")) {
      call(method, "{}");
    }
    call("rpc.discover", "{}");
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path :
          List.of(
              "/",
              "/health/live",
              "/health/ready",
              "/metrics",
              "/nothing",
              "/ws?token=" + Planted.SPARE)) {
        for (boolean known : new boolean[] {true, false}) {
          HttpRequest.Builder request = HttpRequest.newBuilder(client.server().resolve(path));
          if (known) {
            request.header("Authorization", "Bearer " + Planted.TOKEN);
          }
          HttpResponse<String> answer =
              http.send(request.build(), HttpResponse.BodyHandlers.ofString());
          keep(
              path.split("\\?", 2)[0]
                  + " "
                  + answer.statusCode()
                  + " "
                  + answer.headers()
                  + " "
                  + answer.body());
        }
      }
    }
  }
}
