package dev.reveille.store;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A failure of a PostgreSQL database, or of the network to it.
 *
 * @param where the database, without passwords
 */
record PostgresTrouble(String where) implements Trouble {

  @Override
  public String why(Exception e) {
    if (e instanceof StoreException known) {
      return String.valueOf(known.getMessage());
    }
    if (!(e instanceof SQLException sql)) {
      return e.getMessage() + "; stop all servers and run `reveille check`";
    }
    String what =
        isSilence(sql)
            ? "PostgreSQL says nothing; see whether it, its synchronous replicas and the network"
                + " are well, at "
                + where
            : what(String.valueOf(sql.getSQLState()));
    return what + " (" + oneLine(sql) + ')';
  }

  /** Details may hold what agents wrote; they are not for the log. */
  @Override
  public void log(Logger log, String why, Exception e) {
    log.error("the store cannot write: {}", why);
    log.debug("the store cannot write", e);
  }

  /**
   * Rows are sent with their {@code COMMIT}: the fence has spoken before, under the head's lock.
   */
  @Override
  public boolean isTaken(SQLException e) {
    return false;
  }

  /** PostgreSQL ends itself when a sync fails, and reads its log anew. */
  @Override
  public boolean mayHaveLostWrites(Exception e) {
    return false;
  }

  /** Whether somebody was asked, and no answer came in time. */
  static boolean isSilence(@Nullable Throwable e) {
    return e != null && (e instanceof SocketTimeoutException || isSilence(e.getCause()));
  }

  private static String oneLine(SQLException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ");
  }

  /** By the class or code of "PostgreSQL Error Codes". */
  private String what(String state) {
    return switch (state) {
      case "28P01", "28000" ->
          "PostgreSQL refuses the user or the password; correct store.user and the variable that"
              + " store.passwordEnv names, for "
              + where;
      case "3D000" -> "there is no such database; make it (createdb), or correct " + where;
      case "3F000" ->
          "there is no schema to make tables in; make it, or correct currentSchema of " + where;
      case "42501" ->
          "the user lacks rights; let it own the schema, or grant what docs/operating.md names, in "
              + where;
      case "25006" ->
          "this server is a replica or read only; let the address name the primary"
              + " (targetServerType=primary): "
              + where;
      case "53100" -> "PostgreSQL's disk is full; make room where it keeps " + where;
      case "53200" -> "PostgreSQL has no memory left; look at its settings and its log: " + where;
      case "53300" ->
          "PostgreSQL takes no more connections; raise its max_connections, a server of Reveille"
              + " wants six: "
              + where;
      case "57P01", "57P02", "57P03", "57P05" ->
          "PostgreSQL is stopping or starting, or an administrator has cut the connection: "
              + where;
      case "57014", "55P03", "25P03", "25P04" ->
          "PostgreSQL took too long; see what holds its locks (pg_stat_activity), and its disk: "
              + where;
      case "40001", "40P01" -> "PostgreSQL broke a transaction off; it is tried again: " + where;
      case "58030", "XX001", "XX002" ->
          "PostgreSQL's disk or data is damaged; see its log, and restore a backup of " + where;
      case "08007" ->
          "nobody knows whether PostgreSQL has made durable what it was given; see to its"
              + " synchronous replicas: "
              + where;
      default ->
          state.startsWith("08")
              ? noAnswer()
              : "PostgreSQL cannot do what it was asked for, in " + where;
    };
  }

  private String noAnswer() {
    return where.contains(",")
        ? "none of the servers answers that may be written; see whether one is the primary: "
            + where
        : "PostgreSQL does not answer; see whether it runs and can be reached at " + where;
  }
}
