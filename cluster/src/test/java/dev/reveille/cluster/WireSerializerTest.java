package dev.reveille.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Json;
import dev.reveille.engine.Model;
import java.io.IOException;
import java.io.NotSerializableException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what goes between servers against the bytes in {@code wire}, which servers that run
 * somewhere write: {@code MANIFEST-NAME.txt}, what is no ASCII as {@code \xHH}. A file is never
 * changed or removed; a new form gets a new manifest and new files, which {@code
 * -Dwire.write=FOLDER} writes.
 */
class WireSerializerTest {
  private static final ActorSystem<Void> SYSTEM =
      ActorSystem.create(
          Behaviors.<Void>empty(),
          "reveille",
          PekkoConfig.of(new Cluster.Spec("127.0.0.1", 0, null, List.of(), 2 << 20, null)));
  private static final WireSerializer SERIALIZER =
      new WireSerializer((ExtendedActorSystem) Adapter.toClassic(SYSTEM));
  private static final ActorRef<Wire.Reply> ASKER =
      ActorRefResolver.get(SYSTEM)
          .resolveActorRef("pekko://reveille@node-1.reveille:7718/temp/asker#17");
  private static final AgentId AGENT = new AgentId("d");
  private static final ActorRef<Wire.ToRelay> RELAY =
      ActorRefResolver.get(SYSTEM)
          .resolveActorRef("pekko://reveille@node-1.reveille:7718/system/tokens#-5");
  private static final Map<String, Wire> MESSAGES =
      Map.of(
          "look", new Wire.Question(74, AGENT, null, ASKER),
          "command", new Wire.Question(74, AGENT, Json.command(new Command.Wake("é")), ASKER),
          "awake", new Wire.Awake(255),
          "done", reply(new Answer.Done(Agent.absent(AGENT), new TaskId(AGENT, 3), true)),
          "refused", reply(new Answer.Refused(Decision.Code.CONFLICT, "it sleeps")),
          "listens", new Wire.Listens(Set.of(0, 74, 255), RELAY),
          "deaf", new Wire.Listens(Set.of(), RELAY),
          "spoken",
              new Wire.Spoken(
                  List.of(
                      piece(3, Model.Sink.Channel.REASONING, "hm, "),
                      piece(3, Model.Sink.Channel.TEXT, "é"),
                      piece(4, Model.Sink.Channel.TEXT, "")),
                  RELAY));

  private static Wire.Piece piece(int task, Model.Sink.Channel channel, String text) {
    return new Wire.Piece(new TaskId(AGENT, task), channel, text);
  }

  private static Wire reply(Answer answer) {
    return new Wire.Reply(Json.answer(answer));
  }

  @AfterAll
  static void end() {
    SYSTEM.terminate();
  }

  /** One of the files. */
  private record Golden(String manifest, String name, byte[] bytes) {
    @Override
    public String toString() {
      return manifest + " " + name;
    }
  }

