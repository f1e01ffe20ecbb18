package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Event;
import dev.reveille.core.Subscription;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The table of who may want to hear what, by a connection. A pattern without a wildcard is found by
 * its name; of those with one the different ones are looked through, which are few, and then found
 * by their names too.
 */
final class Patterns {
  private final Sql sql;

  Patterns(Sql sql) {
    this.sql = sql;
  }

  /** All that an agent listens for now. */
  static SortedSet<String> patterns(Agent agent) {
    SortedSet<String> patterns = new TreeSet<>();
    for (Subscription subscription : agent.subscriptions()) {
      subscription.events().forEach(pattern -> add(patterns, pattern));
    }
    if (agent.sleep() != null) {
      agent.sleep().wakeEvents().forEach(pattern -> add(patterns, pattern));
    }
    return patterns;
  }

  /** What no event's name can fit has no row: indexes want bounds. */
  private static void add(SortedSet<String> patterns, String pattern) {
    if (pattern.length() <= Event.MAX_NAME) {
      patterns.add(pattern);
      return;
    }
    String bare = pattern.replaceAll("\\*+", "*");
    if (bare.chars().filter(c -> c != '*').count() <= Event.MAX_NAME) {
      patterns.add(bare);
    }
  }

  /** True if it listens for something else than before; nearly always told by two addresses. */
  static boolean haveChanged(Agent before, Agent after) {
    boolean same =
        before.subscriptions() == after.subscriptions() && before.sleep() == after.sleep();
    return !same && !patterns(before).equals(patterns(after));
  }

  void replace(Agent agent) throws SQLException {
    deleteOf(agent.id().value());
    Change s = sql.change("INSERT INTO listeners (wildcard, pattern, agent_id) VALUES (?, ?, ?)");
    for (String pattern : patterns(agent)) {
      s.setInt(1, isWildcard(pattern) ? 1 : 0);
      Text.set(s, 2, pattern);
      Text.set(s, 3, agent.id().value());
      s.write();
    }
  }

  void deleteOf(String agentId) throws SQLException {
    Change s = sql.change("DELETE FROM listeners WHERE agent_id = ?");
    Text.set(s, 1, agentId);
    s.write();
  }

  /** Agents with a pattern that fits, by name, after a name. */
  List<AgentId> list(String event, String after, int limit) throws SQLException {
    SortedSet<String> names = new TreeSet<>(listening(false, event, after, limit));
    for (String pattern : wildcards()) {
      if (Event.matches(pattern, event)) {
        names.addAll(listening(true, pattern, after, limit));
      }
    }
    return names.stream().limit(limit).map(AgentId::new).toList();
  }

  private List<String> listening(boolean wildcard, String pattern, String after, int limit)
      throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            SELECT agent_id FROM listeners
            WHERE wildcard = ? AND pattern = ? AND agent_id > ? ORDER BY agent_id LIMIT ?
            """);
    s.setInt(1, wildcard ? 1 : 0);
    Text.set(s, 2, pattern);
    Text.set(s, 3, after);
    s.setInt(4, limit);
    return Queries.list(s, row -> Text.get(row, 1));
  }

  /** The different patterns with wildcards. Each is found by one look into the table. */
  private List<String> wildcards() throws SQLException {
    PreparedStatement s =
        sql.prepare(
            """
            WITH RECURSIVE wild (pattern) AS (
              SELECT min(pattern) FROM listeners WHERE wildcard = 1
              UNION ALL
              SELECT (SELECT min(l.pattern) FROM listeners l
                      WHERE l.wildcard = 1 AND l.pattern > wild.pattern)
              FROM wild WHERE wild.pattern IS NOT NULL)
            SELECT pattern FROM wild WHERE pattern IS NOT NULL
            """);
    return Queries.list(s, row -> Text.get(row, 1));
  }

  /** What the table has of an agent; a pattern that is marked wrongly has a mark of its own. */
  Set<String> of(String agentId) throws SQLException {
    PreparedStatement s = sql.prepare("SELECT pattern, wildcard FROM listeners WHERE agent_id = ?");
    Text.set(s, 1, agentId);
    return new TreeSet<>(Queries.list(s, Patterns::marked));
  }

  private static String marked(ResultSet row) throws SQLException {
    String pattern = Text.get(row, 1);
    boolean wildcard = row.getInt(2) == 1;
    return isWildcard(pattern) == wildcard ? pattern : pattern + " (wildcard: " + wildcard + ')';
  }

  private static boolean isWildcard(String pattern) {
    return pattern.indexOf('*') >= 0;
  }
}
