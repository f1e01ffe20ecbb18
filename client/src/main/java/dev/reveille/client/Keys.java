package dev.reveille.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a person types at a terminal in raw mode. */
final class Keys {

  private Keys() {}

  /** One key. */
  sealed interface Key {
    /** A character that can be written. */
    record Letter(int character) implements Key {}

    /** Any other one that means something here. */
    enum Special implements Key {
      UP,
      DOWN,
      PAGE_UP,
      PAGE_DOWN,
      HOME,
      END,
      ENTER,
      ESCAPE,
      BACKSPACE,
      INTERRUPT
    }
  }

  /**
   * The keys in one piece of input. Terminals send the bytes of a key together, so that an escape
   * alone is the key of that name.
   */
  static List<Key> decode(byte[] bytes) {
    List<Key> keys = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.UTF_8);
    int at = 0;
    while (at < text.length()) {
      int end =
          text.charAt(at) == '\u001b'
              ? sequence(text, at)
              : at + Character.charCount(text.codePointAt(at));
      Key key = key(text.substring(at, end));
      if (key != null) {
        keys.add(key);
      }
      at = end;
    }
    return keys;
  }

  /** Where an escape sequence ends: {@code ESC [ parameters letter}, {@code ESC O letter}. */
  private static int sequence(String text, int start) {
    int at = start + 1;
    if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == 'O')) {
      at++;
      while (at < text.length() && text.charAt(at) >= ' ' && text.charAt(at) < '@') {
        at++;
      }
      return Math.min(text.length(), at + 1);
    }
    return at;
  }

  private static @org.jspecify.annotations.Nullable Key key(String typed) {
    return switch (typed) {
      case "\u001b[A", "\u001bOA" -> Key.Special.UP;
      case "\u001b[B", "\u001bOB" -> Key.Special.DOWN;
      case "\u001b[5~" -> Key.Special.PAGE_UP;
      case "\u001b[6~" -> Key.Special.PAGE_DOWN;
      case "\u001b[H", "\u001bOH", "\u001b[1~" -> Key.Special.HOME;
      case "\u001b[F", "\u001bOF", "\u001b[4~" -> Key.Special.END;
      case "\r", "\n" -> Key.Special.ENTER;
      case "\u001b" -> Key.Special.ESCAPE;
      case "\u007f", "\b" -> Key.Special.BACKSPACE;
      case "\u0003", "\u0004" -> Key.Special.INTERRUPT;
      default -> {
        int character = typed.codePointAt(0);
        yield Character.isISOControl(character) ? null : new Key.Letter(character);
      }
    };
  }
}
