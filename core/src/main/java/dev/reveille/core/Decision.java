package dev.reveille.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes of a command. A refusal is a value. */
public sealed interface Decision {

  /**
   * @param entries what happened; none if there was nothing to do
   * @param after the agent with these entries applied
   * @param task the task that the command was about, for {@code Submit} and {@code Redrive}
   */
  record Accepted(List<Entry> entries, Agent after, @Nullable TaskId task) implements Decision {
    public Accepted {
      entries = List.copyOf(entries);
    }
  }

  /**
   * @param limit the limit that was reached, for {@code LIMIT_EXCEEDED}
   */
  record Rejected(Code code, String why, @Nullable Limit limit) implements Decision {
    public Rejected(Code code, String why) {
      this(code, why, null);
    }
  }

  /** A limit by its name in the config, and its value. */
  record Limit(String name, long value) {}

  /** Why a command is refused. */
  enum Code {
    NOT_FOUND,
    CONFLICT,
    LIMIT_EXCEEDED,
    UNAVAILABLE
  }
}
