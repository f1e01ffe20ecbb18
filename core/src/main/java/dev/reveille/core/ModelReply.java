package dev.reveille.core;

import java.util.List;

/**
 * One complete answer of a model.
 *
 * @param text what it said; empty if it only called tools
 * @param reasoning what it thought aloud, kept apart from the answer; empty if nothing
 * @param calls tools it wants called, all of them before its next turn; empty means that this is
 *     its final answer
 */
public record ModelReply(
    String text, String reasoning, List<ToolCall> calls, Usage usage, Finish finish) {

  /** Why the model stopped. */
  public enum Finish {
    STOP,
    TOOL_CALLS,
    LENGTH,
    REFUSED
  }

  public ModelReply {
    calls = List.copyOf(calls);
  }

  public boolean isFinal() {
    return calls.isEmpty();
  }
}
