package dev.reveille.models;

import java.nio.file.Path;

/** Rules of the rehearsal model as they are read. */
public final class RulesSnippet {
  private RulesSnippet() {}

  /**
   * @throws IllegalArgumentException saying where the file is wrong
   */
  public static int count(Path file) {
    return RulesFile.read(file).list().size();
  }
}
