package dev.reveille.server.kill;

import dev.reveille.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a server is told to keep its data in PostgreSQL. */
final class OnPostgres {
  private static final String VARIABLE = "DB_PASSWORD";

  private OnPostgres() {}

  static Map<String, String> environment(PostgresServer.Place place) {
    return Map.of(VARIABLE, place.password());
  }

  static List<String> options(Path folder, PostgresServer.Place place) throws IOException {
    Path file = folder.resolve("config.yaml");
    String text =
        """
        store:
          url: "%s"
          user: %s
          passwordEnv: %s
        """;
    Files.writeString(file, text.formatted(place.url(), place.user(), VARIABLE));
    return List.of("--config=" + file);
  }
}
