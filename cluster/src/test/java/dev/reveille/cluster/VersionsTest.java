package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.reveille.core.AgentId;
import dev.reveille.core.Decision;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Engine;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Json;
import dev.reveille.engine.Models;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Slices;
import dev.reveille.engine.Tokens;
import dev.reveille.testkit.MemoryJournal;
import dev.reveille.tools.Toolbox;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.event.Logging;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of today hears from a newer one what it does not understand, and goes on hearing. */
class VersionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AgentId AGENT = new AgentId("d");
  private static final int SLICE = Slices.of(AGENT);

  private final MemoryJournal journal = new MemoryJournal();
  private final Engine engine =
      Engine.create(
          journal,
          journal,
          new Outside(
              names ->
                  new Models.Choice(
                      (request, sink) -> {
                        throw new AssertionError();
                      },
                      "none"),
              Toolbox.of(List.of()),
              definition -> Optional.empty(),
              new Tokens(),
              (schema, value) -> List.of(),
              Gauges.constant(0, 0)),
          InstantSource.system(),
          RandomGenerator.getDefault(),
          EngineConfig.STANDARD);
  private final ActorSystem<Wire.ToSlice> today =
      system(SliceActor.of(engine.share(), SLICE, 1 << 20), WireSerializer.class);
  private final ActorSystem<Void> newer = system(Behaviors.empty(), NewerSerializer.class);
  private final ActorRef<Wire.ToSlice> slice =
      ActorRefResolver.get(newer)
          .resolveActorRef(ActorRefResolver.get(today).toSerializationFormat(today));
  private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

  private static <T> ActorSystem<T> system(
      Behavior<T> guardian, Class<? extends SerializerWithStringManifest> serializer) {
    return ActorSystem.create(
        guardian,
        "reveille",
        ConfigFactory.parseString(
                "pekko.actor.serializers.reveille = \"%s\"".formatted(serializer.getName()))
            .withFallback(
                PekkoConfig.of(new Cluster.Spec("127.0.0.1", 0, null, List.of(), 2 << 20, null))));
  }

  VersionsTest() {
    Behavior<Logging.Error> ears =
        Behaviors.receiveMessage(error -> {
          errors.add(error.message() + " " + error.cause().getMessage());
          return Behaviors.same();
        });
    ActorRef<Logging.Error> hears = today.systemActorOf(ears, "ears", Props.empty());
    today.eventStream().tell(new EventStream.Subscribe<>(Logging.Error.class, hears));
  }

  @AfterEach
  void end() {
    newer.terminate();
    today.terminate();
  }

  /** Writes what is for slice 0 in a form to come, and for slice 1 in one that nobody knows. */
  public static final class NewerSerializer extends SerializerWithStringManifest {
    private final WireSerializer known;

    public NewerSerializer(ExtendedActorSystem system) {
      known = new WireSerializer(system);
    }

    @Override
    public int identifier() {
      return known.identifier();
    }

    @Override
    public String manifest(Object message) {
      return message instanceof Wire.Awake(int to) && to == 0 ? "w2" : known.manifest(message);
    }

    @Override
    public byte[] toBinary(Object message) {
      return message instanceof Wire.Awake(int to) && to == 1
          ? new byte[] {1}
          : known.toBinary(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
      return known.fromBinary(bytes, manifest);
    }
  }

  private Answer ask(@Nullable String command) {
    byte[] json = command == null ? null : command.getBytes(StandardCharsets.UTF_8);
    Wire.Reply reply =
        AskPattern.<Wire.ToSlice, Wire.Reply>ask(
                slice,
                asker -> new Wire.Question(SLICE, AGENT, json, asker),
                PATIENCE,
                newer.scheduler())
            .toCompletableFuture()
            .join();
    return Json.answer(reply.answer());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aMessageThatCannotBeReadIsDroppedWithAReasonInTheLogAndTheNextOneIsRead(int how)
      throws Exception {
    assertThat(ask(null)).isInstanceOf(Answer.Done.class);
    slice.tell(new Wire.Awake(how));
    String error = errors.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(error)
        .contains("771700")
        .contains(
            how == 0 ? "message \"w2\" of 4 bytes: no form that" : "message \"w1\" of 1 bytes: it");
    assertThat(ask(null)).isInstanceOf(Answer.Done.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"Dance\"}", "{\"type\":\"Wake\",\"rea", "", "[]"})
  void aCommandThatIsNotKnownHereIsRefusedAtOnce(String command) {
    assertThat(ask(command))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(Decision.Code.UNAVAILABLE);
              assertThat(refused.why())
                  .contains("agent d")
                  .contains("a version that does not know");
            });
    assertThat(ask(null)).isInstanceOf(Answer.Done.class);
  }

  @Test
  void aCommandWithMoreInItThanIsKnownHereIsDone() {
    assertThat(ask("{\"type\":\"Wake\",\"reason\":\"x\",\"mood\":{\"a\":1}}"))
        .isInstanceOfSatisfying(
            Answer.Refused.class, // there is no such agent: it was understood
            refused -> assertThat(refused.code()).isEqualTo(Decision.Code.NOT_FOUND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"Later\"}", "{\"type\":\"Done\"", "", "[]"})
  void anAnswerThatIsNotKnownHereIsNone(String answer) {
    assertThat(PekkoCluster.answer(AGENT, new Wire.Reply(answer.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(Decision.Code.UNAVAILABLE);
              assertThat(refused.why()).contains("whether it was done is not known");
            });
  }
}
