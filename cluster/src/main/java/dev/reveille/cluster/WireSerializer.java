package dev.reveille.cluster;

import dev.reveille.core.AgentId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
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
  private static final int NO_COMMAND = -1;

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
          to.writeInt(command == null ? NO_COMMAND : command.length);
          if (command != null) {
            to.write(command);
          }
        }
        case Wire.Awake w -> to.writeInt(w.slice());
        case Wire.Reply r -> to.write(r.answer());
        case Wire.Stop s -> throw staysHere(s);
        case Wire.Gone g -> throw staysHere(g);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (manifest) {
        case QUESTION -> question(from);
        case AWAKE -> new Wire.Awake(from.readInt());
        case REPLY -> new Wire.Reply(bytes);
        default -> throw new NotSerializableException("no such message: " + manifest);
      };
    } catch (NotSerializableException unknown) {
      throw unknown;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Wire question(DataInputStream from) throws IOException {
    int slice = from.readInt();
    AgentId agent = new AgentId(from.readUTF());
    String asker = from.readUTF();
    int length = from.readInt();
    byte[] command = length == NO_COMMAND ? null : from.readNBytes(length);
    return new Wire.Question(slice, agent, command, refs().resolveActorRef(asker));
  }
}
