package dev.reveille.engine;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Filter;
import dev.reveille.core.RecentKeys;
import dev.reveille.core.Task;
import dev.reveille.core.Tasks;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * How the core's records are written, the same in the journal and on the wire: enums in lower case,
 * instants by RFC 3339 in UTC, durations as numbers of seconds in fields whose names end in {@code
 * Seconds}, entries with their simple name as {@code type}; what is null is left out. Readers pass
 * over fields they do not know, so that an older version can read a newer journal.
 */
public final class Json {
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addMixIn(Entry.class, Typed.class)
          .addMixIn(Command.class, Typed.class)
          .addMixIn(Answer.class, Typed.class)
          .annotationIntrospector(new DurationNames())
          .addModule(coreTypes())
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .changeDefaultVisibility(v -> v.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
          .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private static final ObjectWriter ENTRIES =
      MAPPER.writerFor(MAPPER.getTypeFactory().constructCollectionType(List.class, Entry.class));
  private static final ObjectWriter ENTRY = MAPPER.writerFor(Entry.class);
  private static final ObjectReader ENTRIES_IN = MAPPER.readerForListOf(Entry.class);
  private static final ObjectReader AGENT_IN = MAPPER.readerFor(Agent.class);
  private static final ObjectWriter COMMAND = MAPPER.writerFor(Command.class);
  private static final ObjectReader COMMAND_IN = MAPPER.readerFor(Command.class);
  private static final ObjectWriter ANSWER = MAPPER.writerFor(Answer.class);
  private static final ObjectReader ANSWER_IN = MAPPER.readerFor(Answer.class);

  private Json() {}

  public static byte[] entries(List<Entry> entries) {
    return ENTRIES.writeValueAsBytes(entries);
  }

  public static List<Entry> entries(byte[] json) {
    return ENTRIES_IN.readValue(json);
  }

  /** One entry as a tree, with its type. */
  public static JsonNode entry(Entry entry) {
    return MAPPER.readTree(ENTRY.writeValueAsBytes(entry));
  }

  public static byte[] agent(Agent agent) {
    return MAPPER.writeValueAsBytes(agent);
  }

  public static Agent agent(byte[] json) {
    return AGENT_IN.readValue(json);
  }

  public static byte[] command(Command command) {
    return COMMAND.writeValueAsBytes(command);
  }

  public static Command command(byte[] json) {
    return COMMAND_IN.readValue(json);
  }

  public static byte[] answer(Answer answer) {
    return ANSWER.writeValueAsBytes(answer);
  }

  public static Answer answer(byte[] json) {
    return ANSWER_IN.readValue(json);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
  private interface Typed {}

  /** Lets every property of type Duration be named with its unit. */
  private static final class DurationNames extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public PropertyName findNameForSerialization(MapperConfig<?> config, Annotated a) {
      return named(a, super.findNameForSerialization(config, a));
    }

    @Override
    public PropertyName findNameForDeserialization(MapperConfig<?> config, Annotated a) {
      return named(a, super.findNameForDeserialization(config, a));
    }

    private static PropertyName named(Annotated a, PropertyName given) {
      boolean counts =
          a.getRawType() == Duration.class
              && !a.getName().isEmpty()
              && !a.getName().equals("checkMailInterval");
      return counts ? PropertyName.construct(a.getName() + "Seconds") : given;
    }
  }

  private static SimpleModule coreTypes() {
    SimpleModule module = new SimpleModule("reveille-core");
    add(module, Duration.class, Json::writeSeconds, Json::readSeconds);
    add(
        module,
        AgentId.class,
        (g, id) -> g.writeString(id.value()),
        p -> new AgentId(p.getString()));
    add(
        module,
        Tasks.class,
        (g, tasks) -> g.writePOJO(tasks.stream().toArray(Task[]::new)),
        p -> Tasks.of(Arrays.asList(p.readValueAs(Task[].class))));
    add(
        module,
        Filter.class,
        (g, filter) -> g.writePOJO(Filters.write(filter)),
        p -> Filters.read(p.readValueAs(JsonNode.class), "filter"));
    add(
        module,
        RecentKeys.class,
        (g, keys) -> g.writePOJO(keys.toMap()),
        p -> RecentKeys.of(p.readValueAs(new TypeReference<Map<String, Long>>() {})));
    return module;
  }

  /** Exact: what is read must equal what was written, or a fold would differ from its state. */
  private static void writeSeconds(JsonGenerator to, Duration duration) {
    if (duration.getNano() == 0) {
      to.writeNumber(duration.getSeconds());
    } else {
      BigDecimal nanos = BigDecimal.valueOf(duration.getNano(), 9);
      to.writeNumber(BigDecimal.valueOf(duration.getSeconds()).add(nanos).stripTrailingZeros());
    }
  }

  private static Duration readSeconds(JsonParser from) {
    if (from.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return Duration.ofSeconds(from.getLongValue());
    }
    BigDecimal seconds = from.getDecimalValue();
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos =
        seconds.subtract(whole).movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValue();
    return Duration.ofSeconds(whole.longValueExact(), nanos);
  }

  private interface Out<T> {
    void write(JsonGenerator to, T value);
  }

  private interface In<T> {
    T read(JsonParser from);
  }

  /** How a type is written and read whose form is not that of its fields. */
  private static <T> void add(SimpleModule module, Class<T> type, Out<T> out, In<T> in) {
    module.addSerializer(
        type,
        new ValueSerializer<>() {
          @Override
          public void serialize(T value, JsonGenerator g, SerializationContext c) {
            out.write(g, value);
          }
        });
    module.addDeserializer(
        type,
        new ValueDeserializer<>() {
          @Override
          public T deserialize(JsonParser p, DeserializationContext c) {
            return in.read(p);
          }
        });
  }
}
