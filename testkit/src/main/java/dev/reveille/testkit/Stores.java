package dev.reveille.testkit;

import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;

/** What the contracts need of a store. */
public final class Stores {
  private Stores() {}

  /**
   * An open store.
   *
   * @param closing closes it; harmless when called again
   */
  public record Open(Journal journal, Views views, AutoCloseable closing) {

    public static <S extends Journal & Views & AutoCloseable> Open of(S store) {
      return new Open(store, store, store);
    }
  }
}
