package dev.reveille.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;

/** What became of one run of the command line. */
record Run(int code, String out, String err) {

  /** When all tests take place. */
  static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

  static Run of(StubServer server, String... args) {
    return new Setting(Map.of("REVEILLE_URL", "" + server.url()), "", false).run(args);
  }

  /** Surroundings that matter to a test. */
  record Setting(Map<String, String> env, String input, boolean terminal) {

    Run run(String... args) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Shell shell =
          new Shell(
              new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              env,
              terminal,
              InstantSource.fixed(NOW),
              ZoneOffset.UTC,
              () -> new TerminalSize(24, 100));
      int code = Cli.run(shell, args);
      return new Run(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }
}
