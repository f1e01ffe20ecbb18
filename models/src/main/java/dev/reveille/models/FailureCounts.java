package dev.reveille.models;

import dev.reveille.core.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a rehearsed conversation has failed at the point where it stands. A failed call leaves
 * no trace in the conversation, so this is the one thing that a rehearsal must remember. It is kept
 * in memory, per conversation (by its hash), for the {@value #MOST} that failed last; a restart
 * forgets it.
 */
final class FailureCounts {
  private static final int MOST = 10_000;

  private final Map<Integer, Integer> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Counts one more failure, unless all are used up; then the conversation is forgotten, so that
   * the next one like it fails as often.
   *
   * @param times how many failures there are to be
   * @return how many there were before; {@code times} if this call is to succeed
   */
  synchronized int next(List<Message> conversation, int times) {
    int key = conversation.hashCode();
    int before = counts.getOrDefault(key, 0);
    if (before >= times) {
      counts.remove(key);
      return times;
    }
    counts.put(key, before + 1);
    return before;
  }
}
