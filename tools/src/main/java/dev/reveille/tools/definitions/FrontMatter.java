package dev.reveille.tools.definitions;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * The YAML between the first two {@code ---} of a file, with the line of every key and element.
 *
 * @param values checked against the schema
 * @param lines JSON pointer to line in the file, from 1
 * @param body what follows, without blank lines around it
 * @param bodyLine the line on which the body starts
 */
record FrontMatter(ObjectNode values, Map<String, Integer> lines, String body, int bodyLine) {
  static final Schema DEFINITION = schema("definition.schema.json");
  static final Schema PART = schema("part.schema.json");

  private static final Pattern PLACE = Pattern.compile("line (\\d{1,6}), column");
  private static final String FENCE = "---";
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // values are read one by one
          .build();

  private static Schema schema(String resource) {
    try (InputStream in = FrontMatter.class.getResourceAsStream(resource)) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(in, InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param source the file's name, for problems
   * @return nothing if the text has no front matter
   */
  static Optional<FrontMatter> parse(String source, String text, Schema schema)
      throws ProblemException {
    List<String> all = text.lines().toList();
    if (all.isEmpty() || !all.getFirst().strip().equals(FENCE)) {
      return Optional.empty();
    }
    int end = 1;
    while (end < all.size() && !all.get(end).stripTrailing().equals(FENCE)) {
      end++;
    }
    if (end == all.size()) {
      throw new ProblemException(source, 1, "the front matter is not closed with a line \"---\"");
    }
    // The opening fence is YAML too (it starts a document), so that lines are those of the file.
    String yaml = String.join("\n", all.subList(0, end)) + "\n";
    int first = end + 1;
    while (first < all.size() && all.get(first).isBlank()) {
      first++;
    }
    String body = String.join("\n", all.subList(Math.min(first, all.size()), all.size()));
    Reader reader = new Reader(source, new HashMap<>(Map.of("", 1)));
    ObjectNode values = reader.read(yaml);
    reader.check(values, schema);
    return Optional.of(
        new FrontMatter(values, Map.copyOf(reader.lines), body.stripTrailing(), first + 1));
  }

  /** The line of a value; that of the front matter if it is not there. */
  int line(String pointer) {
    return lines.getOrDefault(pointer, 1);
  }

  private record Reader(String source, Map<String, Integer> lines) {

    ObjectNode read(String yaml) throws ProblemException {
      try (YAMLParser parser = (YAMLParser) YAML.createParser(yaml)) {
        if (parser.nextToken() == null) {
          return JsonNodeFactory.instance.objectNode();
        }
        JsonNode root = value(parser, "");
        if (root.isNull()) {
          return JsonNodeFactory.instance.objectNode();
        }
        if (!(root instanceof ObjectNode values)) {
          throw new ProblemException(source, 2, "the front matter must be \"key: value\" lines");
        }
        if (parser.nextToken() != null) {
          int line = parser.currentTokenLocation().getLineNr();
          throw new ProblemException(source, line, "the front matter must be one YAML document");
        }
        return values;
      } catch (JacksonException e) {
        throw new ProblemException(source, line(e), firstLine(e.getOriginalMessage()));
      }
    }

    private JsonNode value(YAMLParser parser, String pointer) throws ProblemException {
      int line = parser.currentTokenLocation().getLineNr();
      lines.putIfAbsent(pointer, line);
      if (parser.isCurrentAlias()) {
        throw new ProblemException(source, line, "YAML aliases (*name) are not supported here");
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> object(parser, pointer);
        case START_ARRAY -> array(parser, pointer);
        default -> YAML.readTree(parser);
      };
    }

    private ObjectNode object(YAMLParser parser, String pointer) throws ProblemException {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        String inner = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
        lines.put(inner, parser.currentTokenLocation().getLineNr());
        parser.nextToken();
        object.set(key, value(parser, inner));
      }
      return object;
    }

    private ArrayNode array(YAMLParser parser, String pointer) throws ProblemException {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(parser, pointer + "/" + array.size()));
      }
      return array;
    }

    /** Refuses with the error that comes first in the file. */
    void check(ObjectNode values, Schema schema) throws ProblemException {
      Optional<ProblemException> first =
          schema.validate(values).stream()
              .map(this::problem)
              .min(Comparator.comparingInt(e -> e.problem().line()));
      if (first.isPresent()) {
        throw first.get();
      }
    }

    private ProblemException problem(Error error) {
      String where = error.getInstanceLocation().toString();
      if ("additionalProperties".equals(error.getKeyword())) {
        String key = where + "/" + error.getProperty();
        return new ProblemException(
            source, lines.getOrDefault(key, 1), "unknown key \"" + key.substring(1) + '"');
      }
      String name = where.isEmpty() ? "" : "\"" + where.substring(1) + "\": ";
      return new ProblemException(source, lines.getOrDefault(where, 1), name + error.getMessage());
    }

    /** The parser's message ends with the place of the problem; its location may lag behind. */
    private static int line(JacksonException e) {
      Matcher place = PLACE.matcher(e.getOriginalMessage());
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      while (place.find()) {
        line = Integer.parseInt(place.group(1));
      }
      return line;
    }

    private static String firstLine(String message) {
      return message.lines().limit(2).reduce((a, b) -> a + ": " + b.strip()).orElse("not YAML");
    }
  }
}
