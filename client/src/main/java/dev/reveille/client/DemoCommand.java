package dev.reveille.client;

import dev.reveille.postgres.LocalPort;
import dev.reveille.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demonstration. */
@Command(
    name = "demo",
    description = {
      "Show in half a minute what Reveille does: agents work on this folder, their server is",
      "killed with kill -9 in the middle, and everything goes on where it was.",
      "Needs no model and no key. Exit code 1 if anything was lost or done twice.",
      "With --cluster there are three servers over one PostgreSQL: one is killed and stays dead, and",
      "its agents go on at the others."
    },
    footer = {"", "Example: reveille demo --cluster"})
final class DemoCommand implements Callable<Integer> {

  private final Root root;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The server's port (default: a free one).")
  private int port;

  @Option(names = "--keep", description = "Keep the data folder, to look at it afterwards.")
  private boolean keep;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The folder to work on, with agents/ in it (default: Reveille's own).")
  private @Nullable Path home;

  @Option(names = "--cluster", description = "Show it with three servers that share a PostgreSQL.")
  private boolean cluster;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "With --cluster: an empty database, as jdbc:postgresql://HOST/NAME (default: one of its"
              + " own, of this machine's package postgresql).")
  private @Nullable String store;

  @Option(names = "--store-user", paramLabel = "NAME", description = "By whose name.")
  private @Nullable String storeUser;

  @Option(
      names = "--store-password-env",
      paramLabel = "NAME",
      description = "The environment variable that holds the password.")
  private @Nullable String storePasswordEnv;

  DemoCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("reveille-demo-");
    Path log = folder.resolve("server.log");
    DemoServer.Recipe recipe =
        new DemoServer.Recipe(launcher(), home(), folder.resolve("data"), log, Map.of());
    Narrator narrator = new Narrator(root.shell().out(), colours());
    narrator.headline(
        "Reveille %s: agents that survive %s"
            .formatted(Version.current(), cluster ? "the death of their server" : "kill -9"));
    narrator.say("works on " + recipe.home() + "\nkeeps its data in " + recipe.data());
    boolean proven = false;
    try {
      proven = cluster ? together(recipe, folder, narrator) : alone(recipe, folder, narrator);
      narrator.say(proven ? next() : "The data is kept in " + folder);
      return proven ? 0 : 1;
    } finally {
      keep |= !proven; // to find out why
    }
  }

  /** One that stays the server's while it is killed and started again. */
  private int port() {
    return port == 0 ? LocalPort.claim() : port;
  }

  private boolean alone(DemoServer.Recipe recipe, Path folder, Narrator narrator)
      throws IOException, InterruptedException {
    try (Demo demo = new Demo(recipe, narrator, root.shell().clock())) {
      onEnd(demo::close, folder);
      return demo.run(port());
    }
  }

  private boolean together(DemoServer.Recipe recipe, Path folder, Narrator narrator)
      throws IOException, InterruptedException {
    DemoCluster.Database database = database(narrator);
    try (ClusterDemo demo = new ClusterDemo(recipe, database, narrator, root.shell().clock())) {
      onEnd(demo::close, folder);
      return demo.run(port());
    }
  }

  private DemoCluster.Database database(Narrator narrator) throws IOException {
    if (store != null) {
      String password = storePasswordEnv == null ? null : root.shell().env().get(storePasswordEnv);
      if (storePasswordEnv != null && password == null) {
        throw new IOException("The variable " + storePasswordEnv + " is not set; export it.");
      }
      return new DemoCluster.Database(store, storeUser, password);
    }
    if (!LocalPostgres.isInstalled()) {
      throw new IOException(
          "There is no PostgreSQL on this machine. Install one (on Debian: apt install postgresql),"
              + " or name an empty database with --store URL.");
    }
    LocalPostgres postgres = LocalPostgres.start(); // it ends with this process
    narrator.say("has a PostgreSQL of its own at " + postgres.url());
    return new DemoCluster.Database(postgres.url(), LocalPostgres.USER, LocalPostgres.PASSWORD);
  }

  private boolean colours() {
    return root.shell().terminal() && !root.shell().env().containsKey("NO_COLOR");
  }

  private String next() {
    String program = System.getProperty("reveille.launcher", env("REVEILLE_LAUNCHER", "reveille"));
    Path path = Path.of(program);
    String typed =
        Path.of("").toAbsolutePath().equals(path.getParent()) ? "./" + path.getFileName() : program;
    return """

    Try next:
      %1$s serve
      %1$s agent create d --model rehearsal
      %1$s task send d "Check system health and report issues." --wait
    """
        .formatted(typed);
  }

  private String env(String name, String otherwise) {
    return root.shell().env().getOrDefault(name, otherwise);
  }

  /** The launcher script, or else this very Java with the server's program. */
  private List<String> launcher() {
    String script = System.getProperty("reveille.launcher", env("REVEILLE_LAUNCHER", ""));
    if (!script.isEmpty()) {
      return List.of(Path.of(script).toAbsolutePath().toString());
    }
    String java = ProcessHandle.current().info().command().orElse("java");
    return List.of(java, "-cp", System.getProperty("java.class.path"), "dev.reveille.server.Main");
  }

  private Path home() {
    if (home != null) {
      return home.toAbsolutePath().normalize();
    }
    Path beside = Path.of(launcher().getFirst()).resolveSibling("agents");
    Path here = Files.isDirectory(beside) ? beside.resolveSibling("") : Path.of("");
    return here.toAbsolutePath().normalize();
  }

  /** Also on Ctrl-C. */
  private void onEnd(Runnable close, Path folder) {
    Thread end =
        new Thread(() -> {
          boolean kept = keep; // not what may be said because of what follows
          close.run();
          if (!kept) {
            clean(folder);
          }
        });
    Runtime.getRuntime().addShutdownHook(end);
  }

  private void clean(Path folder) {
    try {
      Files.walkFileTree(folder, new Deleting());
    } catch (IOException left) {
      root.shell()
          .err()
          .println("The folder " + folder + " could not be deleted: " + left.getMessage());
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem)
        throws IOException {
      if (problem != null) {
        throw problem;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
