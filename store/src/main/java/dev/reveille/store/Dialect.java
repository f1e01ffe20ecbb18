package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.core.Note;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the databases do not say alike. All other SQL is the same for both. */
enum Dialect {
  SQLITE {
    @Override
    List<String> scripts() {
      return List.of(
          "sqlite/1-journal.sql",
          "sqlite/2-mail.sql",
          "sqlite/3-approvals.sql",
          "sqlite/4-notes.sql",
          "sqlite/5-spending.sql");
    }

    @Override
    long version(Sql sql) throws SQLException {
      return sql.number("PRAGMA user_version");
    }

    @Override
    void version(Sql sql, long version) throws SQLException {
      sql.run("PRAGMA user_version = " + version);
    }

    @Override
    void hold(Sql sql) {} // one process has the file

    @Override
    boolean hasSlices() {
      return false;
    }

    @Override
    String by(String index) {
      return "INDEXED BY " + index;
    }

    @Override
    String byNone() {
      return "NOT INDEXED";
    }

    @Override
    String matches() {
      return "GLOB ?";
    }

    @Override
    String pattern(String wildcards) {
      return wildcards.replace("[", "[[]").replace("?", "[?]");
    }

    @Override
    @Nullable String wordsOf(Note note) {
      return null; // triggers keep them
    }

    @Override
    String search() {
      return """
      JOIN notes_words w ON w.rowid = n.position
      WHERE notes_words MATCH ? AND n.owner = ?
      ORDER BY w.rank, n.position DESC LIMIT ? OFFSET ?
      """;
    }

    @Override
    String query(AgentId owner, List<String> words) {
      String match =
          words.stream().map(word -> '"' + word + "\"*").collect(Collectors.joining(" OR "));
      return "owner : \"" + owner.value() + "\" AND {key text tags} : (" + match + ')';
    }
  },

  POSTGRES {
    @Override
    List<String> scripts() {
      return List.of("postgres/1-all.sql");
    }

    @Override
    long version(Sql sql) throws SQLException {
      boolean none =
          sql.number("SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_version')")
              == 0;
      return none ? 0 : sql.number("SELECT version FROM schema_version");
    }

    @Override
    void version(Sql sql, long version) throws SQLException {
      sql.run("UPDATE schema_version SET version = " + version);
    }

    @Override
    void hold(Sql sql) throws SQLException {
      sql.run("SELECT pg_advisory_xact_lock(" + PostgresLock.KEY + ")");
    }

    @Override
    boolean hasSlices() {
      return true;
    }

    @Override
    String by(String index) {
      return "";
    }

    @Override
    String byNone() {
      return "";
    }

    @Override
    String matches() {
      return "LIKE ?";
    }

    @Override
    String pattern(String wildcards) {
      return wildcards
          .replace("\\", "\\\\")
          .replace("%", "\\%")
          .replace("_", "\\_")
          .replace('*', '%');
    }

    @Override
    String wordsOf(Note note) {
      return Words.vector(note);
    }

    @Override
    String search() {
      return """
      CROSS JOIN (SELECT CAST(? AS tsquery) AS query) q
      WHERE n.words @@ q.query AND n.owner = ?
      ORDER BY ts_rank(n.words, q.query, 1) DESC, n.position DESC LIMIT ? OFFSET ?
      """;
    }

    @Override
    String query(AgentId owner, List<String> words) {
      return Words.query(words);
    }
  };

  /** The schema's scripts, oldest first. */
  abstract List<String> scripts();

  /** How many of them a database has seen. */
  abstract long version(Sql sql) throws SQLException;

  abstract void version(Sql sql, long version) throws SQLException;

  /** Keeps other nodes from changing the schema until the transaction ends. */
  abstract void hold(Sql sql) throws SQLException;

  /** Whether agents have a column for their slice. */
  abstract boolean hasSlices();

  /** Names an index where the planner would take a worse one; empty if it cannot be told. */
  abstract String by(String index);

  /** Wants the table gone through in its own order. */
  abstract String byNone();

  /** The condition of a text that fits a {@link #pattern}. */
  abstract String matches();

  /** A text in which {@code *} stands for anything, and nothing else for anything but itself. */
  abstract String pattern(String wildcards);

  /** A note's words as they are searched; null: the database finds them itself. */
  abstract @Nullable String wordsOf(Note note);

  /** Joins notes to those that fit a {@link #query} and an owner, the best first. */
  abstract String search();

  /** Each word as the beginning of one; nothing of the search's own language gets through. */
  abstract String query(AgentId owner, List<String> words);
}
