package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which snapshots were kept lately, so that none is kept that hardly saves any folding. */
final class Kept {
  private static final int LIMIT = 8_192;

  private final int worthwhile;
  private final Map<AgentId, Long> last =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AgentId, Long> eldest) {
          return size() > LIMIT;
        }
      };

  Kept(int worthwhile) {
    this.worthwhile = worthwhile;
  }

  /** True if this one saves enough; it then counts as kept. */
  synchronized boolean isWorthwhile(Agent agent) {
    long known = last.getOrDefault(agent.id(), 0L);
    if (agent.seq() - known < worthwhile) {
      return false;
    }
    last.put(agent.id(), agent.seq());
    return true;
  }
}
