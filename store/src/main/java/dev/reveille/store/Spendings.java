package dev.reveille.store;

import dev.reveille.core.Spending;
import dev.reveille.core.Usage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The table of what model calls have taken, by a connection. */
final class Spendings {
  private static final String SUMS =
      """
      coalesce(sum(calls), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
      coalesce(sum(cached_input_tokens), 0), coalesce(sum(cost_micros), 0),
      coalesce(sum(unpriced_calls), 0), coalesce(max(dearest_input_tokens), 0),
      coalesce(max(dearest_output_tokens), 0), coalesce(max(dearest_cost_micros), 0)
      """;

  private final Sql sql;

  Spendings(Sql sql) {
    this.sql = sql;
  }

  /** Adds to what is there: so the same must not be added twice. */
  void add(Collection<Spending> periods) throws SQLException {
    if (periods.isEmpty()) {
      return;
    }
    Change s =
        sql.change(
            """
            INSERT INTO spending AS old
              (hour_ms, calls, input_tokens, output_tokens, cached_input_tokens, cost_micros,
               unpriced_calls, dearest_input_tokens, dearest_output_tokens, dearest_cost_micros)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (hour_ms) DO UPDATE SET
              calls = old.calls + excluded.calls,
              input_tokens = old.input_tokens + excluded.input_tokens,
              output_tokens = old.output_tokens + excluded.output_tokens,
              cached_input_tokens = old.cached_input_tokens + excluded.cached_input_tokens,
              cost_micros = old.cost_micros + excluded.cost_micros,
              unpriced_calls = old.unpriced_calls + excluded.unpriced_calls,
              dearest_input_tokens =
                CASE WHEN excluded.dearest_input_tokens > old.dearest_input_tokens THEN excluded.dearest_input_tokens ELSE old.dearest_input_tokens END,
              dearest_output_tokens =
                CASE WHEN excluded.dearest_output_tokens > old.dearest_output_tokens THEN excluded.dearest_output_tokens ELSE old.dearest_output_tokens END,
              dearest_cost_micros =
                CASE WHEN excluded.dearest_cost_micros > old.dearest_cost_micros THEN excluded.dearest_cost_micros ELSE old.dearest_cost_micros END
            """);
    for (Spending period : periods) {
      Usage usage = period.usage();
      Millis.set(s, 1, period.since());
      s.setLong(2, period.calls());
      s.setLong(3, usage.inputTokens());
      s.setLong(4, usage.outputTokens());
      s.setLong(5, usage.cachedInputTokens());
      s.setLong(6, usage.costMicros());
      s.setLong(7, usage.unpricedCalls());
      s.setLong(8, period.dearest().inputTokens());
      s.setLong(9, period.dearest().outputTokens());
      s.setLong(10, period.dearest().costMicros());
      s.write();
    }
  }

  Spending since(Instant period) throws SQLException {
    PreparedStatement s = sql.prepare("SELECT " + SUMS + " FROM spending WHERE hour_ms >= ?");
    Millis.set(s, 1, period);
    return Queries.list(s, row -> spending(period, row, 1)).getFirst();
  }

  /** All periods, the oldest first. */
  List<Spending> all() throws SQLException {
    return Queries.list(
        sql.prepare("SELECT hour_ms, " + SUMS + " FROM spending GROUP BY hour_ms ORDER BY hour_ms"),
        row -> spending(Millis.get(row, 1), row, 2));
  }

  private static Spending spending(Instant since, ResultSet row, int first) throws SQLException {
    Usage usage =
        new Usage(
            row.getLong(first + 1),
            row.getLong(first + 2),
            row.getLong(first + 3),
            row.getLong(first + 4),
            row.getLong(first + 5));
    Usage dearest =
        new Usage(row.getLong(first + 6), row.getLong(first + 7), 0, row.getLong(first + 8));
    return new Spending(since, usage, row.getLong(first), Duration.ZERO, dearest);
  }
}
