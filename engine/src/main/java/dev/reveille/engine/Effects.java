package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import java.util.function.Consumer;

/** Does what must be done outside. */
interface Effects {

  /**
   * Begins an effect and returns at once. Its result is told exactly once, on any thread, unless it
   * was cancelled before.
   *
   * @param agent the state that the effect follows from; all of it is durable
   */
  UnderWay start(Agent agent, Effect effect, Conversation conversation, Consumer<Command> result);

  /** An effect under way. */
  interface UnderWay {

    /** Nobody wants the result any more. */
    void cancel();
  }
}
