package dev.reveille.server;

import dev.reveille.engine.Redactor;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigException;
import dev.reveille.server.config.ConfigLoader;
import dev.reveille.server.doctor.Doctor;
import dev.reveille.server.doctor.DoctorReport;
import dev.reveille.server.doctor.Finding;
import dev.reveille.server.log.Logging;
import dev.reveille.server.migrate.AiWhisperer;
import dev.reveille.server.migrate.Migration;
import dev.reveille.store.Backup;
import dev.reveille.store.Offline;
import dev.reveille.store.Postgres;
import dev.reveille.store.PostgresCopy;
import dev.reveille.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server's program: {@code reveille serve}, and what looks after its folders. */
public final class Main {
  private static final Map<String, String> OPTIONS =
      Map.of(
          "--port", "server.port",
          "--host", "server.host",
          "--token", "server.token",
          "--data", "data.folder",
          "--store", "store.url",
          "--agents", "agents.folder",
          "--workspace", "workspace.folder",
          "--allow-write", "workspace.allowWrite");

  private static final String USAGE =
      """
      Usage: reveille serve   [--port N] [--host NAME] [--token TOKEN] [--data FOLDER] [--store URL]
                              [--agents FOLDER] [--workspace FOLDER] [--allow-write true] [--config FILE.yaml]
             reveille rebuild [--data FOLDER] [--config FILE.yaml]   makes the query tables anew
             reveille check   [--data FOLDER] [--config FILE.yaml]   verifies journal and tables
             reveille backup FILE [--data FOLDER] [--config FILE.yaml]   copies the data, also of a running server
             reveille doctor  [--deep] [--json] [--url URL] [the options of serve]
             reveille migrate aiwhisperer FOLDER [--out FOLDER] [--force] [--json]
             reveille migrate postgres --to URL [--data FOLDER] [--config FILE.yaml]   copies the data there
      Every key of the configuration: docs/configuration.md\
      """;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The exit code: 0 well, 1 something is wrong, 2 the command line is. */
  static int run(String[] args) {
    Map<String, String> environment = System.getenv();
    Redactor secrets = Secrets.of(Config.defaults(), environment);
    try {
      Deque<String> words = new ArrayDeque<>(List.of(args));
      String command = words.isEmpty() ? "serve" : words.poll();
      if (words.contains("--help") || command.equals("--help") || command.equals("help")) {
        System.out.println(USAGE);
        return 0;
      }
      if (command.equals("doctor")) {
        return doctor(words, environment, secrets);
      }
      boolean toPostgres = command.equals("migrate") && "postgres".equals(words.peek());
      if (toPostgres) {
        words.remove();
        String to = value(words, "--to", null);
        words.addAll(to == null ? List.of() : List.of("--store", to));
      } else if (command.equals("migrate")) {
        return migrate(words);
      }
      Path backup = command.equals("backup") ? file(words) : null;
      Given given = given(words, environment);
      Config config = given.config().get();
      secrets = Secrets.of(config, environment);
      Logging.apply(config.log(), secrets);
      return switch (command) {
        case "serve" -> serve(config, given.files());
        case "rebuild" -> rebuild(config);
        case "check" -> check(config);
        case "backup" -> backup(config, Objects.requireNonNull(backup));
        case "migrate" -> migrateToPostgres(config);
        default -> throw new ConfigException("no such command: " + command + "\n" + USAGE);
      };
    } catch (ConfigException wrong) {
      say(wrong, secrets);
      return 2;
    } catch (NoSuchFileException missing) {
      System.err.println(
          "reveille: there is no "
              + missing.getFile()
              + "; make it, or name another one (--agents FOLDER, --workspace FOLDER)");
      return 1;
    } catch (IOException | StoreException | IllegalArgumentException cannot) {
      say(cannot, secrets);
      return 1;
    } catch (InterruptedException stopped) {
      return 1;
    }
  }

  private static int doctor(
      Deque<String> words, Map<String, String> environment, Redactor secrets) {
    boolean json = words.remove("--json");
    boolean deep = words.remove("--deep");
    String url = value(words, "--url", environment.get("REVEILLE_URL"));
    Supplier<Config> config = given(words, environment).config();
    Logging.apply(Config.defaults().log(), secrets);
    Doctor.Patient patient =
        new Doctor.Patient(
            config,
            environment,
            url == null || url.isBlank() ? null : URI.create(url),
            deep,
            Reveille.version(),
            InstantSource.system());
    DoctorReport report = new DoctorReport(Doctor.look(patient));
    System.out.println(json ? report.json() : report.text());
    return report.level() == Finding.Level.FAIL ? 1 : 0;
  }

