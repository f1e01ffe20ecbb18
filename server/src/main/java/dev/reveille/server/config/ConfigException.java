package dev.reveille.server.config;

/** A configuration that cannot be used. The message says where, what and what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message, null, false, false);
  }
}
