package dev.reveille.tools;

import dev.reveille.core.Priority;
import dev.reveille.engine.Tool;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What models write and read in the tools for mail and questions. */
final class Words {
  /** Of a task; a mail's may be longer. */
  private static final int KEY_CHARS = 200;

  /** A schema's property. */
  static final String PRIORITY =
      """
      "priority": {"enum": ["low", "normal", "high", "urgent"],
        "description": "normal if left out; high and urgent may wake a sleeping agent"}\
      """;

  private Words() {}

  static Priority priority(ObjectNode arguments) {
    return Priority.valueOf(arguments.path("priority").asString("normal").toUpperCase(Locale.ROOT));
  }

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Text from outside that cannot pretend to be a second line. */
  static String line(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
  }

  /** The start of a text, without half a character at its end. */
  static String start(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean splits = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, splits ? most - 1 : most);
  }

  /** A call's key; a model may choose ids so long that only a digest of it can be one. */
  static String key(String callKey) {
    if (callKey.length() <= KEY_CHARS) {
      return callKey;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(digest.digest(callKey.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A name for what a call makes, the same whenever that call runs. */
  static String name(String kind, Tool.Context context) {
    byte[] key = context.idempotencyKey().getBytes(StandardCharsets.UTF_8);
    return kind + '-' + UUID.nameUUIDFromBytes(key).toString().substring(0, 8);
  }
}
