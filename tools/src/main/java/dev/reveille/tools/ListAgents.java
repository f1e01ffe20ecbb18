package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code list_agents}: who else is there, as JSON. */
final class ListAgents implements Tool {
  private final AgentLister agents;
  private final int most;
  private final Spec spec;

  ListAgents(AgentLister agents, int most) {
    this.agents = agents;
    this.most = most;
    this.spec =
        new Spec(
            "list_agents",
            "The agents of this server: id, state, tasks in the queue, what each is for.",
            Json.object(
                """
                {"type": "object", "additionalProperties": false, "properties": {
                  "limit": {"type": "integer", "minimum": 1, "maximum": %d}}}
                """
                    .formatted(most)),
            ToolPolicy.READ_ONLY,
            "agents");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) {
    int limit = arguments.path("limit").asInt(most);
    List<AgentLister.AgentLine> lines = agents.list(limit + 1);
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.set("agents", Json.MAPPER.valueToTree(lines.subList(0, Math.min(limit, lines.size()))));
    answer.put("more", lines.size() > limit);
    return new Outcome.Returned(answer.toString());
  }
}
