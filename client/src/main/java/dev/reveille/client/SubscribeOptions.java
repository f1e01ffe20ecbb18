package dev.reveille.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** What an agent is to listen for. */
final class SubscribeOptions {

  @Mixin private final AgentArgument agent = new AgentArgument();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "EVENT",
      description = "Names of events; '*' stands for anything.")
  private List<String> events = new ArrayList<>();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Its name; a subscription of that name is replaced.")
  private @Nullable String id;

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "What the event's attributes and data must be.")
  private @Nullable String filter;

  @Option(
      names = "--min-priority",
      paramLabel = "PRIORITY",
      description = "Events of at least this priority (default low).")
  private @Nullable String minPriority;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "The task that comes of it; {{event}}, {{data.field}} stand for the event's.")
  private @Nullable String prompt;

  @Option(names = "--no-wake", description = "Do not end the agent's sleep.")
  private boolean noWake;

  ObjectNode json(Root root) throws IOException {
    Params params =
        agent
            .params()
            .with("events", events)
            .with("subscriptionId", id)
            .with("minPriority", minPriority)
            .with("prompt", prompt == null ? null : root.textOrInput(prompt));
    if (filter != null) {
      params.with("filter", root.object(filter, "--filter"));
    }
    ObjectNode json = params.json();
    return noWake ? json.put("wake", false) : json;
  }
}
