package dev.reveille.store;

import java.sql.SQLException;
import org.slf4j.Logger;

/** What a failure of the database means: to people, and to whoever writes. */
sealed interface Trouble permits SqliteTrouble, PostgresTrouble {

  /** What is wrong, where, and what to do. */
  String why(Exception e);

  /** Says in the log that nothing can be written, and why. */
  void log(Logger log, String why, Exception e);

  /** True if the number that an append begins with is taken: somebody else writes that agent. */
  boolean isTaken(SQLException e);

  /** True if what was written last may be in memory only, whatever the database believes. */
  boolean mayHaveLostWrites(Exception e);

  default StoreException cannotOpen(Exception e) {
    return e instanceof StoreException known ? known : new StoreException(why(e), e);
  }
}
