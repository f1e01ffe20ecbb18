package dev.reveille.store;

import dev.reveille.core.AgentId;
import dev.reveille.core.Note;
import dev.reveille.engine.Views.NoteRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

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
    String words = sql.dialect().wordsOf(row.note());
    Change s =
        sql.change(
            words == null
                ? """
                INSERT INTO notes (position, owner, key, text, tags, author, at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
                : """
                INSERT INTO notes (position, owner, key, text, tags, author, at_ms, words)
                VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS tsvector))
                """);
    s.setLong(1, row.cursor());
    Text.set(s, 2, row.owner().value());
    Text.set(s, 3, row.note().key());
    Text.set(s, 4, row.note().text());
    Text.set(s, 5, String.join("\n", row.note().tags()));
    Text.set(s, 6, row.note().by());
    Millis.set(s, 7, row.at());
    if (words != null) {
      s.setString(8, words);
    }
    s.write();
  }

  void delete(AgentId owner, String key) throws SQLException {
    Change s = sql.change("DELETE FROM notes WHERE owner = ? AND key = ?");
    Text.set(s, 1, owner.value());
    Text.set(s, 2, key);
    s.write();
  }

  void deleteOf(String owner) throws SQLException {
    Change s = sql.change("DELETE FROM notes WHERE owner = ?");
    Text.set(s, 1, owner);
    s.write();
  }

  List<NoteRow> list(AgentId owner, String words, int skip, int limit) throws SQLException {
    List<String> some =
        Arrays.stream(words.split("[^\\p{L}\\p{N}]+"))
            .filter(word -> !word.isEmpty())
            .limit(MOST_WORDS)
            .toList();
    PreparedStatement s;
    if (some.isEmpty()) {
      s = sql.prepare(NOTE + "WHERE n.owner = ? ORDER BY n.position DESC LIMIT ? OFFSET ?");
      Text.set(s, 1, owner.value());
      s.setInt(2, limit);
      s.setInt(3, skip);
    } else {
      s = sql.prepare(NOTE + sql.dialect().search());
      s.setString(1, sql.dialect().query(owner, some));
      Text.set(s, 2, owner.value());
      s.setInt(3, limit);
      s.setInt(4, skip);
    }
    return Queries.list(s, Notes::row);
  }

  private static NoteRow row(ResultSet row) throws SQLException {
    String tags = Text.get(row, 5);
    Note note =
        new Note(
            Text.get(row, 3),
            Text.get(row, 4),
            tags.isEmpty() ? List.of() : List.of(tags.split("\n")),
            Text.get(row, 6));
    return new NoteRow(row.getLong(1), new AgentId(Text.get(row, 2)), note, Millis.get(row, 7));
  }
}
