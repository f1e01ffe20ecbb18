package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Gauges;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What a scraper sees of a server that has done a bit of everything. */
class MetricsTest {
  private static final Path HOME = home();
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:reveille|jvm|process)_[a-z0-9_]+)\\b");

  @TempDir private static Path folder;
  private static WholeServer server;
  private static HttpClient client;
  private static Talk talk;
  private static Office office;

  private static Path home() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("ops")) ? here : here.resolve("..").normalize();
  }

  @BeforeAll
  static void work() throws Exception {
    server =
        WholeServer.start(
            folder,
            Map.of("budget.maxTokens", "1000000", "budget.maxSeconds", "1000000"),
            Gauges.constant(0, 0));
    client = HttpClient.newHttpClient();
    talk = Talk.webSocket(server.address());
    office = new Office(talk);
    office.call(
        "createAgent",
        "{'agentId': 'a', 'definition': {'systemPrompt': '', 'tools': ['current_time']}}");
    String task = office.send("a", "CALL current_time {}\nSAY {{result}}", "{}");
    assertThat(office.ended(task).path("state").asString()).isEqualTo("succeeded");
    office.send("a", "SAY later", "{'delaySeconds': 3000}");
    office.call("sendMail", "{'to': 'user', 'body': 'hello'}");
    office.call("broadcastEvent", "{'event': 'nobody.listens'}");
    office.call("broadcastEvent", "{'event': 'sleep.over'}");
    String soon = Instant.now().plusSeconds(3).toString(); // an alarm must still be to come
    office.call(
        "scheduleTask",
        "{'agentId': 'a', 'scheduleId': 's', 'task': 'SAY hi', 'schedule': '%s'}".formatted(soon));
    Office.soon(() -> value("reveille_schedule_firings_total", Map.of("outcome", "fired")) == 1);
    Office.soon(() -> value("reveille_dead_letters_open", Map.of("kind", "event")) == 2);
    office.refusal("getTask", "{'taskId': 'a/99'}");
    talk.call("{'jsonrpc': '2.0', 'id': 1, 'method': 'made.up'}".replace('\'', '"'));
  }

  @AfterAll
  static void stop() throws Exception {
    talk.close();
    client.close();
    server.close();
  }

  private static HttpResponse<String> get(URI server, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/metrics"));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static PromText scraped() throws Exception {
    return PromText.parse(get(server.address()).body());
  }

  private static double value(String name, Map<String, String> labels) throws Exception {
    return scraped().family(name).value(labels);
  }

  @Test
  void figuresAreRight() throws Exception {
    Map<String, String> rehearsal = Map.of("provider", "rehearsal", "model", "rehearsal");
    Map<String, String> answered = new TreeMap<>(rehearsal);
    answered.put("outcome", "ok");
    Office.soon(() -> value("reveille_model_calls_total", answered) == 3);
    Office.soon(() -> value("reveille_tasks_ended_total", Map.of("outcome", "succeeded")) == 2);
    assertThat(value("reveille_agents", Map.of("state", "waiting"))).isEqualTo(1);
    assertThat(value("reveille_tasks", Map.of("state", "queued"))).isEqualTo(1);
    assertThat(
            value("reveille_tasks_queued_total", Map.of("origin", "client", "priority", "normal")))
        .isEqualTo(2);
    assertThat(value("reveille_tool_calls_total", Map.of("tool", "current_time", "outcome", "ok")))
        .isEqualTo(1);
    assertThat(value("reveille_mails_received_total", Map.of("priority", "normal"))).isEqualTo(1);
    assertThat(
            value(
                "reveille_rpc_calls_total", Map.of("method", "async.getTask", "code", "not_found")))
        .isEqualTo(1);
    assertThat(
            value(
                "reveille_rpc_calls_total",
                Map.of("method", "unknown", "code", "method_not_found")))
        .isEqualTo(1);
    assertThat(value("reveille_websockets", Map.of())).isEqualTo(1);
    assertThat(value("reveille_store_writable", Map.of())).isEqualTo(1);
    assertThat(value("reveille_wakes_due_in_next_hour", Map.of())).isEqualTo(1);
    for (String limit : List.of("tokens", "seconds")) {
      assertThat(value("reveille_budget_used_ratio", Map.of("limit", limit))).isBetween(0.0, 0.1);
    }
    PromText.Family commits = scraped().family("reveille_store_commit_duration_seconds");
    assertThat(commits.of("_count").getFirst().value()).isGreaterThan(3);
    PromText.Family late = scraped().family("reveille_schedule_lateness_seconds");
    assertThat(late.of("_count").getFirst().value()).isEqualTo(1);
    assertThat(scraped().family("reveille_wake_lateness_seconds").of("_count").getFirst().value())
        .isPositive();
    assertThat(scraped().family("reveille_model_first_token_seconds").of("_count")).hasSize(1);
  }

  @Test
  void noLabelNamesAnAgentOrATask() throws Exception {
    Set<String> values =
        scraped().families().values().stream()
            .flatMap(family -> family.samples().stream())
            .flatMap(sample -> sample.labels().values().stream())
            .collect(Collectors.toSet());
    assertThat(values).noneMatch(value -> value.equals("a") || value.startsWith("a/"));
  }

  @Test
  void whoeverReadsOpenMetricsIsGivenIt() throws Exception {
    HttpResponse<String> answer =
        get(server.address(), "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(answer.body()).endsWith("# EOF\n");
  }

  @Test
  void theSameFiguresComeAsJson() throws Exception {
    JsonNode metrics = office.call("getMetrics", "{}").path("metrics");
    assertThat(metrics)
        .extracting(metric -> metric.path("name").asString())
        .containsAll(scraped().families().keySet());
    for (JsonNode metric : metrics) {
      if (metric.path("name").asString().equals("reveille_tasks_ended_total")) {
        assertThat(metric.path("type").asString()).isEqualTo("counter");
        assertThat(metric.path("samples"))
            .anyMatch(it -> it.path("labels").path("outcome").asString().equals("succeeded"));
      }
    }
  }

  @Test
  void aTokenIsNeededIfThereIsOne() throws Exception {
    Map<String, String> token = Map.of("server.token", "s3cret");
    try (WholeServer guarded =
        WholeServer.start(folder.resolve("guarded"), token, Gauges.constant(0, 0))) {
      assertThat(get(guarded.address()).statusCode()).isEqualTo(401);
      HttpResponse<String> let = get(guarded.address(), "Authorization", "Bearer s3cret");
      assertThat(let.statusCode()).isEqualTo(200);
      PromText.parse(let.body());
    }
  }

  @Test
  void theTableInTheDocumentationIsWhatThereIs() throws Exception {
    Path page = HOME.resolve("docs/telemetry.md");
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(page)) {
      Matcher row = Pattern.compile("^\\| `([a-z0-9_]+)` \\|.*").matcher(line);
      if (row.matches()) {
        documented.add(row.group(1));
      }
    }
    Set<String> there = new TreeSet<>(scraped().families().keySet());
    there.addAll(names(office.call("getMetrics", "{}").path("metrics")));
    if (Boolean.getBoolean("telemetry.write")) {
      write(scraped().families());
    }
    assertThat(documented).isEqualTo(there);
  }

  private static List<String> names(JsonNode metrics) {
    List<String> names = new ArrayList<>();
    metrics.forEach(metric -> names.add(metric.path("name").asString()));
    return names;
  }

  /** The rows of the table, to be put into the page. */
  private static void write(Map<String, PromText.Family> families) {
    new TreeMap<>(families)
        .forEach((name, family) -> {
          Set<String> labels = new TreeSet<>();
          family.samples().forEach(it -> labels.addAll(it.labels().keySet()));
          labels.remove("le");
          String all = labels.stream().map(it -> "`" + it + "`").collect(Collectors.joining(" "));
          System.out.println(
              "| `" + name + "` | " + family.type() + " | " + all + " | " + family.help() + " |");
        });
  }

  @Test
  void whatDashboardsAndAlertsAskForExists() throws Exception {
    Set<String> there = new TreeSet<>();
    for (PromText.Family family : scraped().families().values()) {
      there.add(family.name());
      family.samples().forEach(sample -> there.add(sample.name()));
    }
    there.addAll(names(office.call("getMetrics", "{}").path("metrics")));
    List<String> expressions = expressions();
    assertThat(expressions).hasSizeGreaterThan(20).noneMatch(String::isBlank);
    for (String expression : expressions) {
      assertThat(asked(expression)).as(expression).isNotEmpty().isSubsetOf(there);
    }
  }

  /** What alerts and dashboard ask Prometheus for. */
  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    JsonNode alerts = new YAMLMapper().readTree(HOME.resolve("ops/prometheus/alerts.yml").toFile());
    for (JsonNode rule : alerts.path("groups").path(0).path("rules")) {
      assertThat(rule.path("alert").asString()).isNotBlank();
      assertThat(rule.path("annotations").path("summary").asString()).isNotBlank();
      expressions.add(rule.path("expr").asString());
    }
    JsonNode board = Talk.JSON.readTree(HOME.resolve("ops/grafana/reveille.json").toFile());
    for (JsonNode panel : board.path("panels")) {
      assertThat(panel.path("title").asString()).isNotBlank();
      panel.path("targets").forEach(target -> expressions.add(target.path("expr").asString()));
    }
    return expressions;
  }

  /** Facts of the whole store: of several servers each tells the same. */
  private static final List<String> TOLD_BY_ALL =
      List.of(
          "reveille_agents",
          "reveille_tasks",
          "reveille_tasks_stuck",
          "reveille_oldest_queued_task_age_seconds",
          "reveille_dead_letters_open",
          "reveille_approvals_open",
          "reveille_wakes_due_in_next_hour",
          "reveille_spent_today_usd",
          "reveille_budget_used_ratio");

  @Test
  void whatEachServerTellsAlikeIsNotAddedUp() throws Exception {
    String page = Files.readString(HOME.resolve("docs/telemetry.md"));
    assertThat(page).contains("`" + String.join("`, `", TOLD_BY_ALL) + "` | facts of the whole");
    for (String expression : expressions()) {
      for (String metric : TOLD_BY_ALL) {
        if (asked(expression).contains(metric)) {
          assertThat(expression).containsPattern("max( by \\(\\w+\\))? ?\\((delta\\()?" + metric);
        }
      }
    }
  }

  private static Set<String> asked(String expression) throws IOException {
    Set<String> asked = new TreeSet<>();
    Matcher matcher = METRIC.matcher(expression);
    while (matcher.find()) {
      asked.add(matcher.group(1));
    }
    return asked;
  }

  /** All that a scrape of a server that has done nothing yet gives is well formed, too. */
  @Test
  void aFreshServerHasFigures() throws Exception {
    try (WholeServer fresh = WholeServer.start(folder.resolve("fresh"))) {
      PromText figures = PromText.parse(get(fresh.address()).body());
      assertThat(figures.family("reveille_agents").samples()).hasSize(5);
      assertThat(Stream.of("fired", "skipped", "missed"))
          .allMatch(it ->
              figures.family("reveille_schedule_firings_total").value(Map.of("outcome", it)) == 0);
    }
  }
}
