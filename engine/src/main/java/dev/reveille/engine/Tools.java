package dev.reveille.engine;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tools that are enabled, by name. */
public interface Tools {
  Optional<Tool.Spec> spec(String name);

  /**
   * @param names null: all
   */
  List<Tool.Spec> specs(@Nullable Collection<String> names);

  /**
   * Calls a tool. A wrong call (no such tool, arguments against its schema) and a tool that throws
   * are answered as {@link Tool.Outcome.Failed}.
   */
  Tool.Outcome call(String tool, String arguments, Tool.Context context)
      throws InterruptedException;
}
