package dev.reveille.engine;

import dev.reveille.core.Event;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What filters and prompts may look at in an event: see {@link dev.reveille.core.Filter}. */
public final class Attributes {
  private static final Logger log = LoggerFactory.getLogger(Attributes.class);

  /** Data may be large: so many fields of theirs are looked at, the first ones. */
  private static final int MAX_FIELDS = 1_000;

  private static final int MAX_DEPTH = 8;

  private final Map<String, String> found = new HashMap<>();

  private Attributes() {}

  public static Map<String, String> of(Event event) {
    Attributes attributes = new Attributes();
    if (event.data() != null) {
      try {
        attributes.fields("data", Json.MAPPER.readTree(event.data()), 1);
      } catch (JacksonException noJson) {
        log.debug("the data of event {} is no JSON", event.eventId());
      }
    }
    Map<String, String> found = attributes.found;
    if (event.attributes() != null) {
      found.putAll(event.attributes());
    }
    found.put("type", event.name());
    found.put("id", event.eventId());
    found.put("priority", event.priority().name().toLowerCase(Locale.ROOT));
    if (event.source() != null) {
      found.put("source", event.source());
    }
    if (event.subject() != null) {
      found.put("subject", event.subject());
    }
    return found;
  }

  private void fields(String path, JsonNode data, int depth) {
    for (Map.Entry<String, JsonNode> field : data.properties()) {
      if (found.size() >= 2 * MAX_FIELDS) {
        return;
      }
      String name = path + '.' + field.getKey();
      if (field.getValue().isObject() && depth < MAX_DEPTH) {
        fields(name, field.getValue(), depth + 1);
      } else if (field.getValue().isValueNode()) {
        String text = field.getValue().asString("");
        found.put(name, text);
        if (depth == 1) {
          found.put(field.getKey(), text);
        }
      }
    }
  }
}
