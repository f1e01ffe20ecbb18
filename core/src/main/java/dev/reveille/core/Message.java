package dev.reveille.core;

import java.util.List;

/** One turn of a conversation with a model. */
public sealed interface Message {

  record System(String text) implements Message {}

  record User(String text) implements Message {}

  record Assistant(String text, List<ToolCall> calls) implements Message {
    public Assistant {
      calls = List.copyOf(calls);
    }
  }

  record ToolResult(String callId, String tool, String text, boolean isError) implements Message {}
}
