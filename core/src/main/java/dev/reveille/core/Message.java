package dev.reveille.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation with a model. */
public sealed interface Message {

  record System(String text) implements Message {}

  /**
   * @param images shown beside the text, at most {@value #MAX_IMAGES}
   */
  record User(String text, List<Image> images) implements Message {
    public static final int MAX_IMAGES = 20;

    public User {
      Check.range("images", images.size(), 0, MAX_IMAGES);
      images = List.copyOf(images);
    }

    public User(String text) {
      this(text, List.of());
    }
  }

  /**
   * @param reasoning what it thought, for the provider that signed it; mostly empty
   * @param signature see {@link ModelReply#signature}
   */
  record Assistant(String text, List<ToolCall> calls, String reasoning, @Nullable String signature)
      implements Message {
    public Assistant {
      calls = List.copyOf(calls);
    }

    public Assistant(String text, List<ToolCall> calls) {
      this(text, calls, "", null);
    }

    /**
     * A reply as the conversation keeps it: reasoning that is not signed is of no use to anyone.
     */
    public static Assistant of(ModelReply reply) {
      String signature = reply.signature();
      String reasoning = signature == null ? "" : reply.reasoning();
      return new Assistant(reply.text(), reply.calls(), reasoning, signature);
    }
  }

  record ToolResult(String callId, String tool, String text, boolean isError) implements Message {}
}
