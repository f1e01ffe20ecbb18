package dev.reveille.models;

import dev.reveille.core.Message;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import java.util.List;

/** Usage where nobody counts it: four characters are taken for one token, an image for 1,500. */
final class Tokens {
  private static final int CHARS_PER_TOKEN = 4;
  private static final long IMAGE_CHARS = 1_500L * CHARS_PER_TOKEN;

  private Tokens() {}

  static Usage estimate(
      List<Message> messages, String text, String reasoning, List<ToolCall> calls) {
    long input = 0;
    for (Message message : messages) {
      input += chars(message);
    }
    long output = text.length() + reasoning.length() + chars(calls);
    return new Usage(input / CHARS_PER_TOKEN, output / CHARS_PER_TOKEN);
  }

  private static long chars(Message message) {
    return switch (message) {
      case Message.System it -> it.text().length();
      case Message.User it -> it.text().length() + it.images().size() * IMAGE_CHARS;
      case Message.Assistant it -> it.text().length() + chars(it.calls());
      case Message.ToolResult it -> it.text().length();
    };
  }

  private static long chars(List<ToolCall> calls) {
    long chars = 0;
    for (ToolCall call : calls) {
      chars += call.tool().length() + call.arguments().length();
    }
    return chars;
  }
}
