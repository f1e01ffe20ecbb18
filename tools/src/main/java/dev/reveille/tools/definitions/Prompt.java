package dev.reveille.tools.definitions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the variables of a definition into its text. */
record Prompt(Map<String, String> variables) {
  private static final Pattern VARIABLE =
      Pattern.compile("(\\\\?)\\{\\{\\s*([A-Za-z_][A-Za-z0-9_.-]{0,127})\\s*}}");

  /**
   * Replaces each <code>{{name}}</code> by its value, once: what a value contains is not replaced
   * again. A backslash before the braces keeps them as they are.
   *
   * @param firstLine the line of the file on which the text starts
   */
  String fill(String source, String text, int firstLine) throws ProblemException {
    List<String> filled = new ArrayList<>();
    int line = firstLine;
    for (String part : text.split("\n", -1)) {
      filled.add(fillLine(source, part, line++));
    }
    return String.join("\n", filled);
  }

  private String fillLine(String source, String text, int line) throws ProblemException {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      String value = variables.get(name);
      if (!matcher.group(1).isEmpty()) {
        value = matcher.group().substring(1);
      }
      if (value == null) {
        throw new ProblemException(
            source,
            line,
            "unknown variable {{" + name + "}}; set it under variables: or in the server's config");
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }
}
