package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Model;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a relay sends to another one, and when; time passes as the test says. */
class TokenRelayTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final int MAX_BYTES = 4_000;
  private static final TaskId TASK = new TaskId(new AgentId("d"), 3);
  private static final TaskId OTHER = new TaskId(new AgentId("other"), 3);
  private static final Set<Integer> OF_TASK = Set.of(Slices.of(TASK.agent()));
  private static final Set<Integer> OF_BOTH =
      Set.of(Slices.of(TASK.agent()), Slices.of(OTHER.agent()));

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.<Void>empty(),
          "reveille",
          PekkoConfig.of(new Cluster.Spec("127.0.0.1", 0, null, List.of(), 2 << 20, null)));
  private final BlockingQueue<Wire.ToRelay> mail = new LinkedBlockingQueue<>();
  private final ActorRef<Wire.ToRelay> other = system.systemActorOf(ears(), "other", Props.empty());
  private final AtomicLong nanos = new AtomicLong();
  private final Tokens tokens = new Tokens();
  private final TokenRelay relay =
      new TokenRelay(system, tokens, () -> List.of(other), MAX_BYTES, nanos::get);

  private Behavior<Wire.ToRelay> ears() {
    return Behaviors.receiveMessage(message -> {
      mail.add(message);
      return Behaviors.same();
    });
  }

  @AfterEach
  void end() {
    system.terminate();
  }

  private void listens(Set<Integer> slices) {
    relay.listens(new Wire.Listens(slices, other));
  }

  private void say(TaskId task, String what) {
    relay.token(task, Model.Sink.Channel.TEXT, what);
  }

  /** All that the other one was sent since it was last asked. */
  private List<Wire.ToRelay> sent() throws InterruptedException {
    Wire.Listens end = new Wire.Listens(Set.of(1, 2, 3), other);
    other.tell(end);
    List<Wire.ToRelay> all = new ArrayList<>();
    while (true) {
      Wire.ToRelay next =
          Objects.requireNonNull(mail.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "it has ended");
      if (next == end) {
        return all;
      }
      all.add(next);
    }
  }

  private List<Wire.Piece> heard() throws InterruptedException {
    return sent().stream().flatMap(it -> ((Wire.Spoken) it).pieces().stream()).toList();
  }

  private static Wire.Piece piece(TaskId task, String text) {
    return new Wire.Piece(task, Model.Sink.Channel.TEXT, text);
  }

  @Test
  void nothingIsSentUntilSomebodyListensAndThenOnlyWhatHeListensTo() throws Exception {
    say(TASK, "unheard");
    relay.send();
    relay.listen();
    assertThat(sent()).isEmpty();

    listens(OF_TASK);
    relay.send();
    assertThat(sent()).isEmpty();
    say(OTHER, "of another");
    say(TASK, "heard");
    relay.send();
    assertThat(heard()).containsExactly(piece(TASK, "heard"));

    listens(Set.of());
    say(TASK, "unheard");
    relay.send();
    assertThat(sent()).isEmpty();
  }

  @Test
  void piecesOfATaskGoTogetherInTheirOrder() throws Exception {
    listens(OF_BOTH);
    say(OTHER, "a");
    relay.token(TASK, Model.Sink.Channel.REASONING, "hm");
    say(OTHER, "b");
    say(TASK, "first ");
    say(TASK, "second");
    relay.send();

    assertThat(heard())
        .containsExactly(
            piece(OTHER, "ab"),
            new Wire.Piece(TASK, Model.Sink.Channel.REASONING, "hm"),
            piece(TASK, "first second"));
  }

  @Test
  void whoeverIsSlowIsSentNoMoreThanOneMessageAndOneIsKeptForIt() throws Exception {
    listens(OF_TASK);
    say(TASK, "before");
    relay.send();
    for (int i = 0; i < 10_000; i++) {
      say(TASK, "é" + i + ' ');
      relay.send();
    }
    assertThat(heard()).containsExactly(piece(TASK, "before"));

    listens(OF_TASK);
    relay.send();
    List<Wire.ToRelay> sent = sent();
    assertThat(sent).hasSize(1);
    assertThat(((Wire.Spoken) sent.getFirst()).pieces().getFirst().text())
        .startsWith("é0 é1 é2 é3 ");
    WireSerializer serializer = new WireSerializer((ExtendedActorSystem) Adapter.toClassic(system));
    assertThat(serializer.toBinary(sent.getFirst()).length).isBetween(MAX_BYTES / 4, MAX_BYTES);

    listens(OF_TASK);
    say(TASK, "after");
    relay.send();
    assertThat(heard()).containsExactly(piece(TASK, "after"));
  }

  @Test
  void whoeverIsSilentForLongIsForgotten() throws Exception {
    listens(OF_TASK);
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    say(TASK, "heard");
    relay.send();
    assertThat(heard()).containsExactly(piece(TASK, "heard"));

    listens(OF_TASK);
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    say(TASK, "unheard");
    relay.send();
    assertThat(sent()).isEmpty();
  }

  @Test
  void othersAreToldAtEachChangeWhatIsWantedHereAndRemindedUntilItIsNothing() throws Exception {
    Tokens.Listener one = (task, channel, delta) -> {};
    Tokens.Listener same = (task, channel, delta) -> {};
    tokens.add(Set.of(TASK.agent()), one);
    tokens.add(Set.of(TASK.agent()), same);
    relay.listen();
    tokens.remove(one);
    tokens.remove(same);
    relay.listen();

    assertThat(sent())
        .extracting(it -> ((Wire.Listens) it).slices())
        .containsExactly(OF_TASK, OF_TASK, Set.of());
  }

  @Test
  void whatIsSaidElsewhereIsHeardHereByThoseWhoListenAndMoreIsAskedFor() throws Exception {
    List<String> heard = new ArrayList<>();
    tokens.add(Set.of(TASK.agent()), (task, channel, delta) -> heard.add(task + " " + delta));
    assertThat(sent()).hasSize(1);

    relay.hear(new Wire.Spoken(List.of(piece(TASK, "x"), piece(OTHER, "y")), other));

    assertThat(heard).containsExactly("d/3 x");
    assertThat(sent()).extracting(it -> ((Wire.Listens) it).slices()).containsExactly(OF_TASK);
  }
}
