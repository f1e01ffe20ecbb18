package dev.reveille.client;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
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
      "Needs no model and no key. Exit code 1 if anything was lost or done twice."
    },
    footer = {"", "Example: reveille demo --keep"})
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

  DemoCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("reveille-demo-");
    Path log = folder.resolve("server.log");
    DemoServer.Recipe recipe =
        new DemoServer.Recipe(launcher(), home(), folder.resolve("data"), log);
    Narrator narrator = new Narrator(root.shell().out(), colours());
    narrator.headline("Reveille " + Version.current() + ": agents that survive kill -9");
    narrator.say("works on " + recipe.home() + "\nkeeps its data in " + recipe.data());
    boolean proven = false;
    try (Demo demo = new Demo(recipe, narrator, root.shell().clock())) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(demo, folder))); // on Ctrl-C too
      proven = demo.run(port);
      narrator.say(proven ? next() : "The data is kept in " + folder);
      return proven ? 0 : 1;
    } finally {
      keep |= !proven; // to find out why
    }
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

  private void end(Demo demo, Path folder) {
    demo.close();
    if (!keep) {
      clean(folder);
    }
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
