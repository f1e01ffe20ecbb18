package dev.reveille.models;

import java.util.Optional;

/** A provider's key. It never shows itself: not in messages, logs or {@code toString}. */
public final class ApiKey {
  private final String value;

  private ApiKey(String value) {
    this.value = value;
  }

  /**
   * @param text as read from the environment; blank or absent means that there is no key
   * @throws IllegalArgumentException if it cannot be sent in an HTTP header
   */
  public static Optional<ApiKey> of(Optional<String> text) {
    Optional<String> key = text.map(String::strip).filter(it -> !it.isEmpty());
    if (key.isPresent() && !key.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "it holds blanks, line ends or letters beyond ASCII: copy the key again");
    }
    return key.map(ApiKey::new);
  }

  String reveal() {
    return value;
  }

  /** The text without the key: providers like to repeat it in their complaints. */
  String redact(String text) {
    return text.replace(value, "***");
  }

  @Override
  public String toString() {
    return "***";
  }
}