  private static List<Golden> goldens() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(WireSerializerTest.class.getResource("/wire")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(WireSerializerTest::golden).toList();
    }
  }

  private static Golden golden(Path file) {
    try {
      String[] name = file.getFileName().toString().replace(".txt", "").split("-", 2);
      return new Golden(name[0], name[1], bytes(Files.readString(file).strip()));
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      boolean plain = b > ' ' && b < 0x7f && b != '\\';
      text.append(plain ? String.valueOf((char) b) : "\\x" + HexFormat.of().toHexDigits(b));
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        hex.append(text, i + 2, i + 4);
        i += 3;
      } else {
        hex.append(HexFormat.of().toHexDigits((byte) text.charAt(i)));
      }
    }
    return HexFormat.of().parseHex(hex);
  }

  static Stream<String> names() {
    return MESSAGES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aMessageIsWrittenInTheFormThatItsManifestSays(String name) throws Exception {
    Wire message = Objects.requireNonNull(MESSAGES.get(name));
    String manifest = SERIALIZER.manifest(message);
    String written = text(SERIALIZER.toBinary(message));
    String folder = System.getProperty("wire.write");
    if (folder != null) {
      Files.writeString(Path.of(folder, manifest + "-" + name + ".txt"), written + "\n");
      return;
    }
    assertThat(goldens())
        .as("the form of %s has changed: servers of the version before must read it", name)
        .anyMatch(it ->
            it.manifest().equals(manifest)
                && it.name().equals(name)
                && text(it.bytes()).equals(written));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void whatAServerOfThatVersionWritesIsRead(Golden golden) throws Exception {
    assertThat(SERIALIZER.fromBinary(golden.bytes(), golden.manifest()))
        .usingRecursiveComparison()
        .withEqualsForType(ActorRef::equals, ActorRef.class)
        .isEqualTo(MESSAGES.get(golden.name()));
  }

  @Test
  void eachKindThatLeavesAProcessHasItsBytes() {
    assertThat(MESSAGES.values().stream().<Class<?>>map(Wire::getClass).distinct())
        .containsExactlyInAnyOrder(
            Wire.Question.class,
            Wire.Awake.class,
            Wire.Reply.class,
            Wire.Listens.class,
            Wire.Spoken.class);
    assertThatThrownBy(() -> SERIALIZER.manifest(new Wire.Stop(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SERIALIZER.manifest(new Wire.Gone(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A reply is JSON to its end; who waits for it looks into it. */
  @ParameterizedTest
  @MethodSource("goldens")
  void whatBreaksOffOrGoesOnIsRefused(Golden golden) {
    byte[] whole = golden.bytes();
    for (int length = 0; length <= whole.length + 1; length++) {
      byte[] bytes = Arrays.copyOf(whole, length);
      if (length != whole.length && !golden.manifest().startsWith("r")) {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes, golden.manifest()))
            .isInstanceOf(NotSerializableException.class)
            .hasMessageMatching(
                "message \"" + golden.manifest() + "\" of \\d+ bytes: (it breaks off|.*too many)");
      }
    }
  }

  /** Pekko drops a message for that, and logs why. */
  @ParameterizedTest
  @MethodSource("goldens")
  void noBytesDoWorseThanToBeRefused(Golden golden) {
    SplittableRandom random = new SplittableRandom(golden.name().hashCode());
    for (int i = 0; i < 200; i++) {
      byte[] bytes = golden.bytes().clone();
      for (int n = random.nextInt(1, 9); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(SERIALIZER.fromBinary(bytes, golden.manifest())).isInstanceOf(Wire.class);
      } catch (NotSerializableException refused) {
        assertThat(refused).hasMessageContaining(golden.manifest());
      }
    }
  }

  static Stream<Golden> foreign() {
    byte[] slice = {0, 0, 1, 0};
    byte[] longest = bytes("\\x00\\x00\\x00\\x01\\x00\\x01d\\x00\\x01/\\x7f\\xff\\xff\\xff");
    byte[] negative = bytes("\\x00\\x00\\x00\\x01\\x00\\x01d\\x00\\x01/\\xff\\xff\\xff\\xfe");
    byte[] badName = bytes("\\x00\\x00\\x00\\x01\\x00\\x01?\\x00\\x01/\\xff\\xff\\xff\\xff");
    byte[] badChannel =
        bytes("\\x00\\x01/\\x00\\x00\\x00\\x01\\x00\\x01d" + "\\x00".repeat(7) + "\\x03\\x02");
    byte[] negativeText =
        bytes(
            "\\x00\\x01/\\x00\\x00\\x00\\x01\\x00\\x01d"
                + "\\x00".repeat(7)
                + "\\x03\\x01\\xff\\xff\\xff\\xff");
    byte[] manyPieces = bytes("\\x00\\x01/\\x7f\\xff\\xff\\xff");
    return Stream.of(
        new Golden("t1", "there is no channel 2", badChannel),
        new Golden("t1", "len", negativeText),
        new Golden("t1", "it breaks off", manyPieces),
        new Golden("q2", "no form that this version knows", "{}".getBytes(StandardCharsets.UTF_8)),
        new Golden("", "no form that this version knows", new byte[0]),
        new Golden("w1", "there is no slice 256", slice),
        new Golden("q1", "it breaks off", longest),
        new Golden("q1", "len", negative),
        new Golden("q1", "agentId must be", badName));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void whatNoServerOfThisVersionWritesIsRefusedWithAReason(Golden golden) {
    assertThatThrownBy(() -> SERIALIZER.fromBinary(golden.bytes(), golden.manifest()))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining(golden.name());
  }
}
