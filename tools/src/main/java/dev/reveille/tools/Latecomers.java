package dev.reveille.tools;

import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolChoice;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tools that come and go.
 *
 * @see #get the tools that there are now, the same list object as long as nothing has changed
 */
@FunctionalInterface
public interface Latecomers extends Supplier<List<Tool>> {

  /** As {@link dev.reveille.engine.Tools#await}. */
  default void await(ToolChoice choice) throws InterruptedException {}

  /**
   * Why a tool of this name is not there now, though it may be later, in words for the model; empty
   * if nothing is known of it.
   */
  default Optional<String> away(String tool) {
    return Optional.empty();
  }
}
