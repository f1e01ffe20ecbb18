package dev.reveille.tools.definitions;

import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Json;
import dev.reveille.engine.ToolChoice;
import dev.reveille.tools.definitions.Source.Place;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The reading of one definition: front matter, includes, variables. Used once. */
final class DefinitionFile {
  static final int MOST_DEPTH = 5;
  static final int MOST_PARTS = 50;

  private final Source source;
  private final String name;
  private final Predicate<String> tools;
  private final List<Part> parts = new ArrayList<>();
  private final Set<String> included = new HashSet<>();
  private final Deque<String> open = new ArrayDeque<>();

  private Optional<Problem> doubt = Optional.empty();

  private record Part(String source, String body, int firstLine) {}

  /**
   * @param name of the file, relative to the folder
   * @param tools whether a pattern means a tool
   */
  DefinitionFile(Source source, String name, Predicate<String> tools) {
    this.source = source;
    this.name = name;
    this.tools = tools;
  }

  /**
   * @param variables of the server; they win over the file's own
   */
  Definition read(Map<String, String> variables) throws ProblemException {
    Place top = new Place(name, 1);
    FrontMatter front =
        FrontMatter.parse(name, source.text(name, new Place(name, 0)), FrontMatter.DEFINITION)
            .orElseThrow(
                () -> top.problem("the file must start with front matter between \"---\""));
    ObjectNode values = front.values();
    checkConfig(front);
    checkTools(front);
    open.push(name);
    collect(name, front);

    Map<String, String> known = new HashMap<>();
    values
        .path("variables")
        .properties()
        .forEach(v -> known.put(v.getKey(), v.getValue().asString()));
    known.putAll(variables);
    return new Definition(
        values.get("name").stringValue(),
        values.get("description").stringValue(),
        models(values),
        either(values, "tools").map(DefinitionFile::strings),
        strings(values.path("denyTools")),
        rules(values.path("approvals")),
        values.optional("team").map(JsonNode::stringValue),
        settings(values),
        values.get("config") instanceof ObjectNode config
            ? config
            : JsonNodeFactory.instance.objectNode(),
        prompt(new Prompt(known)),
        name);
  }

  /** What the schema cannot say. */
  private void checkConfig(FrontMatter front) throws ProblemException {
    JsonNode config = front.values().path("config");
    for (String key : List.of("model", "tools")) {
      if (config.has(key) && front.values().has(key)) {
        throw new ProblemException(
            name,
            front.line("/config/" + key),
            "\"" + key + "\" is given twice; keep the upper one");
      }
    }
    if (front.values().has("models") && (front.values().has("model") || config.has("model"))) {
      throw new ProblemException(
          name, front.line("/models"), "\"models\" and \"model\" are both given; keep one");
    }
    String zone = config.path("timezone").asString("UTC");
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new ProblemException(
          name, front.line("/config/timezone"), "there is no time zone \"" + zone + '"');
    }
  }

  /**
   * A rule about a tool that there is not forbids nothing, so the file is refused. With a tool that
   * is not there its agents can do less than they should: that is only told.
   */
  private void checkTools(FrontMatter front) throws ProblemException {
    ObjectNode values = front.values();
    List<Problem> wrong = new ArrayList<>();
    for (String rule : values.path("approvals").propertyNames()) {
      unknown(front, "/approvals/" + rule, rule).ifPresent(wrong::add);
    }
    wrong.addAll(unknown(front, "/denyTools", values.path("denyTools")));
    JsonNode config = values.path("config");
    wrong.addAll(unknown(front, "/config/approvals", config.path("approvals")));
    if (!wrong.isEmpty()) {
      Problem first = Collections.min(wrong, Comparator.comparingInt(Problem::line));
      throw new ProblemException(first.source(), first.line(), first.reason());
    }
    doubt =
        Stream.concat(
                unknown(front, "/tools", values.path("tools")).stream(),
                unknown(front, "/config/tools", config.path("tools")).stream())
            .findFirst();
  }

  private List<Problem> unknown(FrontMatter front, String place, JsonNode patterns) {
    List<Problem> wrong = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      unknown(front, place + '/' + i, patterns.get(i).stringValue()).ifPresent(wrong::add);
    }
    return wrong;
  }

  private Optional<Problem> unknown(FrontMatter front, String place, String pattern) {
    String reason = "\"" + place.substring(1) + "\": there is no tool or set \"" + pattern + '"';
    return tools.test(pattern)
        ? Optional.empty()
        : Optional.of(new Problem(name, front.line(place), reason));
  }

  /** What of it has no effect though the rest is in force. */
  Optional<Problem> doubt() {
    return doubt;
  }

  private static List<String> models(ObjectNode values) {
    return values
        .optional("models")
        .map(DefinitionFile::strings)
        .or(() -> either(values, "model").map(one -> List.of(one.stringValue())))
        .orElse(List.of());
  }

  /** Its bounds are the schema's, too, so that a problem has a line. */
  private static ModelSettings settings(ObjectNode values) {
    return values
        .optional("settings")
        .map(given -> Json.MAPPER.treeToValue(given, ModelSettings.class))
        .orElse(ModelSettings.NONE);
  }

  private static Optional<JsonNode> either(ObjectNode values, String key) {
    return values.optional(key).or(() -> values.path("config").optional(key));
  }

  private static List<ToolChoice.Rule> rules(JsonNode approvals) {
    return approvals.properties().stream()
        .map(rule ->
            new ToolChoice.Rule(
                rule.getKey(),
                ToolChoice.Verdict.valueOf(rule.getValue().stringValue().toUpperCase(Locale.ROOT))))
        .toList();
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::stringValue).distinct().toList();
  }

  /** The body of a file, then what it includes in the given order, each part once. */
  private void collect(String from, FrontMatter front) throws ProblemException {
    add(new Part(from, front.body(), front.bodyLine()));
    List<String> includes = strings(front.values().path("include"));
    for (int i = 0; i < includes.size(); i++) {
      include(includes.get(i), new Place(from, front.line("/include/" + i)));
    }
  }

  private void include(String part, Place asked) throws ProblemException {
    if (open.contains(part)) {
      String way = open.reversed().stream().collect(Collectors.joining(" → "));
      throw asked.problem("include cycle: " + way + " → " + part);
    }
    if (open.size() > MOST_DEPTH) {
      throw asked.problem("includes are more than " + MOST_DEPTH + " deep");
    }
    if (!included.add(part)) {
      return;
    }
    if (included.size() > MOST_PARTS) {
      throw asked.problem("more than " + MOST_PARTS + " parts are included");
    }
    String text = source.text(part, asked);
    Optional<FrontMatter> front = FrontMatter.parse(part, text, FrontMatter.PART);
    open.push(part);
    if (front.isPresent()) {
      collect(part, front.get());
    } else {
      add(new Part(part, text.strip(), 1 + (int) text.lines().takeWhile(String::isBlank).count()));
    }
    open.pop();
  }

  private void add(Part part) {
    if (!part.body().isBlank()) {
      parts.add(part);
    }
  }

  private String prompt(Prompt variables) throws ProblemException {
    List<String> filled = new ArrayList<>();
    for (Part part : parts) {
      filled.add(variables.fill(part.source(), part.body(), part.firstLine()));
    }
    if (filled.isEmpty()) {
      throw new ProblemException(name, 0, "there is no system prompt below the front matter");
    }
    return String.join("\n\n", filled);
  }
}
