package dev.reveille.server.config;

/**
 * @param enabled false: the server answers whoever asks, but no agent works, nothing is due, and
 *     new work is refused; as if it were down, to the agents
 */
public record AsyncConfig(boolean enabled) {
  public static AsyncConfig defaults() {
    return new AsyncConfig(true);
  }
}
