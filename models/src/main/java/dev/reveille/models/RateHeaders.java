package dev.reveille.models;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a provider says of its rate limits beside an answer. Each limit has two headers: how much is
 * left, and when it is full again: as a time (Anthropic), as a duration like {@code 6m0s} (OpenAI,
 * Groq) or in milliseconds since 1970 (OpenRouter).
 */
final class RateHeaders {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");

  private record Limit(String remaining, String reset) {}

  private static final List<Limit> LIMITS =
      List.of(
          openAi("requests"),
          openAi("tokens"),
          anthropic("requests"),
          anthropic("tokens"),
          anthropic("input-tokens"),
          anthropic("output-tokens"),
          new Limit("x-ratelimit-remaining", "x-ratelimit-reset"));

  private RateHeaders() {}

  /** The latest time at which a limit that is used up is there again; empty if none is used up. */
  static Optional<Instant> closedUntil(HttpHeaders headers, Instant now) {
    return LIMITS.stream()
        .filter(it -> headers.firstValue(it.remaining()).orElse("").strip().equals("0"))
        .flatMap(it -> headers.firstValue(it.reset()).stream())
        .flatMap(it -> reset(it.strip(), now).stream())
        .filter(it -> it.isAfter(now))
        .map(it -> earlier(it, now.plus(RetryAfter.LONGEST)))
        .max(Instant::compareTo);
  }

  private static Optional<Instant> reset(String text, Instant now) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(length(Double.parseDouble(part.group(1)), part.group(2)));
      end = part.end();
    }
    if (end == text.length() && end > 0) {
      return Optional.of(now.plus(sum));
    }
    try {
      return Optional.of(number(Double.parseDouble(text), now));
    } catch (NumberFormatException notANumber) {
      return time(text);
    }
  }

  /** Seconds from now, or what is too large for that: since 1970 in seconds or milliseconds. */
  private static Instant number(double number, Instant now) {
    if (number > 1e11) {
      return Instant.ofEpochMilli((long) Math.min(number, 1e15));
    }
    return number > 1e8 ? Instant.ofEpochSecond((long) number) : now.plus(length(number, "s"));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }

  private static Duration length(double count, String unit) {
    double seconds =
        switch (unit) {
          case "ms" -> count / 1000;
          case "m" -> count * 60;
          case "h" -> count * 3600;
          case "d" -> count * 86_400;
          default -> count;
        };
    return RetryAfter.seconds(String.valueOf(seconds)).orElse(Duration.ZERO);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Limit openAi(String what) {
    return new Limit("x-ratelimit-remaining-" + what, "x-ratelimit-reset-" + what);
  }

  private static Limit anthropic(String what) {
    String name = "anthropic-ratelimit-" + what;
    return new Limit(name + "-remaining", name + "-reset");
  }
}
