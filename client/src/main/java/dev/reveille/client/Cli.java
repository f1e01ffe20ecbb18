package dev.reveille.client;

import java.util.Optional;

/**
 * The command line's main class. Exit codes: 0 done; 1 refused, failed or nobody there; 2 not
 * understood.
 */
public final class Cli {

  private Cli() {}

  public static void main(String[] args) {
    int code = run(Shell.ofProcess(), args);
    System.out.flush();
    System.exit(code);
  }

  static int run(Shell shell, String... args) {
    if (args.length > 0 && args[0].equals("complete")) {
      return CompleteIds.run(shell, args.length > 1 ? args[1] : "");
    }
    Optional<PlainCall> plain = PlainCall.parse(shell.env(), args);
    return plain.isPresent() ? plain.get().run(shell) : Root.run(shell, args);
  }
}
