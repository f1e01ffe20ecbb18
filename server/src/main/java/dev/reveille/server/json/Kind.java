package dev.reveille.server.json;

import java.util.List;

/** What may stand at one place of a JSON document. */
public sealed interface Kind {
  /** Any JSON value. */
  record Any() implements Kind {}

  /** A text of any content. */
  record Text() implements Kind {}

  /** A whole number that fits. */
  record Whole(long min, long max) implements Kind {}

  /** Any number. */
  record Fraction() implements Kind {}

  record Truth() implements Kind {}

  /** One of a few words. */
  record Choice(List<String> words) implements Kind {}

  /** An instant in RFC 3339, with any offset. */
  record Moment() implements Kind {}

  /** A duration as a number of seconds: not negative, at most a hundred years. */
  record Seconds() implements Kind {}

  /** A text with a type of its own. */
  record Named(WireType<?> type) implements Kind {}

  record ListOf(Kind element) implements Kind {}

  /** An object whose keys are free. */
  record MapOf(Kind value) implements Kind {}

  /** An object with known fields. */
  record Nested(Shape shape) implements Kind {}

  /** Goes on after "must be". */
  default String expected() {
    return switch (this) {
      case Any _ -> "anything";
      case Text _ -> "a text";
      case Whole(long min, long max) ->
          max == Long.MAX_VALUE ? "a whole number" : "a whole number of at most " + max;
      case Fraction _ -> "a number";
      case Truth _ -> "true or false";
      case Choice(List<String> words) -> "one of " + String.join(", ", words);
      case Moment _ -> "an instant with its offset as in RFC 3339, like 2026-01-31T09:30:00Z";
      case Seconds _ -> "a number of seconds from 0 to " + WireTime.MAX_SECONDS;
      case Named(WireType<?> type) -> type.expected();
      case ListOf _ -> "a list";
      case MapOf _, Nested _ -> "an object";
    };
  }
}
