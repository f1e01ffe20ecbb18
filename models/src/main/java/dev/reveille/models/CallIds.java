package dev.reveille.models;

import dev.reveille.core.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ids for the tool calls of one reply, unique within its conversation. Where the model gives none,
 * or one that was there before, {@code call_N} is made up: N is the call's position among all calls
 * of the conversation, so that the same conversation gives the same ids.
 */
final class CallIds {
  private final Set<String> taken = new HashSet<>();
  private int position;

  CallIds(List<Message> messages) {
    for (Message message : messages) {
      if (message instanceof Message.Assistant assistant) {
        position += assistant.calls().size();
        assistant.calls().forEach(call -> taken.add(call.callId()));
      }
    }
  }

  /**
   * @param given the model's own id; blank if it has none
   */
  String next(String given) {
    position++;
    if (!given.isBlank() && taken.add(given)) {
      return given;
    }
    int number = position;
    while (!taken.add("call_" + number)) {
      number++;
    }
    return "call_" + number;
  }
}
