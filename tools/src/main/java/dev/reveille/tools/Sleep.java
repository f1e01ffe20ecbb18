package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sleep}: suspends the task inside this call. Nothing waits here; the engine gives the
 * result when the task wakes, however many restarts later.
 */
final class Sleep implements Tool {
  private static final Spec SPEC =
      new Spec(
          "sleep",
          """
          Suspends this task for a number of seconds or until an instant, hours or days if need be, \
          at no cost. The result tells what woke it. Give exactly one of seconds and until.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "properties": {
                "seconds": {"type": "number", "minimum": 0,
                  "description": "how long to sleep; may be fractional"},
                "until": {"type": "string", "maxLength": 64,
                  "description": "RFC 3339, e.g. 2026-11-22T07:00:00+01:00; a past one wakes at once"},
                "reason": {"type": "string", "maxLength": 1000,
                  "description": "what is waited for; shown to people"}}}
              """),
          ToolPolicy.IDEMPOTENT,
          "system");

  private final Duration longest;

  Sleep(Duration longest) {
    this.longest = longest;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) {
    JsonNode seconds = arguments.get("seconds");
    JsonNode until = arguments.get("until");
    if ((seconds == null) == (until == null)) {
      return new Outcome.Failed(
          "sleep needs exactly one of seconds and until, but got "
              + (seconds == null ? "neither." : "both."));
    }
    Instant last = context.now().plus(longest);
    Instant wake;
    if (seconds != null) {
      wake = after(context.now(), seconds.doubleValue(), last);
    } else {
      try {
        wake = OffsetDateTime.parse(until.stringValue()).toInstant();
      } catch (DateTimeException e) {
        return new Outcome.Failed(
            "until is not an RFC 3339 instant such as 2026-11-22T07:00:00Z: \""
                + until.stringValue()
                + "\". It is now "
                + context.now()
                + '.');
      }
    }
    if (wake.isAfter(last)) {
      return new Outcome.Failed(
          "sleep may last at most " + longest.toDays() + " days, until " + last + '.');
    }
    return new Outcome.Suspended(wake, arguments.path("reason").asString(""));
  }

  /** Rounded up to a nanosecond, so that it is never early; just beyond {@code last} if later. */
  private static Instant after(Instant now, double seconds, Instant last) {
    if (seconds > Duration.between(now, last).toSeconds()) {
      return last.plusSeconds(1);
    }
    long whole = (long) seconds;
    return now.plusSeconds(whole).plusNanos((long) Math.ceil((seconds - whole) * 1e9));
  }
}
