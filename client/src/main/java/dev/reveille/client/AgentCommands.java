package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The life of agents. */
@Command(
    name = "agent",
    synopsisSubcommandLabel = "COMMAND",
    description = "Agents: list, create, show, sleep, wake, stop, ...")
final class AgentCommands {

  private final Root root;

  AgentCommands(Root root) {
    this.root = root;
  }

  @Command(name = "list", description = "List the agents.")
  int list(
      @Option(names = "--state", description = "idle, active, sleeping, waiting or stopped")
          @Nullable String state,
      @Option(names = "--definition", description = "Made from this definition.")
          @Nullable String definition,
      @Option(names = "--prefix", description = "Whose id begins so.") @Nullable String prefix,
      @Mixin PageOptions page)
      throws IOException {
    Params params = new Params().with("state", state).with("definition", definition);
    ObjectNode json = page.onto(params.with("prefix", prefix)).json();
    return root.call("listAgents", json, result -> page.shown(agents(), result, "agents"));
  }

  private Table agents() {
    return new Table()
        .with("agent", row -> Json.text(row, "agentId"))
        .with("state")
        .with("since", row -> ago(Json.text(row, "since")))
        .with("queue", row -> queue(row.path("queue")))
        .with("next wake", row -> wake(row.path("nextWake")))
        .with(
            "definition",
            row -> row.path("definition").isObject() ? "inline" : Json.text(row, "definition"))
        .with("why");
  }

  private static String queue(JsonNode queue) {
    return queue.isObject() ? Json.text(queue, "depth") : queue.asString("");
  }

  private String wake(JsonNode wake) {
    return (ago(Json.text(wake, "at")) + " " + Text.of(wake.path("cause"))).strip();
  }

  private String ago(String instant) {
    return Text.relative(instant, root.shell().clock().instant());
  }

  @Command(
      name = "show",
      description = "Show all about an agent: why it is as it is, and until when.")
  int show(@Parameters(paramLabel = "AGENT") String agent) throws IOException {
    return root.call("getAgent", id(agent), Card::render);
  }

  @Command(
      name = "create",
      description = "Create an agent from a definition, or with a prompt of its own.",
      footer = {"", "Example: reveille agent create d --model rehearsal"})
  int create(@Mixin CreateOptions options) throws IOException {
    return root.call("createAgent", options.json(root), AgentCommands::outcome);
  }

  @Command(name = "update", description = "Change an agent's configuration.")
  int update(@Parameters(paramLabel = "AGENT") String agent, @Mixin ConfigOptions config)
      throws IOException {
    ObjectNode settings = config.json();
    if (settings.isEmpty()) {
      throw root.misuse("Nothing to change: give at least one option");
    }
    ObjectNode params = id(agent);
    params.set("config", settings);
    return root.call("updateAgent", params, result -> agent + " updated");
  }

  @Command(name = "start", description = "Let a stopped agent work.")
  int start(@Parameters(paramLabel = "AGENT") String agent) throws IOException {
    return root.call("startAgent", id(agent), AgentCommands::outcome);
  }

  @Command(name = "stop", description = "Stop an agent; its queue is kept.")
  int stop(
      @Parameters(paramLabel = "AGENT") String agent,
      @Option(names = "--now", description = "Do not let its running tasks finish.") boolean now)
      throws IOException {
    ObjectNode params = id(agent).put("mode", now ? "now" : "drain");
    return root.call("stopAgent", params, AgentCommands::outcome);
  }

  @Command(
      name = "sleep",
      description = "Put an agent to sleep. Without a condition only 'agent wake' wakes it.",
      footer = {"", "Example: reveille agent sleep d --for 2h --wake-on 'disk.*'"})
  int sleep(@Parameters(paramLabel = "AGENT") String agent, @Mixin SleepOptions options)
      throws IOException {
    return root.call(
        "sleepAgent",
        options.json(id(agent)),
        result -> {
          String until = Json.text(result, "sleepUntil");
          return outcome(result) + (until.isEmpty() ? "" : ", until " + until);
        });
  }

  @Command(name = "wake", description = "Wake an agent.")
  int wake(
      @Parameters(paramLabel = "AGENT") String agent,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in its journal.")
          @Nullable String reason)
      throws IOException {
    Params params = new Params().with("agentId", agent).with("reason", reason);
    return root.call("wakeAgent", params.json(), AgentCommands::outcome);
  }

  @Command(name = "delete", description = "Delete an agent.")
  int delete(@Parameters(paramLabel = "AGENT") String agent) throws IOException {
    return root.call("deleteAgent", id(agent), result -> agent + " deleted");
  }

  @Command(name = "states", description = "The state of agents at a glance.")
  int states(@Parameters(paramLabel = "AGENT", arity = "0..*") @Nullable List<String> agents)
      throws IOException {
    Params params = new Params().with("agentIds", agents == null ? List.of() : agents);
    Table table = new Table().with("agent").with("state");
    table.with("queue", row -> Json.text(row, "queue_depth"));
    table.with("task", row -> Json.text(row, "current_task"));
    table.with("sleeps until", row -> Json.text(row, "sleep_until"));
    table.with("errors", row -> Json.text(row, "error_count"));
    table.with("last active", row -> ago(Json.text(row, "last_active")));
    return root.call(
        "getAgentStates",
        params.json(),
        result -> table.render(rows(result.path("agents")), "No agents."));
  }

  private static List<JsonNode> rows(JsonNode byId) {
    List<JsonNode> rows = new ArrayList<>();
    byId.properties()
        .forEach(entry ->
            rows.add(((ObjectNode) entry.getValue().deepCopy()).put("agent", entry.getKey())));
    return rows;
  }

  @Command(
      name = "timeline",
      description = "Show an agent's journal: all that ever happened to it.")
  int timeline(
      @Parameters(paramLabel = "AGENT") String agent,
      @Option(names = "--from", paramLabel = "SEQ", description = "Begin after this entry.")
          @Nullable Long from,
      @Option(names = "--limit", paramLabel = "N", description = "At most so many (default 200).")
          @Nullable Integer limit)
      throws IOException {
    Params params = new Params().with("agentId", agent).with("fromSeq", from).with("limit", limit);
    return root.call(
        "getTimeline", params.json(), result -> Timeline.render(result.path("entries")));
  }

  private static ObjectNode id(String agent) {
    return Json.object().put("agentId", agent);
  }

  private static String outcome(JsonNode result) {
    return Json.text(result, "agentId") + " is " + Json.text(result, "state");
  }
}
