package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Commands of the server's own program. They stand here to be listed: the launcher script starts
 * {@code dev.reveille.server.Main} for them and this program never sees them.
 */
final class LauncherCommands {

  private LauncherCommands() {}

  /** Where the data folder is. */
  static class Folder {
    @Option(names = "--data", paramLabel = "FOLDER", description = "The data folder.")
    private @Nullable String data;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration, YAML.")
    private @Nullable String config;
  }

  @Command(
      name = "serve",
      description = "Start the server. Prints one line with its address when it is ready.",
      footer = {"", "Example: reveille serve --port 7717 --data ./reveille-data"})
  static final class Serve extends Elsewhere {
    @Mixin private final Folder folder = new Folder();

    @Option(names = "--port", paramLabel = "N", description = "0: a free one.")
    private @Nullable String port;

    @Option(
        names = "--host",
        paramLabel = "NAME",
        description = "Anything but loopback needs a token.")
    private @Nullable String host;

    @Option(names = "--agents", paramLabel = "FOLDER", description = "The definitions of agents.")
    private @Nullable String agents;

    @Option(names = "--workspace", paramLabel = "FOLDER", description = "What tools may touch.")
    private @Nullable String workspace;

    @Option(names = "--allow-write", paramLabel = "true", description = "Tools may write there.")
    private @Nullable String allowWrite;
  }

  @Command(
      name = "doctor",
      description = {
        "Look whether a server can run here, and what stands in its way: Java, port, data folder,",
        "configuration, definitions, keys, clock, server. Each line says what to do.",
        "Exit code 1 if something fails."
      },
      footer = {"", "Example: reveille doctor --config reveille.yaml --deep"})
  static final class Doctor extends Elsewhere {
    @Mixin private final Folder folder = new Folder();

    @Option(
        names = "--deep",
        description = "Compare the whole journal with its tables, as 'reveille check' does.")
    private boolean deep;
  }

  @Command(
      name = "check",
      description = "Verify a data folder: its journal against its tables.",
      footer = {"", "Example: reveille check --data ./reveille-data"})
  static final class Check extends Elsewhere {
    @Mixin private final Folder folder = new Folder();
  }

  @Command(
      name = "rebuild",
      description = "Derive all tables of a data folder anew from its journal.",
      footer = {"", "Example: reveille rebuild --data ./reveille-data"})
  static final class Rebuild extends Elsewhere {
    @Mixin private final Folder folder = new Folder();
  }

  @Command(
      name = "migrate",
      description = "Bring agents here from another system, or this server's to PostgreSQL.",
      subcommands = {AiWhisperer.class, ToPostgres.class})
  static final class Migrate {}

  @Command(
      name = "aiwhisperer",
      description = {
        "Make definitions of AIWhisperer's agents, and say what became of each of their fields.",
        "Nothing is written without --out; with it, no file is overwritten without --force."
      },
      footer = {"", "Example: reveille migrate aiwhisperer ../AIWhisperer --out agents"})
  static final class AiWhisperer extends Elsewhere {
    @Parameters(index = "0", paramLabel = "FOLDER", description = "Its checkout.")
    private String from = "";

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where to write them.")
    private @Nullable String out;

    @Option(names = "--force", description = "Overwrite files that are there.")
    private boolean force;
  }

  @Command(
      name = "postgres",
      description = {
        "Copy a data folder's journal into an empty PostgreSQL, derive its tables there and verify it.",
        "The folder stays as it is; its server must not run. A copy that was broken off goes on."
      },
      footer = {
        "",
        "Example: reveille migrate postgres --config reveille.yaml --data ./reveille-data"
      })
  static final class ToPostgres extends Elsewhere {
    @Mixin private final Folder folder = new Folder();

    @Option(
        names = "--to",
        paramLabel = "URL",
        description = "The database, jdbc:postgresql://HOST/NAME (default: store.url).")
    private @Nullable String to;
  }

  @Command(
      name = "backup",
      description = "Copy a data folder's database to a file, also while its server runs.",
      footer = {"", "Example: reveille backup nightly.db --data ./reveille-data"})
  static final class Backup extends Elsewhere {
    @Mixin private final Folder folder = new Folder();

    @Parameters(index = "0", paramLabel = "FILE", description = "Where to; it must not exist.")
    private String to = "";
  }

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
