package dev.reveille.client;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The calls about tools that wait for somebody's yes. They throw what {@link ReveilleClient#call}
 * throws.
 */
public final class Approvals {
  private final ReveilleClient client;

  Approvals(ReveilleClient client) {
    this.client = client;
  }

  /**
   * A page of those that wait, by agent, the oldest first.
   *
   * @param agentId of this agent; null: of all
   * @param cursor of the page before; empty for the first
   */
  public Page<Approval> list(@Nullable String agentId, Optional<String> cursor) throws IOException {
    JsonNode params =
        new Params().with("agentId", agentId).with("cursor", cursor.orElse(null)).json();
    return Page.of(client.call("listApprovals", params), "approvals", Approval.class);
  }

  public void approve(String approvalId) throws IOException {
    resolve(approvalId, "approve", "");
  }

  /**
   * @param note told to the model
   */
  public void deny(String approvalId, String note) throws IOException {
    resolve(approvalId, "deny", note);
  }

  private void resolve(String approvalId, String decision, String note) throws IOException {
    ObjectNode params = Json.object().put("approvalId", approvalId).put("decision", decision);
    client.call("resolveApproval", params.put("note", note));
  }
}
