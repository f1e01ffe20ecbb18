package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls about agents. They throw what {@link ReveilleClient#call} throws. */
public final class Agents {
  private final ReveilleClient client;

  Agents(ReveilleClient client) {
    this.client = client;
  }

  /**
   * What an agent is made of.
   *
   * @param definition the name of a registered definition, or an object {@code {description,
   *     systemPrompt, model, tools}}; null: the definition that is called as the agent
   * @param config the keys that differ from the definition's; null: none
   */
  public record Plan(
      String agentId, @Nullable JsonNode definition, @Nullable JsonNode config, boolean autoStart) {

    /** An agent of the definition of its own name. */
    public static Plan of(String agentId) {
      return new Plan(agentId, null, null, true);
    }

    /** With a registered definition. */
    public Plan definition(String name) {
      return new Plan(agentId, Json.string(name), config, autoStart);
    }

    /** With no other definition than these words. */
    public Plan systemPrompt(String words) {
      ObjectNode inline = Json.object().put("systemPrompt", words);
      return new Plan(agentId, inline, config, autoStart);
    }

    /** With keys of its own, as the protocol names them. */
    public Plan config(JsonNode keys) {
      return new Plan(agentId, definition, keys, autoStart);
    }

    /** Made, but not started. */
    public Plan stopped() {
      return new Plan(agentId, definition, config, false);
    }
  }

  /** Makes an agent, or takes the one that is called so already, whatever it is made of. */
  public Agent create(Plan plan) throws IOException {
    ObjectNode params = Json.object().put("agentId", plan.agentId()).put("ifExists", "return");
    if (plan.definition() != null) {
      params.set("definition", plan.definition());
    }
    if (plan.config() != null) {
      params.set("config", plan.config());
    }
    client.call("createAgent", params.put("autoStart", plan.autoStart()));
    return get(plan.agentId());
  }

  public Agent get(String agentId) throws IOException {
    return Json.read(client.call("getAgent", named(agentId)), Agent.class);
  }

  /**
   * A page of all agents, by name.
   *
   * @param cursor of the page before; empty for the first
   * @param limit 1 to 1,000
   */
  public Page<Agent.Row> list(Optional<String> cursor, int limit) throws IOException {
    JsonNode params = new Params().with("cursor", cursor.orElse(null)).with("limit", limit).json();
    return Page.of(client.call("listAgents", params), "agents", Agent.Row.class);
  }

  /** Lets it sleep so long, unless something of the names wakes it before. */
  public void sleep(String agentId, Duration time, List<String> wakeEvents) throws IOException {
    Params params = new Params().with("agentId", agentId).with("durationSeconds", time);
    client.call("sleepAgent", params.with("wakeEvents", wakeEvents).json());
  }

  /** The same until an instant; a past one wakes it at once. */
  public void sleepUntil(String agentId, Instant until, List<String> wakeEvents)
      throws IOException {
    ObjectNode params = named(agentId).put("untilTime", until.toString());
    client.call("sleepAgent", new Params(params).with("wakeEvents", wakeEvents).json());
  }

  public void wake(String agentId, String reason) throws IOException {
    client.call("wakeAgent", named(agentId).put("reason", reason));
  }

  public void start(String agentId) throws IOException {
    client.call("startAgent", named(agentId));
  }

  /** Stops it when its running tasks have ended. */
  public void stop(String agentId) throws IOException {
    client.call("stopAgent", named(agentId));
  }

  /** Stops it at once; running tasks go back to its queue. */
  public void stopNow(String agentId) throws IOException {
    client.call("stopAgent", named(agentId).put("mode", "now"));
  }

  /** Changes the named keys of its config. */
  public void update(String agentId, JsonNode config) throws IOException {
    ObjectNode params = named(agentId);
    params.set("config", config);
    client.call("updateAgent", params);
  }

  /** Deletes it and cancels its tasks. */
  public void delete(String agentId) throws IOException {
    client.call("deleteAgent", named(agentId));
  }

  static ObjectNode named(String agentId) {
    return Json.object().put("agentId", agentId);
  }
}
