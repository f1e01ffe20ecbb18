package dev.reveille.server.config;

import dev.reveille.server.json.Kind;
import dev.reveille.server.json.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** All keys of the configuration by their dotted path, and the environment variable of each. */
final class Keys {
  private static final String PREFIX = "REVEILLE_";

  private Keys() {}

  static Map<String, Kind> of(Shape shape) {
    Map<String, Kind> keys = new LinkedHashMap<>();
    collect(shape, "", keys);
    return Collections.unmodifiableMap(keys);
  }

  private static void collect(Shape shape, String path, Map<String, Kind> keys) {
    shape
        .fields()
        .forEach((name, field) -> {
          if (field.kind() instanceof Kind.Nested(Shape inner)) {
            collect(inner, path + name + '.', keys);
          } else {
            keys.put(path + name, field.kind());
          }
        });
  }

  /** {@code server.limits.maxDepth} is {@code REVEILLE_SERVER_LIMITS_MAX_DEPTH}. */
  static String variable(String path) {
    return PREFIX
        + path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
