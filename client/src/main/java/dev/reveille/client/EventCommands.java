package dev.reveille.client;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events, and who listens to them. */
@Command(
    name = "event",
    synopsisSubcommandLabel = "COMMAND",
    description = "Events: send, list, subscribe, unsubscribe.")
final class EventCommands {

  private final Root root;

  EventCommands(Root root) {
    this.root = root;
  }

  @Command(
      name = "send",
      description = "Publish an event: agents that listen for it hear it, each once.",
      footer = {
        "",
        "Example: reveille event send build.failed --data '{\"branch\": \"main\"}' --priority high"
      })
  int send(
      @Parameters(paramLabel = "NAME", description = "Its name, like build.failed.") String name,
      @Option(names = "--data", paramLabel = "JSON", description = "Any JSON; '-' reads it.")
          @Nullable String data,
      @Option(
              names = "--priority",
              paramLabel = "PRIORITY",
              description = "low, normal, high or urgent (default normal).")
          @Nullable String priority,
      @Option(names = "--source", paramLabel = "TEXT", description = "Where it comes from.")
          @Nullable String source,
      @Option(names = "--subject", paramLabel = "TEXT", description = "What it is about.")
          @Nullable String subject,
      @Option(
              names = "--key",
              paramLabel = "TEXT",
              description = "Its eventId: sent again with it, it is the same event.")
          @Nullable String key,
      @Option(
              names = "--to",
              paramLabel = "AGENT",
              split = ",",
              description = "Only these agents hear it.")
          @Nullable List<String> targets,
      @Option(
              names = "--attribute",
              paramLabel = "NAME=TEXT",
              description = "Another attribute of CloudEvents.")
          @Nullable Map<String, String> attributes)
      throws IOException {
    ObjectNode params =
        new Params()
            .with("event", name)
            .with("priority", priority)
            .with("source", source)
            .with("subject", subject)
            .with("eventId", key)
            .with("targets", targets == null ? List.of() : targets)
            .json();
    if (data != null) {
      params.set("data", root.json(root.textOrInput(data), "--data"));
    }
    if (attributes != null) {
      new LinkedHashMap<>(attributes).forEach(params.withObject("/attributes")::put);
    }
    return root.call("broadcastEvent", params, EventCommands::sent);
  }

  private static String sent(JsonNode result) {
    String matched = Json.text(result, "matched");
    return "%s published as %s; %s"
        .formatted(
            Json.text(result, "event"),
            Json.text(result, "eventId"),
            matched.equals("0") ? "nobody listens" : "agents that listen: " + matched);
  }

  @Command(
      name = "list",
      description = "List what was published, the newest first.",
      footer = {"", "Example: reveille event list 'build.*' --since 2027-01-31T09:00:00Z"})
  int list(
      @Parameters(
              arity = "0..1",
              paramLabel = "NAME",
              description = "Only of this name; '*' stands for anything.")
          @Nullable String name,
      @Option(names = "--since", paramLabel = "INSTANT", description = "Not older than this.")
          @Nullable OffsetDateTime since,
      @Mixin PageOptions page)
      throws IOException, InterruptedException {
    Table table =
        new Table()
            .ago("published", "at")
            .with("event")
            .state("priority")
            .minor()
            .with("source")
            .with("subject")
            .minor()
            .with("id", row -> Json.text(row, "eventId"))
            .minor()
            .with("data", row -> Text.of(row.path("data")));
    Params params = new Params().with("event", name).with("since", since);
    return page.list(root, "listEvents", params, "events", table, "event");
  }

  @Command(
      name = "subscribe",
      description = "Let an agent listen for events: each becomes a task of its.",
      footer = {
        "",
        "Example: reveille event subscribe d 'build.*' --filter '{\"data\": {\"branch\":"
            + " \"main\"}}'"
      })
  int subscribe(@Mixin SubscribeOptions options) throws IOException {
    return root.call(
        "subscribeAgent",
        options.json(root),
        result ->
            "%s of %s"
                .formatted(Json.text(result, "subscriptionId"), Json.text(result, "agentId")));
  }

  @Command(
      name = "unsubscribe",
      description = "Let an agent listen no longer.",
      footer = {"", "Example: reveille event unsubscribe d subscription-1"})
  int unsubscribe(
      @Mixin AgentArgument agent,
      @Parameters(
              index = "1",
              paramLabel = "SUBSCRIPTION",
              description = "As 'agent show' lists it.")
          String subscription)
      throws IOException {
    return root.call(
        "unsubscribeAgent",
        agent.params().with("subscriptionId", subscription).json(),
        result -> agent.id() + " listens no longer by " + subscription);
  }
}
