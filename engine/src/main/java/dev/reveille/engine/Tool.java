package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolPolicy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something an agent can do. Called on a virtual thread of its own, interrupted when its result is
 * no longer wanted.
 */
public interface Tool {

  Spec spec();

  /**
   * @param arguments already checked against the schema
   * @throws Exception told to the model as the call's failure, by its message
   */
  Outcome call(ObjectNode arguments, Context context) throws Exception;

  /**
   * @param name {@code [A-Za-z][A-Za-z0-9_-]*}, at most 64 characters
   * @param description for the model: what it does, when to use it
   * @param schema JSON schema of the arguments, an object
   * @param policy what may be done when a crash leaves the outcome unknown
   * @param set which others it belongs to, as {@link ToolChoice} names them; empty: none
   */
  record Spec(String name, String description, ObjectNode schema, ToolPolicy policy, String set) {

    /** Of no set. */
    public Spec(String name, String description, ObjectNode schema, ToolPolicy policy) {
      this(name, description, schema, policy, "");
    }
  }

  /**
   * @param idempotencyKey the same for every run of this very call, also after a crash
   * @param now the instant at which the call began
   * @param callId of this call among those of its task
   * @param askers the agents that wait for this task, the first one first; usually none
   * @param team whose notes the agent shares; null: nobody's
   * @param hops mails, events and tasks that led to this task
   */
  record Context(
      AgentId agent,
      TaskId task,
      String idempotencyKey,
      Instant now,
      String callId,
      List<String> askers,
      @Nullable String team,
      int hops) {
    public Context {
      askers = List.copyOf(askers);
    }

    /** The place in that chain of a mail or task that comes of this call. */
    public int nextHop() {
      return hops + 1;
    }

    /** The context of a task that nobody waits for. */
    public Context(AgentId agent, TaskId task, String idempotencyKey, Instant now) {
      this(agent, task, idempotencyKey, now, idempotencyKey, List.of(), null, 0);
    }
  }

  /** What a call came to. */
  sealed interface Outcome {
    record Returned(String text) implements Outcome {}

    record Failed(String text) implements Outcome {}

    /**
     * The task sleeps inside this call; the engine gives the result when it wakes.
     *
     * @param awaits what the call waits for besides time, in words; null: only for time, or a hand
     */
    record Suspended(Instant until, String reason, @Nullable String awaits) implements Outcome {
      public Suspended(Instant until, String reason) {
        this(until, reason, null);
      }
    }
  }
}
