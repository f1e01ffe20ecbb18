package dev.reveille.tools.definitions;

/**
 * Why a file is not in force as it is.
 *
 * @param source the file, relative to the definitions' folder
 * @param line from 1; 0 if it is not about a line
 * @param reason a sentence for the person who writes the file
 */
public record Problem(String source, int line, String reason) {
  /** With the definition that it breaks, if that is another file. */
  Problem seenFrom(String definition) {
    return source.equals(definition)
        ? this
        : new Problem(source, line, reason + " (included by " + definition + ")");
  }

  @Override
  public String toString() {
    return source + (line > 0 ? ":" + line : "") + ": " + reason;
  }
}
