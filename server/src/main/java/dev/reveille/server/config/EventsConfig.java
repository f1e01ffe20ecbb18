package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

/**
 * @param retentionDays events older than the newest by more than this are dropped from the list;
 *     the journal keeps them
 * @param maxHistory of more than so many, and a sixteenth or 8,192 more, the oldest are dropped
 *     from the list
 */
public record EventsConfig(int retentionDays, int maxHistory) {
  public EventsConfig {
    check("retentionDays", retentionDays, 1, 36_500);
    check("maxHistory", maxHistory, 1, 1_000_000_000);
  }

  public static EventsConfig defaults() {
    return new EventsConfig(30, 1_000_000);
  }
}
