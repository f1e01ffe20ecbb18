package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One JSON object as lines of {@code field value}. Fields in which nothing stands are left out. */
final class Card {

  private static final int WIDEST = 400;

  private Card() {}

  static String render(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.properties().stream()
        .filter(field -> !Text.isEmpty(field.getValue()))
        .forEach(field -> names.add(field.getKey()));
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      String label = name + " ".repeat(width - name.length());
      for (String value : values(object.path(name))) {
        lines.add((label + "  " + value).stripTrailing());
        label = " ".repeat(width);
      }
    }
    return String.join("\n", lines);
  }

  /** A list of objects takes a line for each; text keeps its own lines. */
  private static List<String> values(JsonNode value) {
    List<String> lines = new ArrayList<>();
    if (value.isArray() && value.path(0).isObject()) {
      value.forEach(item -> lines.add(Text.line(Text.of(item), WIDEST)));
    } else {
      Text.of(value).lines().forEach(line -> lines.add(Text.line(line, WIDEST)));
    }
    return lines;
  }
}
