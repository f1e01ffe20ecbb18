package dev.reveille.server.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Names that come from outside, such as those of models and tools. The first so many are told
 * apart, all others are {@code other}: whatever a provider or an agent makes up, what is kept here
 * stays small.
 */
final class Capped {
  static final String OTHER = "other";
  private static final int MAX_LENGTH = 100;

  private final int most;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  Capped(int most) {
    this.most = most;
  }

  /** The name as a label. Two threads that bring new names at once may pass the limit by one. */
  String of(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return "unknown";
    }
    if (known.contains(name)) {
      return name;
    }
    if (name.length() > MAX_LENGTH || known.size() >= most) {
      return OTHER;
    }
    known.add(name);
    return name;
  }
}
