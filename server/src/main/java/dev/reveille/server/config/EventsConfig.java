package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

/**
 * @param retentionDays events older than the newest by more than this cannot be listed
 * @param maxHistory of more than so many events the oldest cannot be listed
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
