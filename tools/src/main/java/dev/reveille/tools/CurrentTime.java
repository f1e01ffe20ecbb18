package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code current_time}: the call's instant in RFC 3339 with milliseconds, in UTC or another zone.
 */
final class CurrentTime implements Tool {
  private static final Spec SPEC =
      new Spec(
          "current_time",
          "The current date and time in RFC 3339, in UTC or in the given time zone.",
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "properties": {
                "timezone": {"type": "string", "maxLength": 64,
                  "description": "IANA name such as Europe/Berlin; UTC if left out"}}}
              """),
          ToolPolicy.READ_ONLY,
          "system");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) {
    var now = context.now().truncatedTo(ChronoUnit.MILLIS);
    JsonNode zone = arguments.get("timezone");
    if (zone == null) {
      return new Outcome.Returned(now.toString());
    }
    try {
      var there = now.atZone(ZoneId.of(zone.stringValue()));
      return new Outcome.Returned(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there));
    } catch (DateTimeException e) {
      return new Outcome.Failed(
          "There is no time zone \""
              + zone.stringValue()
              + "\"; give an IANA name such as Europe/Berlin or America/New_York.");
    }
  }
}
