package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Commands of the server's own program. They stand here to be listed: the launcher script starts
 * {@code dev.reveille.server.Main} for them and this program never sees them.
 */
final class LauncherCommands {

  private LauncherCommands() {}

  @Command(
      name = "serve",
      description = {
        "Start the server: --port N, --data DIR, --agents DIR, --config FILE.",
        "Prints one line with its address when it is ready. See: reveille serve --help"
      })
  static final class Serve extends Elsewhere {}

  @Command(
      name = "check",
      description = "Verify a data folder: its journal against its tables (--data DIR).")
  static final class Check extends Elsewhere {}

  @Command(
      name = "rebuild",
      description = "Derive all tables of a data folder anew from its journal (--data DIR).")
  static final class Rebuild extends Elsewhere {}

  @Command(
      name = "backup",
      description =
          "Copy a data folder's database to FILE, also while its server runs (--data DIR).")
  static final class Backup extends Elsewhere {}

  /** Run here after all: without the launcher. */
  abstract static class Elsewhere implements Runnable {
    @Spec private @Nullable CommandSpec spec;
    @Unmatched private List<String> ignored = new ArrayList<>();

    @Override
    public void run() {
      if (spec != null) {
        throw new ParameterException(
            spec.commandLine(),
            "'%s' belongs to the server's program: run it through the reveille launcher script, or start dev.reveille.server.Main %s"
                .formatted(spec.name(), String.join(" ", ignored)));
      }
    }
  }
}
