package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Decision;
import dev.reveille.core.TaskId;
import org.jspecify.annotations.Nullable;

/** What whoever gave a command is told, once its entries are durable. */
public sealed interface Answer {

  /**
   * @param agent as it is now
   * @param task the task that the command was about, for those that queue one
   * @param changed false if there was nothing to do
   */
  record Done(Agent agent, @Nullable TaskId task, boolean changed) implements Answer {}

  /**
   * @param limit the limit that was reached, for {@code LIMIT_EXCEEDED}
   */
  record Refused(Decision.Code code, String why, Decision.@Nullable Limit limit) implements Answer {
    public Refused(Decision.Code code, String why) {
      this(code, why, null);
    }
  }
}
