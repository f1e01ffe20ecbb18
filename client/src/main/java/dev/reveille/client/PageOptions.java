package dev.reveille.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which page of a list. */
final class PageOptions {

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default 100).")
  private @Nullable Integer limit;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on after an earlier page.")
  private @Nullable String cursor;

  @Mixin private final Watching watching = new Watching();

  /**
   * Shows a list of the protocol's.
   *
   * @param rows the field of its rows
   * @param kinds the notifications that tell that it may have changed
   */
  int list(Root root, String method, Params params, String rows, Table table, String... kinds)
      throws IOException, InterruptedException {
    Params page = params.with("limit", limit).with("cursor", cursor);
    View view =
        new View(
            method,
            page.json(),
            result -> {
              String next = Json.text(result, "nextCursor");
              String shown = table.render(result.path(rows), "None.", root.look());
              return next.isEmpty() ? shown : shown + "\nThere are more: --cursor " + next;
            });
    return root.show(view.on(kinds), watching);
  }
}
