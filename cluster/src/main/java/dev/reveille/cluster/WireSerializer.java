package dev.reveille.cluster;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Model;
import dev.reveille.engine.Slices;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes {@link Wire} as bytes. The number in a manifest is that of the form: a newer form gets a
 * new number, and is sent only when all processes know it.
 */
public final class WireSerializer extends SerializerWithStringManifest {
  private static final String QUESTION = "q1";
  private static final String AWAKE = "w1";
  private static final String REPLY = "r1";
  private static final String LISTENS = "l1";
  private static final String SPOKEN = "t1";
  private static final int NO_COMMAND = -1;
  private static final int SLICE_BYTES = Slices.COUNT / Byte.SIZE;
  private static final byte REASONING = 0;
  private static final byte TEXT = 1;

  private final ExtendedActorSystem system;

  public WireSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return 771_700;
  }

  @Override
  public String manifest(Object message) {
    return switch ((Wire) message) {
      case Wire.Question q -> QUESTION;
      case Wire.Awake w -> AWAKE;
      case Wire.Reply r -> REPLY;
      case Wire.Listens l -> LISTENS;
      case Wire.Spoken t -> SPOKEN;
      case Wire.Stop s -> throw staysHere(s);
      case Wire.Gone g -> throw staysHere(g);
    };
  }

  private static IllegalArgumentException staysHere(Wire message) {
    return new IllegalArgumentException(message + " is not sent to other processes");
  }

  private ActorRefResolver refs() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public byte[] toBinary(Object message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream to = new DataOutputStream(bytes)) {
      switch ((Wire) message) {
        case Wire.Question q -> {
          to.writeInt(q.slice());
          to.writeUTF(q.agent().value());
          to.writeUTF(refs().toSerializationFormat(q.asker()));
          byte[] command = q.command();
          if (command == null) {
            to.writeInt(NO_COMMAND);
          } else {
            write(command, to);
          }
        }
        case Wire.Awake w -> to.writeInt(w.slice());
        case Wire.Reply r -> to.write(r.answer());
        case Wire.Listens l -> {
          BitSet slices = new BitSet();
          l.slices().forEach(slices::set);
          to.write(Arrays.copyOf(slices.toByteArray(), SLICE_BYTES));
          to.writeUTF(refs().toSerializationFormat(l.from()));
        }
        case Wire.Spoken t -> {
          to.writeUTF(refs().toSerializationFormat(t.from()));
          to.writeInt(t.pieces().size());
          for (Wire.Piece piece : t.pieces()) {
            write(piece, to);
          }
        }
        case Wire.Stop s -> throw staysHere(s);
        case Wire.Gone g -> throw staysHere(g);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(Wire.Piece piece, DataOutputStream to) throws IOException {
    to.writeUTF(piece.task().agent().value());
    to.writeLong(piece.task().seq());
    to.writeByte(
        switch (piece.channel()) {
          case REASONING -> REASONING;
          case TEXT -> TEXT;
        });
    write(piece.text().getBytes(StandardCharsets.UTF_8), to);
  }

  private static void write(byte[] bytes, DataOutputStream to) throws IOException {
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  /**
   * @throws NotSerializableException if it cannot be read, for whatever reason; Pekko then drops
   *     the message, logs an error that has this text and who sent it, and reads on
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Wire message =
          switch (manifest) {
            case QUESTION -> question(from);
            case AWAKE -> new Wire.Awake(slice(from));
            case REPLY -> new Wire.Reply(from.readAllBytes());
            case LISTENS -> listens(from);
            case SPOKEN -> spoken(from);
            default ->
                throw new IOException("no form that this version knows; a newer one has sent it");
          };
      if (from.available() > 0) {
        throw new IOException(from.available() + " bytes too many");
      }
      return message;
    } catch (IOException | IllegalArgumentException e) {
      // Without its cause: the log has it with the whole stack.
      throw new NotSerializableException(
          "message \"%s\" of %d bytes: %s".formatted(manifest, bytes.length, why(e)));
    }
  }

  private static String why(Exception e) {
    return e instanceof EOFException ? "it breaks off" : String.valueOf(e.getMessage());
  }

  private static int slice(DataInputStream from) throws IOException {
    int slice = from.readInt();
    if (slice < 0 || slice >= Slices.COUNT) {
      throw new IOException("there is no slice " + slice);
    }
    return slice;
  }

  private Wire question(DataInputStream from) throws IOException {
    int slice = slice(from);
    AgentId agent = new AgentId(from.readUTF());
    String asker = from.readUTF();
    int length = from.readInt();
    byte[] command = length == NO_COMMAND ? null : bytes(length, from);
    return new Wire.Question(slice, agent, command, refs().resolveActorRef(asker));
  }

  /** No more of them are made room for than there are. */
  private static byte[] bytes(int length, DataInputStream from) throws IOException {
    byte[] bytes = from.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private Wire listens(DataInputStream from) throws IOException {
    BitSet slices = BitSet.valueOf(bytes(SLICE_BYTES, from));
    return new Wire.Listens(
        slices.stream().boxed().collect(Collectors.toUnmodifiableSet()),
        refs().resolveActorRef(from.readUTF()));
  }

  private Wire spoken(DataInputStream from) throws IOException {
    String speaker = from.readUTF();
    int count = from.readInt();
    List<Wire.Piece> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TaskId task = new TaskId(new AgentId(from.readUTF()), from.readLong());
      Model.Sink.Channel channel = channel(from.readByte());
      byte[] text = bytes(from.readInt(), from);
      pieces.add(new Wire.Piece(task, channel, new String(text, StandardCharsets.UTF_8)));
    }
    return new Wire.Spoken(List.copyOf(pieces), refs().resolveActorRef(speaker));
  }

  private static Model.Sink.Channel channel(byte number) throws IOException {
    return switch (number) {
      case REASONING -> Model.Sink.Channel.REASONING;
      case TEXT -> Model.Sink.Channel.TEXT;
      default -> throw new IOException("there is no channel " + number);
    };
  }
}
