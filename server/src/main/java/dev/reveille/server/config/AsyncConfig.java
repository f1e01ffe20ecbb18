package dev.reveille.server.config;

/**
 * @param enabled {@code false}: the server answers whoever asks, but no task begins, nothing is
 *     due, no mail and no event is carried, and new work is refused with {@code unavailable}. To
 *     the agents it is as if the server were down: nothing is lost, and when it is {@code true}
 *     again they go on as after an outage, see {@code docs/coming-from-aiwhisperer.md}
 */
public record AsyncConfig(boolean enabled) {
  public static AsyncConfig defaults() {
    return new AsyncConfig(true);
  }
}
