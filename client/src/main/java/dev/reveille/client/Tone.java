package dev.reveille.client;

import java.util.Locale;

/** What a word means, as a colour. */
enum Tone {
  PLAIN(""),
  GOOD("32"),
  BUSY("36"),
  QUIET("34"),
  WARN("33"),
  BAD("31"),
  DIM("2"),
  BOLD("1"),
  REVERSE("7");

  private static final String OFF = "\u001b[0m";

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  String paint(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + OFF;
  }

  /** Of the states, outcomes and priorities of the protocol; what it does not know is plain. */
  static Tone of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "succeeded", "ok", "fired", "replied", "up" -> GOOD;
      case "active", "running" -> BUSY;
      case "sleeping" -> QUIET;
      case "waiting", "retrying", "queued", "unread", "degraded", "warn", "high" -> WARN;
      case "failed",
          "dead",
          "expired",
          "missed",
          "bounced",
          "unavailable",
          "fail",
          "not ok",
          "urgent" ->
          BAD;
      case "stopped", "cancelled", "skipped", "archived", "read", "paused", "low" -> DIM;
      default -> PLAIN;
    };
  }
}
