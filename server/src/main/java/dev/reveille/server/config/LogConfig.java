package dev.reveille.server.config;

/**
 * @param level the least that is written: {@code debug}, {@code info}, {@code warn}, {@code error}
 * @param format one line of {@code text}, or one line of {@code json}
 */
public record LogConfig(Level level, Format format) {
  /** From most to least. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How a line looks. */
  public enum Format {
    TEXT,
    JSON
  }

  public static LogConfig defaults() {
    return new LogConfig(Level.INFO, Format.TEXT);
  }
}
