package dev.reveille.tools.mcp;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts variables of the environment where {@code ${NAME}} stands. */
final class Variables {
  private static final Pattern NAMED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final UnaryOperator<@Nullable String> environment;

  /**
   * @param environment null for a variable that is not set
   */
  Variables(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /**
   * @throws IllegalStateException if a variable is not set; it names the variable and no value
   */
  String fill(String text) {
    Matcher named = NAMED.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (named.find()) {
      String value = environment.apply(named.group(1));
      if (value == null) {
        throw new IllegalStateException(
            "the variable " + named.group(1) + " of its configuration is not set");
      }
      named.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return named.appendTail(filled).toString();
  }

  List<String> fill(List<String> texts) {
    return texts.stream().map(this::fill).toList();
  }

  Map<String, String> fill(Map<String, String> texts) {
    return texts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> fill(entry.getValue())));
  }
}