  private static int migrate(Deque<String> words) throws IOException {
    boolean json = words.remove("--json");
    boolean force = words.remove("--force");
    String out = value(words, "--out", null);
    if (words.size() != 2 || !words.poll().equals("aiwhisperer")) {
      throw new ConfigException(
          "reveille migrate aiwhisperer FOLDER and migrate postgres are what there is\n" + USAGE);
    }
    Migration migration = AiWhisperer.read(Path.of(words.poll()), InstantSource.system());
    List<Migration.Written> written =
        out == null ? List.of() : migration.write(Path.of(out), force);
    System.out.println(json ? migration.json(written) : migration.text(written));
    return migration.problems().isEmpty()
            && written.stream().noneMatch(it -> it.outcome() == Migration.Outcome.KEPT)
        ? 0
        : 1;
  }

  /** Takes an option with its value out of the words. */
  private static @Nullable String value(
      Deque<String> words, String option, @Nullable String otherwise) {
    List<String> all = new ArrayList<>(words);
    int at = all.indexOf(option);
    if (at < 0) {
      return otherwise;
    }
    if (at + 1 == all.size()) {
      throw new ConfigException(option + " needs a value\n" + USAGE);
    }
    all.remove(at);
    String value = all.remove(at);
    words.clear();
    words.addAll(all);
    return value;
  }

  private static void say(Exception wrong, Redactor secrets) {
    System.err.println("reveille: " + secrets.clean(String.valueOf(wrong.getMessage())));
  }

  /**
   * What the command line comes to. What is wrong with its words is told at once, what is wrong
   * with the values when they are asked for.
   *
   * @param files that are read for it
   */
  record Given(Supplier<Config> config, List<Path> files) {}

  static Given given(Deque<String> words, Map<String, String> environment) {
    Map<String, String> options = new LinkedHashMap<>();
    Path file = null;
    while (!words.isEmpty()) {
      String[] parts = words.poll().split("=", 2);
      String option = parts[0];
      String value = parts.length == 2 ? parts[1] : words.poll();
      if (!option.equals("--config") && !OPTIONS.containsKey(option)) {
        throw new ConfigException("no such option: " + option + "\n" + USAGE);
      }
      if (value == null) {
        throw new ConfigException(option + " needs a value\n" + USAGE);
      }
      if (option.equals("--config")) {
        file = Path.of(value);
      } else {
        options.put(OPTIONS.get(option), value);
      }
    }
    Path from = file;
    return new Given(
        () -> ConfigLoader.load(from, environment, options),
        file == null ? List.of() : List.of(file));
  }

  private static int serve(Config config, List<Path> files)
      throws IOException, InterruptedException {
    Reveille server = Reveille.start(config, files, InstantSource.system());
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stop = new Thread(() -> stop(server, stopped), "reveille-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    System.out.println(
        "Reveille "
            + Reveille.version()
            + " is ready at "
            + server.address()
            + " ("
            + server.place()
            + ")");
    System.out.flush();
    stopped.await();
    return 0;
  }

  private static int rebuild(Config config) {
    Postgres database = Settings.postgres(config, System.getenv());
    long _ =
        database == null
            ? Offline.rebuild(config.data().folder(), System.out::println)
            : Offline.rebuild(database, System.out::println);
    return 0;
  }

  private static int check(Config config) {
    Postgres database = Settings.postgres(config, System.getenv());
    long findings =
        database == null
            ? Offline.check(config.data().folder(), System.out::println)
            : Offline.check(database, System.out::println);
    return findings == 0 ? 0 : 1;
  }

  private static int migrateToPostgres(Config config) {
    Postgres database = Settings.postgres(config, System.getenv());
    if (database == null) {
      throw new ConfigException(
          "migrate postgres needs the database: --to URL, or store.url of a file\n" + USAGE);
    }
    long findings = PostgresCopy.copy(config.data().folder(), database, System.out::println);
    return findings == 0 ? 0 : 1;
  }

  private static int backup(Config config, Path file) {
    if (config.store().url() != null) {
      throw new ConfigException(
          "reveille backup copies a data folder; PostgreSQL has pg_dump and pg_basebackup");
    }
    Backup.Copied copied = Backup.make(config.data().folder(), file);
    System.out.printf(
        "%s has %,d bytes and the journal up to position %d%n",
        file, copied.bytes(), copied.position());
    return 0;
  }

  /** The first word that follows a command. */
  private static Path file(Deque<String> words) {
    String file = words.peek();
    if (file == null || file.startsWith("-")) {
      throw new ConfigException("backup needs a file to write, before its options\n" + USAGE);
    }
    return Path.of(words.remove());
  }

  private static void stop(Reveille server, CountDownLatch stopped) {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }
}
