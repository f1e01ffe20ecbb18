package dev.reveille.engine;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What there is to be read in the text of a model's reply beside what it says. */
final class Reading {
  private static final int SHOWN = 5;

  private Reading() {}

  /**
   * Whether the text asks to go on, by the continuation protocol: it is, or ends in, a JSON object
   * whose {@code continuation.status} is {@code CONTINUE}.
   */
  static boolean asksToGoOn(String text) {
    return text.contains("\"continuation\"")
        && json(text)
            .map(node -> node.path("continuation").path("status").asString(""))
            .filter("CONTINUE"::equalsIgnoreCase)
            .isPresent();
  }

  /**
   * A result that must fit a schema.
   *
   * @param json the result alone, without what stands about it; null if there is none
   * @param problem what is wrong with it, in words; null if nothing is
   */
  record Structured(@Nullable String json, @Nullable String problem) {}

  static Structured structured(String text, String schema, Schemas schemas) {
    JsonNode value = json(text).orElse(null);
    if (value == null) {
      return new Structured(null, "it is not JSON");
    }
    List<String> problems = schemas.problems(Json.MAPPER.readTree(schema), value);
    if (problems.isEmpty()) {
      return new Structured(Json.MAPPER.writeValueAsString(value), null);
    }
    List<String> shown = problems.subList(0, Math.min(SHOWN, problems.size()));
    return new Structured(null, String.join("; ", shown));
  }

  /** The JSON that a text is, or that stands in it between fences, or at its end. */
  static Optional<JsonNode> json(String text) {
    String bare = text.strip();
    Optional<JsonNode> whole = parse(bare);
    if (whole.isPresent()) {
      return whole;
    }
    int fence = bare.indexOf("```");
    int from = fence < 0 ? -1 : bare.indexOf('\n', fence);
    int to = from < 0 ? -1 : bare.indexOf("```", from);
    if (to > 0) {
      return parse(bare.substring(from, to).strip());
    }
    int brace = bare.indexOf('{');
    return brace > 0 ? parse(bare.substring(brace)) : Optional.empty();
  }

  private static Optional<JsonNode> parse(String text) {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    if (first != '{' && first != '[') {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.MAPPER.readTree(text));
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }
}
