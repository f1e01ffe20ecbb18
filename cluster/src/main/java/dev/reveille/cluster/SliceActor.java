package dev.reveille.cluster;

import dev.reveille.core.Decision;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Json;
import dev.reveille.engine.Share;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * That this process holds a slice: it does from this actor's start until, asked to stop, it has
 * seen the last agent off. The agents themselves live in the engine.
 */
final class SliceActor {
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
      share.receive(question.agent(), Json.command(command), answer);
    }
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
