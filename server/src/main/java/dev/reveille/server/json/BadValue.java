package dev.reveille.server.json;

import org.jspecify.annotations.Nullable;

/** JSON that is well formed, but not what a record asks for. */
public final class BadValue extends RuntimeException {
  private final String path;
  private final @Nullable String hint;

  BadValue(String path, String message, @Nullable String hint) {
    super(message, null, false, false);
    this.path = path;
    this.hint = hint;
  }

  /** Where it stands, as {@code config.retry.factor} or {@code tools[2]}; empty for the whole. */
  public String path() {
    return path;
  }

  /** What wrong, in a sentence that names the field. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** What to do about it, if there is more to say than the message does. */
  public @Nullable String hint() {
    return hint;
  }
}
