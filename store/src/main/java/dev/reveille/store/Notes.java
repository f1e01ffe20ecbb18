package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.core.Note;
import dev.reveille.engine.Views.NoteRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The table of notes and of their words, by a connection. */
final class Notes {
  private static final int MOST_WORDS = 32;
  private static final String NOTE =
      "SELECT n.position, n.owner, n.key, n.text, n.tags, n.author, n.at_ms FROM notes n\n";

  private final Sql sql;

  Notes(Sql sql) {
    this.sql = sql;
  }

  /** In the place of an older one of that key. */
  void put(NoteRow row) throws SQLException {
    delete(row.owner(), row.note().key());
    PreparedStatement s =
        sql.prepare(
            """
            INSERT OR REPLACE INTO notes (position, owner, key, text, tags, author, at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """);
    s.setLong(1, row.cursor());
    s.setString(2, row.owner().value());
    s.setString(3, row.note().key());
    s.setString(4, row.note().text());
    s.setString(5, String.join("\n", row.note().tags()));
    s.setString(6, row.note().by());
    Millis.set(s, 7, row.at());
    s.executeUpdate();
  }

  void delete(AgentId owner, String key) throws SQLException {
    PreparedStatement s = sql.prepare("DELETE FROM notes WHERE owner = ? AND key = ?");
    s.setString(1, owner.value());
    s.setString(2, key);
    s.executeUpdate();
  }

  void deleteOf(String owner) throws SQLException {
    PreparedStatement s = sql.prepare("DELETE FROM notes WHERE owner = ?");
    s.setString(1, owner);
    s.executeUpdate();
  }

  List<NoteRow> list(AgentId owner, String words, int skip, int limit) throws SQLException {
    String match = match(words);
    PreparedStatement s;
    if (match.isEmpty()) {
      s = sql.prepare(NOTE + "WHERE n.owner = ? ORDER BY n.position DESC LIMIT ? OFFSET ?");
      s.setString(1, owner.value());
      s.setInt(2, limit);
      s.setInt(3, skip);
    } else {
      s =
          sql.prepare(
              NOTE
                  + """
                  JOIN notes_words w ON w.rowid = n.position
                  WHERE notes_words MATCH ? AND n.owner = ?
                  ORDER BY w.rank, n.position DESC LIMIT ? OFFSET ?
                  """);
      s.setString(1, "owner : \"" + owner.value() + "\" AND {key text tags} : (" + match + ')');
      s.setString(2, owner.value());
      s.setInt(3, limit);
      s.setInt(4, skip);
    }
    return Queries.list(s, Notes::row);
  }

  /** Each word as the beginning of one; nothing of the search's own language gets through. */
  private static String match(String words) {
    return Arrays.stream(words.split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .limit(MOST_WORDS)
        .map(word -> '"' + word + "\"*")
        .collect(Collectors.joining(" OR "));
  }

  private static NoteRow row(ResultSet row) throws SQLException {
    String tags = row.getString(5);
    Note note =
        new Note(
            row.getString(3),
            row.getString(4),
            tags.isEmpty() ? List.of() : List.of(tags.split("\n")),
            row.getString(6));
    return new NoteRow(row.getLong(1), new AgentId(row.getString(2)), note, Millis.get(row, 7));
  }
}
