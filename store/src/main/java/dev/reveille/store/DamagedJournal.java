package dev.reveille.store;

import org.jspecify.annotations.Nullable;

/** What is in the journal cannot be: an entry that nobody can read, a gap, an impossible step. */
final class DamagedJournal extends RuntimeException {
  DamagedJournal(String what, @Nullable Throwable cause) {
    super(what, cause);
  }
}
