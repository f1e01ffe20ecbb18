package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A part of a list.
 *
 * @param next what the next call gives as its cursor; empty if this is the last page
 */
public record Page<T>(List<T> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
  }

  static <T> Page<T> of(JsonNode result, String plural, Class<T> type) {
    List<T> items = new ArrayList<>();
    result.path(plural).forEach(item -> items.add(Json.read(item, type)));
    Optional<String> next = Optional.of(Json.text(result, "nextCursor"));
    return new Page<>(items, next.filter(cursor -> !cursor.isEmpty()));
  }
}
