package dev.reveille.server.json;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Teaches Jackson our times and the wire types. What it reads has passed {@link ShapeCheck}. */
final class WireModule extends SimpleModule {
  private static final long serialVersionUID = 1;

  WireModule(List<WireType<?>> wireTypes) {
    super("reveille");
    addDeserializer(
        Instant.class,
        new Reading<>(Instant.class, parser -> WireTime.instant(parser.getString()).orElseThrow()));
    addSerializer(Instant.class, ToStringSerializer.instance);
    addDeserializer(
        Duration.class,
        new Reading<>(
            Duration.class, parser -> WireTime.seconds(parser.getDecimalValue()).orElseThrow()));
    addSerializer(Duration.class, new WritingSeconds());
    wireTypes.forEach(this::add);
  }

  private <T> void add(WireType<T> type) {
    addDeserializer(
        type.type(), new Reading<>(type.type(), parser -> type.parse().apply(parser.getString())));
    addSerializer(type.type(), ToStringSerializer.instance);
  }

  private static final class Reading<T> extends StdDeserializer<T> {
    private final transient Function<JsonParser, T> read;

    Reading(Class<T> type, Function<JsonParser, T> read) {
      super(type);
      this.read = read;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
      return read.apply(parser);
    }
  }

  private static final class WritingSeconds extends StdSerializer<Duration> {
    WritingSeconds() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
      out.writeNumber(WireTime.seconds(value));
    }
  }
}
