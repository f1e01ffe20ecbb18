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

  private static final String[] CHANGES = {"agent", "task"};

  private final Root root;

  AgentCommands(Root root) {
    this.root = root;
  }

  @Command(
      name = "list",
      description = "List the agents.",
      footer = {"", "Example: reveille agent list --state sleeping --watch"})
  int list(
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "idle, active, sleeping, waiting or stopped.")
          @Nullable String state,
      @Option(
              names = "--definition",
              paramLabel = "NAME",
              description = "Made from this definition.")
          @Nullable String definition,
      @Option(names = "--prefix", paramLabel = "TEXT", description = "Whose id begins so.")
          @Nullable String prefix,
      @Mixin PageOptions page)
      throws IOException, InterruptedException {
    Params params =
        new Params().with("state", state).with("definition", definition).with("prefix", prefix);
    return page.list(root, "listAgents", params, "agents", agents(), CHANGES);
  }

  private static Table agents() {
    return new Table()
        .with("agent", row -> Json.text(row, "agentId"))
        .state("state")
        .ago("since", "since")
        .minor()
        .with("running")
        .minor()
        .with("queued")
        .ago("next wake", "wakeAt")
        .with("errors", row -> Json.text(row, "errorCount"))
        .minor()
        .ago("last active", "lastActive")
        .minor()
        .with("definition")
        .minor();
  }

  @Command(
      name = "show",
      description = "Show all about an agent: why it is as it is, and until when.",
      footer = {
        "",
        "Example: reveille agent show d --watch",
        "         reveille agent show d --at 12 --json"
      })
  int show(
      @Mixin AgentArgument agent,
      @Option(
              names = "--at",
              paramLabel = "SEQ",
              description = "As it was after this entry of its journal.")
          @Nullable Long seq,
      @Mixin Watching watching)
      throws IOException, InterruptedException {
    if (seq == null) {
      View view = new View("getAgent", agent.params().json(), Card::render);
      return root.show(
          view.of(agent.id()).on("agent", "task", "mail", "schedule", "approval"), watching);
    }
    if (watching.given()) {
      throw root.misuse("what was, does not change: give --at or --watch");
    }
    return root.call("getStateAt", agent.params().with("seq", seq).json(), Card::render);
  }

  @Command(
      name = "create",
      description = "Create an agent from a definition, or with a prompt of its own.",
      footer = {"", "Example: reveille agent create d --model rehearsal"})
  int create(@Mixin CreateOptions options) throws IOException {
    return root.call("createAgent", options.json(root), AgentCommands::outcome);
  }

  @Command(
      name = "update",
      description = "Change an agent's configuration.",
      footer = {"", "Example: reveille agent update d --concurrency 3 --set loopLimit=8"})
  int update(@Mixin AgentArgument agent, @Mixin ConfigOptions config) throws IOException {
    ObjectNode settings = config.json();
    if (settings.isEmpty()) {
      throw root.misuse("Nothing to change: give at least one option");
    }
    return root.call(
        "updateAgent",
        agent.params().with("config", settings).json(),
        result -> agent.id() + " updated");
  }

  @Command(
      name = "start",
      description = "Let a stopped agent work.",
      footer = {"", "Example: reveille agent start d"})
  int start(@Mixin AgentArgument agent) throws IOException {
    return root.call("startAgent", agent.params().json(), AgentCommands::outcome);
  }

  @Command(
      name = "stop",
      description = "Stop an agent; its queue is kept.",
      footer = {"", "Example: reveille agent stop d --now"})
  int stop(
      @Mixin AgentArgument agent,
      @Option(names = "--now", description = "Do not let its running tasks finish.") boolean now)
      throws IOException {
    Params params = agent.params().with("mode", now ? "now" : "drain");
    return root.call("stopAgent", params.json(), AgentCommands::outcome);
  }

  @Command(
      name = "sleep",
      description = "Put an agent to sleep. Without a condition only 'agent wake' wakes it.",
      footer = {
        "",
        "Example: reveille agent sleep d --for 2h --wake-on 'build.*' --wake-on-mail high"
      })
  int sleep(@Mixin AgentArgument agent, @Mixin SleepOptions options) throws IOException {
    return root.call(
        "sleepAgent",
        options.onto(agent.params()).json(),
        result -> {
          String until = Json.text(result, "sleepUntil");
          return outcome(result) + (until.isEmpty() ? "" : ", until " + until);
        });
  }

  @Command(
      name = "wake",
      description = "Wake an agent.",
      footer = {"", "Example: reveille agent wake d --reason 'the build is red'"})
  int wake(
      @Mixin AgentArgument agent,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in its journal.")
          @Nullable String reason)
      throws IOException {
    return root.call(
        "wakeAgent", agent.params().with("reason", reason).json(), AgentCommands::outcome);
  }

  @Command(
      name = "delete",
      description = "Delete an agent. Its tasks are cancelled; its journal stays.",
      footer = {"", "Example: reveille agent delete d"})
  int delete(@Mixin AgentArgument agent) throws IOException {
    return root.call("deleteAgent", agent.params().json(), result -> agent.id() + " deleted");
  }

  @Command(
      name = "states",
      description = "The state of agents at a glance.",
      footer = {"", "Example: reveille agent states d reviewer"})
  int states(
      @Parameters(paramLabel = "AGENT", arity = "0..*", description = "Only these agents.")
          @Nullable List<String> agents,
      @Mixin Watching watching)
      throws IOException, InterruptedException {
    List<String> wanted = agents == null ? List.of() : agents;
    Table table = new Table().with("agent").state("state");
    table.with("queue", row -> Json.text(row, "queue_depth"));
    table.with("task", row -> Json.text(row, "current_task"));
    table.with("sleeps until", row -> Json.text(row, "sleep_until"));
    table.with("errors", row -> Json.text(row, "error_count"));
    table.ago("last active", "last_active");
    View view =
        new View(
            "getAgentStates",
            new Params().with("agentIds", wanted).json(),
            result -> table.render(rows(result.path("agents")), "No agents.", root.look()),
            wanted,
            List.of(CHANGES));
    return root.show(view, watching);
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
      description = "Show an agent's journal: all that ever happened to it.",
      footer = {"", "Example: reveille agent timeline d --from 40 --limit 20"})
  int timeline(
      @Mixin AgentArgument agent,
      @Option(names = "--from", paramLabel = "SEQ", description = "Begin with this entry.")
          @Nullable Long from,
      @Option(names = "--limit", paramLabel = "N", description = "At most so many (default 200).")
          @Nullable Integer limit,
      @Mixin Watching watching)
      throws IOException, InterruptedException {
    Params params = agent.params().with("fromSeq", from).with("limit", limit);
    View view =
        new View(
            "getTimeline",
            params.json(),
            result -> Timeline.render(result.path("entries"), root.look()));
    return root.show(view.of(agent.id()).on("agent", "task", "mail", "schedule"), watching);
  }

  private static String outcome(JsonNode result) {
    return Json.text(result, "agentId") + " is " + Json.text(result, "state");
  }
}
