package dev.reveille.server.http;

import dev.reveille.server.telemetry.Page;
import org.jspecify.annotations.Nullable;

/** Gives all figures of the server to a scraper. May block. */
@FunctionalInterface
public interface Scrape {
  /** Nothing; for tests and servers without figures. */
  Scrape NOTHING = accept -> new Page("text/plain; version=0.0.4; charset=utf-8", "");

  /**
   * @param accept what the scraper says it reads; null: nothing
   */
  Page page(@Nullable String accept);
}
