package dev.reveille.tools;

import dev.reveille.core.Event;
import dev.reveille.engine.ToolChoice;
import dev.reveille.engine.Tools;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tells patterns of tools that mean something on a server from those that somebody has misspelt: a
 * rule that fits nothing forbids nothing.
 */
public record KnownTools(Tools tools) implements Predicate<String> {
  /** Built-in tools that a server may have switched off. */
  static final List<String> SWITCHED =
      List.of("write_file", "edit_file", "run_command", "http_get");

  private static final String MCP = "mcp";

  /**
   * True if it fits a tool, also a built-in one that is switched off here, or a set, or may fit a
   * tool of an MCP server: those may come later.
   */
  @Override
  public boolean test(String pattern) {
    return mayBeMcp(pattern)
        || Stream.concat(ToolChoice.SETS.stream(), SWITCHED.stream())
            .anyMatch(name -> Event.matches(pattern, name))
        || tools.specs().stream().anyMatch(tool -> ToolChoice.fits(pattern, tool));
  }

  private static boolean mayBeMcp(String pattern) {
    int star = pattern.indexOf('*');
    return pattern.startsWith(MCP) || star >= 0 && MCP.startsWith(pattern.substring(0, star));
  }
}
