package dev.reveille.store;

/** x */
final class PostgresCopy {
  static final String UNFINISHED = "migration";

  private PostgresCopy() {}
}
