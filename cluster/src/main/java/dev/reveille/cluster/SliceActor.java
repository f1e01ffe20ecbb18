package dev.reveille.cluster;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Json;
import dev.reveille.engine.Share;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * That this process holds a slice: it does from this actor's start until, asked to stop, it has
 * seen the last agent off. The agents themselves live in the engine.
 */
final class SliceActor {
  private static final Logger log = LoggerFactory.getLogger(SliceActor.class);

  private final Share share;
  private final int slice;
  private final int maxBytes;

  private SliceActor(Share share, int slice, int maxBytes) {
    this.share = share;
    this.slice = slice;
    this.maxBytes = maxBytes;
  }

  /**
   * @param maxBytes the longest answer that can be sent
   */
  static Behavior<Wire.ToSlice> of(Share share, int slice, int maxBytes) {
    Behavior<Wire.ToSlice> held =
        Behaviors.setup(context -> {
          share.take(slice);
          return new SliceActor(share, slice, maxBytes).behavior(context.getSelf());
        });
    return Behaviors.supervise(held).onFailure(SupervisorStrategy.restart());
  }

  private Behavior<Wire.ToSlice> behavior(ActorRef<Wire.ToSlice> self) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Wire.Question question -> {
            answer(question);
            yield Behaviors.same();
          }
          case Wire.Awake awake -> Behaviors.same();
          case Wire.Stop stop -> {
            share.lose(slice, () -> self.tell(new Wire.Gone(slice)));
            yield Behaviors.same();
          }
          case Wire.Gone gone -> Behaviors.stopped();
        });
  }

  private void answer(Wire.Question question) {
    Consumer<Answer> answer = what -> question.asker().tell(new Wire.Reply(bytes(what)));
    byte[] command = question.command();
    if (command == null) {
      share.receiveLook(question.agent(), answer);
    } else {
      order(question.agent(), command, answer);
    }
  }

  /** Whoever asks may be of a newer version, which knows commands that this one does not. */
  private void order(AgentId agent, byte[] json, Consumer<Answer> answer) {
    Command command;
    try {
      command = Json.command(json);
    } catch (JacksonException unknown) {
      log.warn("a command for agent {} was refused: {}", agent, unknown.getOriginalMessage());
      answer.accept(
          new Answer.Refused(
              Decision.Code.UNAVAILABLE,
              "agent %s cannot be told this now: its node is of a version that does not know it, and has done nothing"
                  .formatted(agent)));
      return;
    }
    share.receive(agent, command, answer);
  }

  private byte[] bytes(Answer what) {
    byte[] json = Json.answer(what);
    return json.length <= maxBytes
        ? json
        : Json.answer(
            new Answer.Refused(
                Decision.Code.LIMIT_EXCEEDED,
                "it was done, but the answer has "
                    + json.length
                    + " bytes, more than can be sent from node to node"));
  }
}
