package dev.reveille.server;

import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigException;
import dev.reveille.server.config.ConfigLoader;
import dev.reveille.server.log.Logging;
import dev.reveille.store.Offline;
import dev.reveille.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code reveille serve}, {@code reveille rebuild} and {@code reveille check}. */
public final class Main {
  private static final Map<String, String> OPTIONS =
      Map.of(
          "--port", "server.port",
          "--host", "server.host",
          "--token", "server.token",
          "--data", "data.folder",
          "--agents", "agents.folder",
          "--workspace", "workspace.folder",
          "--allow-write", "workspace.allowWrite");

  private static final String USAGE =
      """
      Usage: reveille serve   [--port N] [--host NAME] [--token TOKEN] [--data FOLDER] [--agents FOLDER]
                              [--workspace FOLDER] [--allow-write true] [--config FILE.yaml]
             reveille rebuild [--data FOLDER] [--config FILE.yaml]   makes the query tables anew
             reveille check   [--data FOLDER] [--config FILE.yaml]   verifies journal and tables
      Every key of the configuration: docs/configuration.md\
      """;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The exit code: 0 well, 1 something is wrong, 2 the command line is. */
  static int run(String[] args) {
    try {
      Deque<String> words = new ArrayDeque<>(List.of(args));
      String command = words.isEmpty() ? "serve" : words.poll();
      if (words.contains("--help") || command.equals("--help") || command.equals("help")) {
        System.out.println(USAGE);
        return 0;
      }
      Config config = config(words);
      Logging.apply(config.log());
      return switch (command) {
        case "serve" -> serve(config);
        case "rebuild" -> rebuild(config);
        case "check" -> check(config);
        default -> throw new ConfigException("no such command: " + command + "\n" + USAGE);
      };
    } catch (ConfigException wrong) {
      System.err.println("reveille: " + wrong.getMessage());
      return 2;
    } catch (IOException | StoreException | IllegalArgumentException cannot) {
      System.err.println("reveille: " + cannot.getMessage());
      return 1;
    } catch (InterruptedException stopped) {
      return 1;
    }
  }

  static Config config(Deque<String> words) {
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
    return ConfigLoader.load(file, System.getenv(), options);
  }

  private static int serve(Config config) throws IOException, InterruptedException {
    Reveille server = Reveille.start(config, InstantSource.system());
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stop = new Thread(() -> stop(server, stopped), "reveille-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    System.out.println(
        "Reveille "
            + Reveille.version()
            + " is ready at "
            + server.address()
            + " (data: "
            + config.data().folder()
            + ")");
    System.out.flush();
    stopped.await();
    return 0;
  }

  private static int rebuild(Config config) {
    Offline.rebuild(config.data().folder(), System.out::println);
    return 0;
  }

  private static int check(Config config) {
    long findings = Offline.check(config.data().folder(), System.out::println);
    return findings == 0 ? 0 : 1;
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
