package dev.reveille.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What the launcher has a new build do once, while the JVM writes down what is loaded and which
 * methods are busy (JEP 514, 515): a little of everything, so that the first of anything is quick.
 */
final class Rehearsal {
  private static final int ROUNDS = 3;

  private static final List<String> PAGES =
      List.of("", "ui/app.js", "lib/lit/index.js", "health/ready", "metrics");

  private static final List<String> LOOKS =
      List.of(
          "agent list",
          "agent show r",
          "task list",
          "agent timeline r",
          "info",
          "overview",
          "methods");

  private static final String CHORES =
      """
      THINK where we are
      CALL current_time {}
      AND list_directory {"path": "."}
      SAY done: {{result}}
      """;

  private final Shell shell;
  private final URI server;

  private Rehearsal(URI server) {
    this.server = server;
    this.shell =
        new Shell(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(OutputStream.nullOutputStream()),
            System.err,
            Map.of("REVEILLE_URL", server.toString()),
            false,
            Shell.ofProcess().clock(),
            Shell.ofProcess().zone(),
            TerminalSize::now);
  }

  /**
   * @param args the address of a server that serves nobody else
   */
  public static void main(String[] args) throws IOException {
    new Rehearsal(URI.create(args[0])).run();
    System.exit(0);
  }

  private void run() throws IOException {
    cli("agent", "create", "r", "--prompt", "Be brief.", "--model", "rehearsal");
    ReveilleClient client = ReveilleClient.at(server);
    try (Subscription feed = client.subscribe(Interest.ALL, seen -> true)) {
      for (int round = 0; round < ROUNDS; round++) {
        cli("task", "send", "r", CHORES, "--wait");
      }
    }
    cli("schedule", "add", "r", "0 9 * * *", CHORES);
    cli("mail", "send", "r", "hello");
    cli("event", "send", "build.failed");
    for (String look : LOOKS) {
      cli(look.split(" "));
    }
    cli("agent", "sleep", "r", "--for", "1h");
    for (String page : PAGES) {
      try (InputStream in = server.resolve("/" + page).toURL().openStream()) {
        in.readAllBytes();
      }
    }
  }

  private void cli(String... words) throws IOException {
    if (Cli.run(shell, words) != 0) {
      throw new IOException("this went wrong: " + String.join(" ", words));
    }
  }
}
