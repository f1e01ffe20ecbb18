package dev.reveille.models;

import dev.reveille.core.Message;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a conversation stands in which script.
 *
 * @param turn how many replies were given since the message that brought the script
 */
record Cue(Script script, int turn) {
  private static final Cue NONE = new Cue(Script.NONE, 0);

  /**
   * The last prompt with a script of its own counts, from that prompt on; messages after it do not
   * disturb it. Where a prompt brings none, rules may answer it, or a tool result after it.
   */
  static Cue of(List<Message> messages, Rules rules) throws StepLine.Malformed {
    int replies = 0;
    Cue byResult = null;
    for (int i = messages.size() - 1; i >= 0; i--) {
      switch (messages.get(i)) {
        case Message.Assistant it -> replies++;
        case Message.User user -> {
          Script script = Script.parse(user.text());
          if (!script.isEmpty()) {
            return new Cue(script, replies);
          }
          Optional<Script> rule = rules.forPrompt(user.text());
          if (rule.isPresent()) {
            return byResult != null ? byResult : new Cue(rule.get(), replies);
          }
        }
        case Message.ToolResult result -> {
          if (byResult == null && !rules.isEmpty()) {
            byResult = byResult(result, messages.subList(0, i), rules, replies);
          }
        }
        case Message.System it -> {}
      }
    }
    return byResult != null ? byResult : NONE;
  }

  private static @Nullable Cue byResult(
      Message.ToolResult result, List<Message> above, Rules rules, int replies) {
    return rules
        .forResult(result.text(), lastPrompt(above))
        .map(script -> new Cue(script, replies))
        .orElse(null);
  }

  /** What was said last by a user; empty if nothing. */
  static String lastPrompt(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof Message.User user) {
        return user.text();
      }
    }
    return "";
  }
}
