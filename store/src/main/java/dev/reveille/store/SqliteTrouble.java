package dev.reveille.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A failure of the one file: of the disk, mostly. */
record SqliteTrouble(Path file) implements Trouble {

  /** The primary result code, as in SQLite's "Result and Error Codes". */
  private static int code(Exception e) {
    return e instanceof SQLiteException s ? s.getResultCode().code & 0xff : 0;
  }

  @Override
  public String why(Exception e) {
    if (!(e instanceof SQLException)) {
      return e.getMessage() + "; stop the server and run `reveille check`";
    }
    String what =
        switch (code(e)) {
          case 13 -> "the disk is full; make room on the volume of " + file;
          case 8 -> "the database may not be written; make " + file + " and its folder writable";
          case 10 -> "the disk does not read or write; see the system's log, and check the volume";
          case 11, 26 ->
              "the database is damaged; stop the server, keep a copy of its folder, and run"
                  + " `reveille check`; then restore a backup";
          case 14 -> "the database cannot be opened; see whether " + file + " may be read";
          case 5, 6 -> "another program holds the database; find who has " + file + " open";
          default -> "the database " + file + " does not answer";
        };
    return what + " (" + e.getMessage() + ')';
  }

  @Override
  public void log(Logger log, String why, Exception e) {
    log.error("the store cannot write: {}", why, e);
  }

  @Override
  public boolean isTaken(SQLException e) {
    return code(e) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
  }

  @Override
  public boolean mayHaveLostWrites(Exception e) {
    return code(e) == SQLiteErrorCode.SQLITE_IOERR.code;
  }
}
