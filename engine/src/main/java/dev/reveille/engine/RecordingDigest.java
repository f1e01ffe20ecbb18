package dev.reveille.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * By which an exported file tells whether it is still what it was: a SHA-256 of what the JSON says,
 * whatever its layout and the order of its keys. It guards against damage and careless edits. It is
 * no signature: whoever wants to can make another file with a right digest.
 */
final class RecordingDigest {
  static final String FIELD = "digest";
  private static final String KIND = "sha256:";

  private RecordingDigest() {}

  /** Of all but the field itself. */
  static String of(JsonNode file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(file, digest, FIELD);
      return KIND + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The digest of a file that is what it was.
   *
   * @throws IllegalArgumentException if it has none, or another one
   */
  static String checked(JsonNode file) {
    String given = file.path(FIELD).asString("");
    if (given.isEmpty()) {
      throw new IllegalArgumentException(
          "the file has no \"digest\", so it may be damaged: export the task again");
    }
    String right = of(file);
    if (!given.equals(right)) {
      throw new IllegalArgumentException(
          "the file was changed since it was exported: its digest is not that of what it says");
    }
    return right;
  }

  private static void add(JsonNode node, MessageDigest digest, String except) {
    switch (node.getNodeType()) {
      case OBJECT, POJO -> {
        add("{", digest);
        for (String name : new TreeSet<>(node.propertyNames())) {
          if (!name.equals(except)) {
            text(name, digest);
            add(node.get(name), digest, "");
          }
        }
        add("}", digest);
      }
      case ARRAY -> {
        add("[", digest);
        node.forEach(element -> add(element, digest, ""));
        add("]", digest);
      }
      case STRING, BINARY -> text(node.asString(), digest);
      case NUMBER -> add(number(node) + ",", digest);
      case BOOLEAN, NULL, MISSING -> add(node + ",", digest);
    }
  }

  /** Programs write the same number in many ways. */
  private static String number(JsonNode node) {
    double value = node.asDouble();
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? Long.toString((long) value)
        : node.isIntegralNumber() ? node.bigIntegerValue().toString() : Double.toString(value);
  }

  private static void text(String text, MessageDigest digest) {
    add(text.length() + ":", digest);
    add(text, digest);
  }

  private static void add(String text, MessageDigest digest) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }
}
