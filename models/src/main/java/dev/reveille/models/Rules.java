package dev.reveille.models;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which script answers a prompt or a tool result that brings none of its own. */
record Rules(List<Rule> list) {
  static final Rules NONE = new Rules(List.of());

  Rules {
    list = List.copyOf(list);
  }

  /**
   * @param prompt what the prompt must hold; empty if any will do
   * @param result what the tool result must hold; empty if the rule answers prompts
   */
  record Rule(Optional<Match> prompt, Optional<Match> result, Script then) {}

  /** A part of a text: a substring, or a regular expression between slashes. */
  sealed interface Match {
    boolean in(String text);

    record Substring(String part) implements Match {
      @Override
      public boolean in(String text) {
        return text.contains(part);
      }
    }

    record Regex(Pattern pattern) implements Match {
      @Override
      public boolean in(String text) {
        return pattern.matcher(text).find();
      }
    }

    /**
     * @throws java.util.regex.PatternSyntaxException if it is between slashes and malformed
     */
    static Match of(String text) {
      return text.length() > 2 && text.startsWith("/") && text.endsWith("/")
          ? new Regex(Pattern.compile(text.substring(1, text.length() - 1)))
          : new Substring(text);
    }
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  /** The first rule for a prompt. */
  Optional<Script> forPrompt(String prompt) {
    for (Rule rule : list) {
      if (rule.result().isEmpty() && rule.prompt().isPresent() && rule.prompt().get().in(prompt)) {
        return Optional.of(rule.then());
      }
    }
    return Optional.empty();
  }

  /** The first rule for a tool result under the prompt above it. */
  Optional<Script> forResult(String result, String prompt) {
    for (Rule rule : list) {
      if (rule.result().isPresent()
          && rule.result().get().in(result)
          && rule.prompt().map(it -> it.in(prompt)).orElse(true)) {
        return Optional.of(rule.then());
      }
    }
    return Optional.empty();
  }
}
