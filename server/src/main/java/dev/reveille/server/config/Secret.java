package dev.reveille.server.config;

/** A text that no log, message or dump shows. */
public record Secret(String value) {
  public Secret {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a secret must not be blank");
    }
  }

  @Override
  public String toString() {
    return "…";
  }
}
