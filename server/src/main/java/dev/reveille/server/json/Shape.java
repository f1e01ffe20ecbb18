package dev.reveille.server.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields that a record takes from JSON, in the record's order. */
public record Shape(Map<String, Field> fields) {

  /**
   * @param required false for components that are {@code @Nullable}
   */
  public record Field(Kind kind, boolean required) {}

  public Shape {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The same fields, of which none is required. */
  Shape optional() {
    Map<String, Field> all = new LinkedHashMap<>();
    fields.forEach((name, field) -> all.put(name, new Field(field.kind(), false)));
    return new Shape(all);
  }
}
