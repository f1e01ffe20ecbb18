package dev.reveille.store;

import dev.reveille.core.AgentId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The number of the last entry of those agents that appended last. Bounded; whoever is not in it is
 * looked up.
 */
final class Heads {
  private final Map<AgentId, Long> last;

  Heads(int limit) {
    last =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<AgentId, Long> eldest) {
            return size() > limit;
          }
        };
  }

  @Nullable Long get(AgentId agent) {
    return last.get(agent);
  }

  void put(AgentId agent, long seq) {
    last.put(agent, seq);
  }

  /** Somebody else appended: an agent that is remembered is remembered so. */
  void correct(AgentId agent, long seq) {
    last.replace(agent, seq);
  }

  void forget(AgentId agent) {
    last.remove(agent);
  }

  /** After a failed transaction nothing that was believed of its agents holds. */
  void forgetAll() {
    last.clear();
  }
}
