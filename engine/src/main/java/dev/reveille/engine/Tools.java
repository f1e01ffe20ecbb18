package dev.reveille.engine;

import java.util.List;
import java.util.Optional;

/** The tools that are enabled, by name. Which there are may change while the server runs. */
public interface Tools {
  Optional<Tool.Spec> spec(String name);

  /** All of them, always in the same order. */
  List<Tool.Spec> specs();

  /**
   * Waits until it is known which tools there are, if some that the choice may mean are still
   * looked for: they may be in the first moments of a server, for a bounded time. Usually does not
   * block.
   */
  default void await(ToolChoice choice) throws InterruptedException {}

  /**
   * Calls a tool. A wrong call (no such tool, arguments against its schema) and a tool that throws
   * are answered as {@link Tool.Outcome.Failed}.
   */
  Tool.Outcome call(String tool, String arguments, Tool.Context context)
      throws InterruptedException;

  /** The same tools, with something done about each call; which there are is as they say. */
  interface Around extends Tools {
    Tools tools();

    @Override
    default Optional<Tool.Spec> spec(String name) {
      return tools().spec(name);
    }

    @Override
    default List<Tool.Spec> specs() {
      return tools().specs();
    }

    @Override
    default void await(ToolChoice choice) throws InterruptedException {
      tools().await(choice);
    }
  }
}
