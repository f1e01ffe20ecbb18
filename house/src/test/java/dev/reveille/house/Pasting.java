package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pages that a newcomer follows, from top to bottom, each command pasted as written into a real
 * shell before a real server. What a page shows as printed ({@code text} below {@code sh}) is
 * printed.
 *
 * <p>One of these is a folder as a newcomer has it, in which the commands of a page are given to a
 * shell as they stand there. {@code ./reveille} starts the classes under test, each command in a
 * process of its own, as the launcher would; a server takes a free port instead of the one that the
 * page names.
 */
final class Pasting implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("is ready at (http://\\S+)");
  private static final String PORT_OF_THE_PAGES = "http://127.0.0.1:7717";
  private static final int PATIENCE_SECONDS = 600;

  private static final String LAUNCHER =
      """
      #!/usr/bin/env bash
      case ${1:-} in
        serve | rebuild | check) class=dev.reveille.server.Main ;;
        *) class=dev.reveille.client.Cli ;;
      esac
      here=$(cd "$(dirname "$0")" && pwd)
      exec "%s" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \\
        "-Dreveille.launcher=$here/reveille" -cp "%s" $class "$@"
      """;

  private final Path folder;
  private final List<Process> servers = new ArrayList<>();
  private String address = PORT_OF_THE_PAGES;
  private int run;

  /**
   * @param folder empty
   */
  Pasting(Path folder) throws IOException {
    this.folder = folder;
    Path root = Sources.root();
    for (Path file : Sources.ofGit(root)) {
      if (file.startsWith("agents") || file.startsWith("examples")) {
        Path copy = folder.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(root.resolve(file), copy);
      }
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String launcher = LAUNCHER.formatted(java, System.getProperty("java.class.path"));
    Path script = Files.writeString(folder.resolve("reveille"), launcher);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * Those of the pages that have something to paste.
   *
   * @param files matches the whole path from the root
   */
  static Stream<Page> pages(String files) throws IOException {
    return Page.all().stream()
        .filter(page -> page.file().toString().matches(files))
        .filter(page -> page.blocks().stream().anyMatch(Pasting::isPasted));
  }

  private static boolean isPasted(Page.Block block) {
    return block.language().equals("sh") && !block.interactive();
  }

  /**
   * Pastes all of a page and holds what is printed against what it says.
   *
   * @param folder empty
   * @param commands of a block, which are pasted
   */
  static void follow(Page page, Path folder, Function<Page.Block, String> commands)
      throws IOException, InterruptedException {
    List<Page.Block> blocks = page.blocks();
    try (Pasting shell = new Pasting(folder)) {
      for (int i = 0; i < blocks.size(); i++) {
        Page.Block block = blocks.get(i);
        if (isPasted(block)) {
          String printed = shell.paste(commands.apply(block));
          boolean told = i + 1 < blocks.size() && blocks.get(i + 1).language().equals("text");
          String expected = told ? blocks.get(i + 1).text() : "…";
          assertThat(fits(printed, expected))
              .as("%s prints\n%s\nbut the page says\n%s", page.at(block.line()), printed, expected)
              .isTrue();
        }
      }
    }
  }

  /** What a block's commands print, errors too; the exit code of the last one must be 0. */
  String paste(String commands) throws IOException, InterruptedException {
    if (commands.strip().matches("(\\w+=\\S+ )?\\./reveille serve.*")) {
      return serve(commands);
    }
    run++;
    Path output = folder.resolve("output." + run);
    Process shell =
        bash(commands.replace(PORT_OF_THE_PAGES, address))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    shell.getOutputStream().close();
    boolean ended = shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    kill(shell);
    String printed = Files.readString(output);
    if (!ended || shell.exitValue() != 0) {
      throw new AssertionError(
          "%s\n%s and printed:\n%s\n%s"
              .formatted(
                  commands,
                  ended ? "ended with " + shell.exitValue() : "did not end",
                  printed,
                  logs()));
    }
    return printed;
  }

  private ProcessBuilder bash(String commands) {
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", commands).directory(folder.toFile());
    Map<String, String> environment = bash.environment();
    environment
        .keySet()
        .removeIf(name -> name.startsWith("REVEILLE_") || name.endsWith("_API_KEY"));
    environment.put("REVEILLE_URL", address);
    environment.put("REVEILLE_SERVER_PORT", "0");
    // Other builds on this machine are no reason to run one task at a time.
    environment.put("REVEILLE_ADMISSION_DEFER_ABOVE", "1");
    return bash;
  }

  private String serve(String command) throws IOException, InterruptedException {
    Path output = folder.resolve("serve." + servers.size());
    Process server =
        bash("exec " + command.strip())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("server.log").toFile())
            .start();
    servers.add(server);
    while (server.isAlive()) {
      Matcher ready = READY.matcher(Files.readString(output));
      if (ready.find()) {
        address = "" + URI.create(ready.group(1));
        return Files.readString(output).replace(address, PORT_OF_THE_PAGES);
      }
      var _ = server.waitFor(50, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError(command + " did not start:\n" + logs());
  }

  private String logs() throws IOException {
    Path log = folder.resolve("server.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Override
  public void close() throws InterruptedException {
    for (Process server : servers) {
      server.destroy();
      if (!server.waitFor(30, TimeUnit.SECONDS)) {
        kill(server);
      }
    }
  }

  private static void kill(Process process) {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Whether this is what a page says is printed: {@code …} stands for anything in its line, and for
   * any lines where it is alone in one.
   */
  static boolean fits(String printed, String expected) {
    StringBuilder regex = new StringBuilder();
    for (String line : expected.lines().toList()) {
      if (line.strip().equals("…")) {
        regex.append("(?:.*\n)*?");
      } else {
        for (String part : line.stripTrailing().splitWithDelimiters("…", 0)) {
          regex.append(part.equals("…") ? ".*" : Pattern.quote(part));
        }
        regex.append("[ \t]*\n");
      }
    }
    return Pattern.matches(regex.toString(), printed.stripTrailing() + "\n");
  }
}
