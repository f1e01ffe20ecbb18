package dev.reveille.cluster;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Model;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What goes from one process to another, and to a {@link SliceActor}. */
sealed interface Wire {

  /** For the process that holds a slice. */
  sealed interface ToSlice extends Wire {
    int slice();
  }

  /**
   * Something is wanted of an agent.
   *
   * @param command as JSON; null: only to see the agent
   */
  record Question(int slice, AgentId agent, byte @Nullable [] command, ActorRef<Reply> asker)
      implements ToSlice {}

  /** Be there: a slice that nobody asks for has alarms all the same. */
  record Awake(int slice) implements ToSlice {}

  /** Somebody else shall hold the slice. Not sent between processes. */
  record Stop(int slice) implements ToSlice {}

  /** Its last agent has left. Not sent between processes. */
  record Gone(int slice) implements ToSlice {}

  /**
   * @param answer as JSON
   */
  record Reply(byte[] answer) implements Wire {}

  /** For a {@link TokenRelay}. */
  sealed interface ToRelay extends Wire {
    ActorRef<ToRelay> from();
  }

  /**
   * Leave to send once what is said of these slices' agents.
   *
   * @param slices none: nobody listens there any more
   */
  record Listens(Set<Integer> slices, ActorRef<ToRelay> from) implements ToRelay {}

  /** What models have said since the last time, or a part of it; of one task in its order. */
  record Spoken(List<Piece> pieces, ActorRef<ToRelay> from) implements ToRelay {}

  record Piece(TaskId task, Model.Sink.Channel channel, String text) {}
}
