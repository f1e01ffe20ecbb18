package dev.reveille.tools;

import dev.reveille.engine.Telling;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every limit of the built-in tools and of the toolbox.
 *
 * @param argumentChars characters of a call's arguments as JSON text
 * @param resultChars characters of a result that are kept; what is beyond is lost, and the result
 *     says so
 * @param shownChars characters of a result that a model is shown at once; it can read on
 * @param readLines lines that one {@code read_file} gives
 * @param readBytes bytes of text that one {@code read_file} gives; keep it under resultChars
 * @param lineBytes bytes of one line that are read; the rest of the line is passed over
 * @param fileBytes bytes of one file that {@code read_file} and {@code search_files} go through
 * @param listEntries entries that one {@code list_directory} gives
 * @param folderDepth folders within folders that are gone into
 * @param visits entries that one walk looks at, given or not
 * @param matches results of one {@code search_files}
 * @param searchBytes bytes that one {@code search_files} reads in all
 * @param searchTime how long one {@code search_files} may take
 * @param regexSteps characters that a pattern may look at in one line, again and again included
 * @param writeBytes bytes of UTF-8 that one {@code write_file} writes
 * @param agents agents that one {@code list_agents} gives
 * @param longestSleep how far ahead {@code sleep} may wake
 * @param mails mails that one {@code list_mail} gives
 * @param longestAsk how long {@code ask_agent} may wait
 * @param health when {@code system_health} speaks of an issue
 */
public record ToolLimits(
    int argumentChars,
    int resultChars,
    int shownChars,
    int readLines,
    int readBytes,
    int lineBytes,
    long fileBytes,
    int listEntries,
    int folderDepth,
    int visits,
    int matches,
    long searchBytes,
    Duration searchTime,
    int regexSteps,
    int writeBytes,
    int agents,
    Duration longestSleep,
    int mails,
    Duration longestAsk,
    HealthThresholds health) {

  public static final ToolLimits STANDARD =
      new ToolLimits(
          4 << 20,
          256 << 10,
          Telling.STANDARD.resultChars(),
          2_000,
          48 << 10,
          8 << 10,
          64L << 20,
          1_000,
          32,
          100_000,
          200,
          256L << 20,
          Duration.ofSeconds(10),
          1_000_000,
          1 << 20,
          200,
          Duration.ofDays(3_660),
          50,
          Duration.ofDays(7),
          HealthThresholds.STANDARD);

  public ToolLimits {
    atLeast(2, "argumentChars", argumentChars);
    atLeast(200, "resultChars", resultChars);
    atLeast(1_000, "shownChars", shownChars);
    atLeast(1, "readLines", readLines);
    atLeast(1, "readBytes", readBytes);
    atLeast(16, "lineBytes", lineBytes);
    atLeast(1, "fileBytes", fileBytes);
    atLeast(1, "listEntries", listEntries);
    atLeast(1, "folderDepth", folderDepth);
    atLeast(1, "visits", visits);
    atLeast(1, "matches", matches);
    atLeast(1, "searchBytes", searchBytes);
    atLeast(1, "searchTime in ms", searchTime.toMillis());
    atLeast(100, "regexSteps", regexSteps);
    atLeast(1, "writeBytes", writeBytes);
    atLeast(1, "agents", agents);
    atLeast(1, "longestSleep in seconds", longestSleep.toSeconds());
    atLeast(1, "mails", mails);
    atLeast(1, "longestAsk in seconds", longestAsk.toSeconds());
  }

  private static void atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "the tool limit " + name + " must be at least " + least + ", but was " + value);
    }
  }

  /**
   * These limits with some of them set anew, as a configuration file names them: by the names of
   * the components, durations as seconds or ISO 8601 ({@code "PT10S"}).
   *
   * @throws IllegalArgumentException if a name is unknown or a value out of range
   */
  public ToolLimits with(ObjectNode changes) {
    if (changes.isEmpty()) {
      return this;
    }
    ObjectNode all = Json.MAPPER.valueToTree(this);
    for (var change : changes.properties()) {
      if (all.get(change.getKey()) instanceof ObjectNode group
          && change.getValue() instanceof ObjectNode inner) {
        group.setAll(inner);
      } else {
        all.set(change.getKey(), change.getValue());
      }
    }
    try {
      return Json.MAPPER.treeToValue(all, ToolLimits.class);
    } catch (UnrecognizedPropertyException e) {
      String message =
          "there is no tool limit \"" + e.getPropertyName() + "\"; docs/tools.md names them";
      throw new IllegalArgumentException(message, e);
    } catch (JacksonException e) {
      String why =
          e.getCause() instanceof IllegalArgumentException rule
              ? rule.getMessage()
              : e.getOriginalMessage();
      throw new IllegalArgumentException("tool limits: " + why, e);
    }
  }
}
