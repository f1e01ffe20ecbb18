package dev.reveille.engine;

import dev.reveille.core.Agent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who waits for the ends of an agent's tasks. */
final class Watchers {
  private final Map<Long, List<Runnable>> ofTasks = new HashMap<>();

  void add(long task, Runnable ended) {
    ofTasks.computeIfAbsent(task, t -> new ArrayList<>()).add(ended);
  }

  void remove(long task, Runnable ended) {
    ofTasks.computeIfPresent(task, (t, all) -> all.remove(ended) && all.isEmpty() ? null : all);
  }

  boolean isEmpty() {
    return ofTasks.isEmpty();
  }

  /** Tells those whose tasks have ended by this durable state. */
  void tell(Agent current) {
    if (!isEmpty()) {
      ofTasks
          .entrySet()
          .removeIf(entry -> {
            // Who reads the journal may know of a task before its cell hears that it is durable.
            boolean known = entry.getKey() <= current.seq();
            boolean ended = known && current.tasks().get(entry.getKey()) == null;
            if (ended) {
              entry.getValue().forEach(Runnable::run);
            }
            return ended;
          });
    }
  }
}
