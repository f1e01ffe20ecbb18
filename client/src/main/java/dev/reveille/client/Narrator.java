package dev.reveille.client;

import java.io.PrintStream;

/** Tells a story in numbered sections. */
final class Narrator {

  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean colours;
  private int section;

  Narrator(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  void section(String title) {
    out.println();
    out.println(bold(++section + "  " + title));
  }

  void say(String text) {
    text.lines().forEach(line -> out.println(("   " + line).stripTrailing()));
    out.flush();
  }

  /** A name and what is to be said of it. */
  void say(String name, String text) {
    say("%-9s %s".formatted(name, text));
  }

  void headline(String text) {
    out.println(bold(text));
  }

  private String bold(String text) {
    return colours ? BOLD + text + PLAIN : text;
  }
}
