package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a server is, and what it understands. */
final class ServerCommands {
  private ServerCommands() {}

  @Command(
      name = "info",
      description = "Show what the server is: version, store, nodes with their load, limits.",
      footer = {"", "Example: reveille info --json"})
  static final class Info implements Callable<Integer> {
    private final Root root;

    @Mixin private final Watching watching = new Watching();

    Info(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return root.show(new View("getServerInfo", Json.object(), Card::render), watching);
    }
  }

  @Command(
      name = "overview",
      description =
          "Show how everything is at a glance: agents by state, what waits, what is spent, alerts.",
      footer = {"", "Example: reveille overview --watch"})
  static final class Overview implements Callable<Integer> {
    private final Root root;

    @Mixin private final Watching watching = new Watching();

    @Option(
        names = "--history",
        description = "And how many agents were in each state, every ten seconds of the last hour.")
    private boolean history;

    private static final int ALERTS = 3;

    Overview(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      ObjectNode params = history ? Json.object().put("history", true) : Json.object();
      return root.show(new View("getOverview", params, this::shown), watching);
    }

    /** What is null is not known while the store does not answer. */
    private String shown(JsonNode now) {
      ObjectNode lines = Json.object();
      lines.put("agents", counts(now.path("agents")));
      lines.put(
          "tasks",
          "%s running of %s, %s queued, %s waiting, %s retrying"
              .formatted(
                  known(now, "running"),
                  known(now, "maxRunning"),
                  known(now, "queued"),
                  known(now, "waiting"),
                  known(now, "retrying")));
      JsonNode oldest = now.path("oldestQueued");
      if (oldest.isObject()) {
        String queued = root.look().relative(Json.text(oldest, "queuedAt"));
        lines.put("oldest queued", Json.text(oldest, "taskId") + ", " + queued);
      }
      lines.put("load", String.format(Locale.ROOT, "%.2f", now.path("load").asDouble(0)));
      lines.put("wakes", known(now, "wakesNextHour") + " within the hour");
      lines.put("approvals", known(now, "approvals"));
      lines.put("dead letters", counts(now.path("deadLetters")));
      JsonNode spent = now.path("spentToday");
      lines.put(
          "spent today",
          String.format(
              Locale.ROOT,
              "%.4f USD, %,d tokens%s",
              spent.path("costUsd").asDouble(0),
              spent.path("tokens").asLong(0),
              spent.path("complete").asBoolean(true) ? "" : ", still being counted"));
      lines.put("alerts", alerts(now.path("alerts")));
      lines.set("history", now.path("history"));
      return Card.render(lines);
    }

    private static String known(JsonNode now, String field) {
      return now.path(field).isNumber() ? Json.text(now, field) : "?";
    }

    private static String counts(JsonNode counts) {
      return counts.isObject()
          ? counts.properties().stream()
              .map(count -> count.getValue().asString("?") + " " + count.getKey())
              .collect(Collectors.joining(", "))
          : "?";
    }

    /** Of each kind so many, the first ones. */
    private static String alerts(JsonNode alerts) {
      Map<String, List<String>> kinds = new LinkedHashMap<>();
      for (JsonNode alert : alerts) {
        String what = Text.seconds(Text.flat(Json.text(alert, "what")));
        kinds.computeIfAbsent(Json.text(alert, "kind"), kind -> new ArrayList<>()).add(what);
      }
      List<String> lines = new ArrayList<>();
      kinds.forEach((kind, what) -> {
        what.stream().limit(ALERTS).forEach(it -> lines.add(kind + ": " + it));
        if (what.size() > ALERTS) {
          lines.add(kind + ": and " + (what.size() - ALERTS) + " more");
        }
      });
      return String.join("\n", lines);
    }
  }

  @Command(
      name = "metrics",
      description = "Show the figures that the server gives at /metrics.",
      footer = {"", "Example: reveille metrics --json"})
  static final class Metrics implements Callable<Integer> {
    private final Root root;

    @Mixin private final Watching watching = new Watching();

    Metrics(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return root.show(new View("getMetrics", Json.object(), this::shown), watching);
    }

    /** A row for each sample: of a histogram how many, and what they come to on average. */
    private String shown(JsonNode result) {
      List<JsonNode> rows = new ArrayList<>();
      for (JsonNode metric : result.path("metrics")) {
        for (JsonNode sample : metric.path("samples")) {
          ObjectNode row = Json.object().put("metric", Json.text(metric, "name"));
          row.put("labels", Text.of(sample.path("labels")));
          rows.add(row.put("value", value(sample)));
        }
      }
      Table table = new Table().with("metric").with("labels").with("value");
      return table.render(rows, "The server counts nothing.", root.look());
    }

    private static String value(JsonNode sample) {
      double count = sample.path("count").asDouble(0);
      return sample.has("count")
          ? Text.of(sample.path("count"))
              + (count > 0 ? " of " + sample.path("sum").asDouble(0) / count : "")
          : Text.of(sample.path("value"));
    }
  }

  @Command(
      name = "methods",
      description = "List the methods of the server's protocol, for 'reveille call'.",
      footer = {"", "Example: reveille methods sendTask"})
  static final class Methods implements Callable<Integer> {
    private final Root root;

    @Parameters(
        arity = "0..1",
        paramLabel = "METHOD",
        description = "Show this one, with its parameters.")
    private @Nullable String method;

    Methods(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException {
      JsonNode document = root.client().call("rpc.discover");
      if (method == null) {
        root.print(document, this::list);
        return 0;
      }
      String wanted = ReveilleClient.qualified(method);
      for (JsonNode each : document.path("methods")) {
        if (Json.text(each, "name").equals(wanted)) {
          root.print(each, this::one);
          return 0;
        }
      }
      throw root.misuse("the server has no method " + wanted);
    }

    private String list(JsonNode document) {
      return new Table()
          .with("method", row -> Json.text(row, "name"))
          .with("description", row -> Json.text(row, "summary") + Json.text(row, "description"))
          .render(document.path("methods"), "None.", root.look());
    }

    private String one(JsonNode wanted) {
      List<JsonNode> params = new ArrayList<>();
      for (JsonNode param : wanted.path("params")) {
        ObjectNode row = Json.object().put("name", Json.text(param, "name"));
        row.put("required", param.path("required").asBoolean(false) ? "yes" : "");
        params.add(row.put("schema", Text.of(param.path("schema"))));
      }
      Table table = new Table().with("name").with("required").with("schema");
      return Json.text(wanted, "name")
          + "  "
          + Json.text(wanted, "summary")
          + Json.text(wanted, "description")
          + "\n"
          + table.render(params, "No parameters.", root.look());
    }
  }
}
