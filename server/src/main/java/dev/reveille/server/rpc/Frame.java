package dev.reveille.server.rpc;

import java.util.List;

/** What one frame holds. */
sealed interface Frame {
  record One(Call call) implements Frame {}

  /** Answered by a list, in the order of the calls. */
  record Batch(List<Call> calls) implements Frame {}

  default List<Call> calls() {
    return switch (this) {
      case One(Call call) -> List.of(call);
      case Batch(List<Call> calls) -> calls;
    };
  }
}
