package dev.reveille.core;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Which task a client's idempotency key began, for the newest keys.
 *
 * @param byKey key → task
 * @param byTask task → key, to find the oldest
 */
public record RecentKeys(PMap<String, Long> byKey, PSortedMap<Long, String> byTask) {
  public static final RecentKeys NONE = new RecentKeys(HashTreePMap.empty(), TreePMap.empty());

  public static RecentKeys of(Map<String, Long> keys) {
    RecentKeys all = NONE;
    for (Map.Entry<String, Long> e : keys.entrySet()) {
      all = all.with(e.getKey(), e.getValue(), Integer.MAX_VALUE);
    }
    return all;
  }

  @Nullable Long task(String key) {
    return byKey.get(key);
  }

  RecentKeys with(String key, long task, int limit) {
    PMap<String, Long> keys = byKey.plus(key, task);
    PSortedMap<Long, String> tasks = byTask.plus(task, key);
    while (tasks.size() > limit) {
      Long oldest = tasks.firstKey();
      keys = keys.minus(tasks.get(oldest));
      tasks = tasks.minus(oldest);
    }
    return new RecentKeys(keys, tasks);
  }

  /** The keys, oldest first. */
  public Map<String, Long> toMap() {
    Map<String, Long> map = new LinkedHashMap<>();
    byTask.forEach((task, key) -> map.put(key, task));
    return map;
  }
}
