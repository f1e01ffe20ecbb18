package dev.reveille.server.http;

import java.util.Map;
import java.util.function.Supplier;

/**
 * How the process is, asked at each probe; must answer at once.
 *
 * @param live false: restart it
 * @param ready false: send it no clients now
 */
public record Health(Supplier<Report> live, Supplier<Report> ready) {

  /**
   * @param ok 200 or 503
   * @param body the answer's JSON
   */
  public record Report(boolean ok, Map<String, ?> body) {}

  /** Always well; for tests and servers without a store. */
  public static Health good() {
    Supplier<Report> ok = () -> new Report(true, Map.of("status", "ok"));
    return new Health(ok, ok);
  }
}
