package dev.reveille.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Which page of a list. */
final class PageOptions {

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default 100).")
  private @Nullable Integer limit;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on after an earlier page.")
  private @Nullable String cursor;

  Params onto(Params params) {
    return params.with("limit", limit).with("cursor", cursor);
  }

  /** The rows of a page, and how to see the next one. */
  String shown(Table table, JsonNode result, String rows) {
    String next = Json.text(result, "nextCursor");
    String shown = table.render(result.path(rows), "None.");
    return next.isEmpty() ? shown : shown + "\nThere are more: --cursor " + next;
  }
}
