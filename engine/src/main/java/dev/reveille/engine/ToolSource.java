package dev.reveille.engine;

import java.util.List;

/**
 * Tools that come together. A plugin names it as a service, as it may name a single {@link Tool}.
 */
public interface ToolSource {

  /**
   * The same tools each time; asked once, at the start.
   *
   * @throws IllegalArgumentException if something of it cannot be a tool; it says what
   */
  List<Tool> tools();
}
