package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import java.util.function.Consumer;

/** What a cell finds in its box. */
sealed interface Letter {

  /** A command; the answer comes when its entries are durable, or when it is refused. */
  record Order(Command command, Consumer<Answer> answer) implements Letter {
    static final Consumer<Answer> NOBODY = answer -> {};
  }

  /** What an effect came to. */
  record Result(Effect effect, Command command) implements Letter {}

  /** Somebody wants to see the agent. */
  record Look(Consumer<Answer> answer) implements Letter {}

  /** Somebody wants to be told when a task has ended; at once if it has. */
  record Watch(long task, Runnable ended) implements Letter {}

  /** They do not wait for it any longer. */
  record Unwatch(long task, Runnable ended) implements Letter {}

  record Loaded(Agent agent) implements Letter {}

  record LoadFailed(Journal.Refusal refusal) implements Letter {}

  record Durable(Batch batch) implements Letter {}

  record Refused(Batch batch, Journal.Refusal refusal) implements Letter {}

  /** It may run one task more. */
  record Granted() implements Letter {}

  /** It will be needed soon. */
  record Warm() implements Letter {}

  /**
   * It may leave memory, if it has nothing to do.
   *
   * @param crowded even if it will be back soon: others need the room
   */
  record Hibernate(boolean crowded) implements Letter {}

  /** The server shuts down: let go of what runs. */
  record LetGo() implements Letter {}

  /**
   * Another process holds the agent from now on: hand back what runs, and leave memory.
   *
   * @param breakOff also what should not be broken off
   */
  record Leave(boolean breakOff) implements Letter {}

  /** Somebody else holds the agent already: forget all, write nothing more. */
  record Expelled() implements Letter {}

  /** Another process has written to the agent's journal, up to this number. */
  record Written(long seq) implements Letter {}
}
