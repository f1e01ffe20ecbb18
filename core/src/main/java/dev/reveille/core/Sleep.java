package dev.reveille.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that was put to sleep waits for; whichever comes first. With no condition at all
 * only a hand wakes it.
 *
 * @param until not before this instant, and not a millisecond later than can be helped
 * @param wakeEvents names of events, {@code *} as wildcard
 * @param wakeOnMailPriority mail of at least this priority
 * @param wakeOnLoadBelow a machine less busy than this share, 0 to 1
 * @param reason for people; may be empty
 */
public record Sleep(
    @Nullable Instant until,
    List<String> wakeEvents,
    @Nullable Priority wakeOnMailPriority,
    @Nullable Double wakeOnLoadBelow,
    String reason) {
  public Sleep {
    wakeEvents = List.copyOf(wakeEvents);
    Check.instant("until", until);
    Check.range("wakeEvents", wakeEvents.size(), 0, 100);
    if (wakeOnLoadBelow != null) {
      Check.that(
          wakeOnLoadBelow > 0 && wakeOnLoadBelow <= 1,
          "wakeOnLoadBelow must be more than 0 and at most 1",
          wakeOnLoadBelow);
    }
  }

  /** True if an event of that name ends it. */
  boolean wakesOn(String event) {
    return wakeEvents.stream().anyMatch(pattern -> Event.matches(pattern, event));
  }
}
