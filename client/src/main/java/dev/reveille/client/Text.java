package dev.reveille.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Values of the protocol as words on one line. */
final class Text {

  /**
   * What a terminal does not show but does: controls, and what turns the order of letters round.
   */
  private static final String ACTING = "[\\p{IsControl}\u202A-\u202E\u2066-\u2069]";

  private Text() {}

  /** On one line, without control characters, cut after so many characters. */
  static String line(String text, int limit) {
    return Columns.cut(flat(text.strip()), limit);
  }

  /** On one line, without control characters. */
  static String flat(String text) {
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ⏎ ").replaceAll(ACTING, " ");
  }

  /** On its own lines, without other control characters: what stands in it does nothing. */
  static String lines(String text) {
    return text.strip().replaceAll("\\r\\n?", "\n").replaceAll('[' + ACTING + "&&[^\n\t]]", " ");
  }

  /** {@code 12s ago}, {@code in 5m}; empty for a missing instant, the text itself if it is none. */
  static String relative(String instant, Instant now) {
    Optional<Instant> at = instant(instant);
    if (at.isEmpty()) {
      return instant;
    }
    Duration ahead = Duration.between(now, at.get());
    String words = DurationText.format(ahead);
    return ahead.isNegative() ? words + " ago" : "in " + words;
  }

  static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notAnInstant) {
      return Optional.empty(); // the caller shows the text as it is
    }
  }

  /** Instants in it to the second: nobody reads more. */
  static String seconds(String text) {
    return text.replaceAll("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)\\.\\d+Z", "$1Z");
  }

  /** Any value: scalars as they are, objects as {@code key=value}, lists with commas. */
  static String of(JsonNode value) {
    if (value.isObject()) {
      List<String> pairs = new ArrayList<>();
      value.properties().stream()
          .filter(field -> !isEmpty(field.getValue()))
          .forEach(field -> pairs.add(field.getKey() + "=" + nested(field.getValue())));
      return String.join(" ", pairs);
    }
    if (value.isArray()) {
      List<String> items = new ArrayList<>();
      value.forEach(item -> items.add(nested(item)));
      return String.join(", ", items);
    }
    return value.asString("");
  }

  private static String nested(JsonNode value) {
    return value.isObject() ? "{" + of(value) + "}" : of(value);
  }

  static boolean isEmpty(JsonNode value) {
    return value.isNull() || value.isMissingNode() || (value.isContainer() && value.isEmpty());
  }
}
