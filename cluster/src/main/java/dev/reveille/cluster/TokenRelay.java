package dev.reveille.cluster;

import dev.reveille.core.TaskId;
import dev.reveille.engine.Model;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Takes what models say to the processes whose clients listen, and to no other. Who listens says of
 * which slices: when that changes, once a second, and when it has heard something. Each time, that
 * is leave to send it one message more; what is said while there is no leave and no room is lost.
 * So nobody waits, and nothing piles up for one who is slow or gone.
 */
final class TokenRelay implements Tokens.Relay {
  /** What is said in this time goes together. */
  static final Duration BATCH = Duration.ofMillis(50);

  /**
   * Who has it among its roles knows the forms {@code l1} and {@code t1}; nobody else is sent one.
   */
  static final String ROLE = "tokens-1";

  private static final String NAME = "tokens";
  private static final int MAX_BYTES = 128 << 10;

  /** A character is three bytes at most. */
  private static final int CHARACTER = 3;

  /** A piece's, beside its text: an agent's name is the longest in it. */
  private static final int PIECE = 160;

  /** Whoever is so long silent is gone. */
  private static final long GONE = Duration.ofSeconds(5).toNanos();

  private final Tokens tokens;
  private final Supplier<List<ActorRef<Wire.ToRelay>>> others;
  private final int maxBytes;
  private final LongSupplier nanos;
  private final ActorRef<Wire.ToRelay> self;
  private final Map<ActorRef<Wire.ToRelay>, Listening> listening = new HashMap<>();
  private Set<Integer> wanted = Set.of();

  /** Whether anybody listens: most of the time it is all that a model's reader asks. */
  private volatile boolean isHeard;

  /**
   * @param others the relays of all other processes, at once
   * @param maxBytes the longest message that can be sent
   * @param nanos the time
   */
  TokenRelay(
      ActorSystem<?> system,
      Tokens tokens,
      Supplier<List<ActorRef<Wire.ToRelay>>> others,
      int maxBytes,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.tokens = tokens;
    this.others = others;
    this.maxBytes = Math.min(MAX_BYTES, maxBytes);
    this.self = system.systemActorOf(behavior(), NAME, Props.empty());
    tokens.relay(this);
  }

  /** The relay of the process at this address. */
  static ActorRef<Wire.ToRelay> at(Address address, ActorSystem<?> system) {
    return ActorRefResolver.get(system).resolveActorRef(address + "/system/" + NAME);
  }

  private Behavior<Wire.ToRelay> behavior() {
    Behavior<Wire.ToRelay> behavior =
        Behaviors.receiveMessage(message -> {
          switch (message) {
            case Wire.Listens listens -> listens(listens);
            case Wire.Spoken spoken -> hear(spoken);
          }
          return Behaviors.same();
        });
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.resume());
  }

  // ── what is said elsewhere ─────────────────────────────────────────────────────────────────

  @Override
  public synchronized void want(Set<Integer> slices) {
    if (!slices.equals(wanted)) {
      wanted = slices;
      tellOthers();
    }
  }

  /** Reminds the others, of whom some may have come since. */
  synchronized void listen() {
    if (!wanted.isEmpty()) {
      tellOthers();
    }
  }

  private void tellOthers() {
    Wire.Listens listens = new Wire.Listens(wanted, self);
    others.get().forEach(it -> it.tell(listens));
  }

  void hear(Wire.Spoken spoken) {
    spoken.pieces().forEach(it -> tokens.hear(it.task(), it.channel(), it.text()));
    synchronized (this) {
      spoken.from().tell(new Wire.Listens(wanted, self));
    }
  }

  // ── what is said here ──────────────────────────────────────────────────────────────────────

  /** Another process. */
  private final class Listening {
    private final Map<TaskId, List<Said>> said = new LinkedHashMap<>();
    private Set<Integer> slices = Set.of();
    private long sinceNanos;
    private boolean mayBeTold;
    private int bytes;

    void add(TaskId task, Model.Sink.Channel channel, String delta) {
      List<Said> before = said.getOrDefault(task, List.of());
      boolean goesOn = !before.isEmpty() && before.getLast().channel() == channel;
      int more = delta.length() * CHARACTER + (goesOn ? 0 : PIECE);
      if (more > maxBytes - bytes) {
        return;
      }
      bytes += more;
      if (goesOn) {
        before.getLast().text().append(delta);
      } else {
        said.computeIfAbsent(task, none -> new ArrayList<>())
            .add(new Said(channel, new StringBuilder(delta)));
      }
    }

    List<Wire.Piece> take() {
      List<Wire.Piece> pieces = new ArrayList<>();
      said.forEach((task, all) ->
          all.forEach(it -> pieces.add(new Wire.Piece(task, it.channel(), it.text().toString()))));
      said.clear();
      bytes = 0;
      return List.copyOf(pieces);
    }
  }

  private record Said(Model.Sink.Channel channel, StringBuilder text) {}

  synchronized void listens(Wire.Listens listens) {
    if (listens.slices().isEmpty()) {
      listening.remove(listens.from());
    } else {
      Listening there = listening.computeIfAbsent(listens.from(), from -> new Listening());
      there.slices = listens.slices();
      there.sinceNanos = nanos.getAsLong();
      there.mayBeTold = true;
    }
    isHeard = !listening.isEmpty();
  }

  @Override
  public void token(TaskId task, Model.Sink.Channel channel, String delta) {
    if (isHeard) {
      keep(task, channel, delta);
    }
  }

  private synchronized void keep(TaskId task, Model.Sink.Channel channel, String delta) {
    int slice = Slices.of(task.agent());
    for (Listening there : listening.values()) {
      if (there.slices.contains(slice)) {
        there.add(task, channel, delta);
      }
    }
  }

  /** Tells what has been said, whoever may be told. */
  synchronized void send() {
    long now = nanos.getAsLong();
    listening.values().removeIf(it -> now - it.sinceNanos > GONE);
    isHeard = !listening.isEmpty();
    listening.forEach((to, there) -> {
      if (there.mayBeTold && !there.said.isEmpty()) {
        there.mayBeTold = false;
        to.tell(new Wire.Spoken(there.take(), self));
      }
    });
  }
}
