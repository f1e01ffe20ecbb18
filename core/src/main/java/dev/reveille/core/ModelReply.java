package dev.reveille.core;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One complete answer of a model.
 *
 * @param text what it said; empty if it only called tools
 * @param reasoning what it thought aloud, kept apart from the answer; empty if nothing
 * @param calls tools it wants called, all of them before its next turn; empty means that this is
 *     its final answer
 * @param model which one answered, as {@code provider:model}; null: not known
 * @param signature by which the provider knows its reasoning again when the reply is sent back to
 *     it, {@code provider {json}}; null if it wants none
 */
public record ModelReply(
    String text,
    String reasoning,
    List<ToolCall> calls,
    Usage usage,
    Finish finish,
    @Nullable String model,
    @Nullable String signature) {

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

  /** A reply of a model that is not known, without a signature. */
  public ModelReply(
      String text, String reasoning, List<ToolCall> calls, Usage usage, Finish finish) {
    this(text, reasoning, calls, usage, finish, null, null);
  }

  public boolean isFinal() {
    return calls.isEmpty();
  }

  /** The call of that id; empty if it made none. */
  public Optional<ToolCall> call(String callId) {
    return calls.stream().filter(call -> call.callId().equals(callId)).findFirst();
  }

  /** The same with other calls. */
  public ModelReply withCalls(List<ToolCall> others) {
    return new ModelReply(text, reasoning, others, usage, finish, model, signature);
  }
}
