package dev.reveille.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.testkit.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The archive, unpacked, on a machine that has Java and what every system has. */
record Unpacked(Path home) {
  private static final Path ARCHIVE = Path.of(System.getProperty("reveille.archive", "missing"));
  private static final Duration PATIENCE = Duration.ofMinutes(12);

  static Unpacked into(Path folder) throws IOException, InterruptedException {
    Ended tar = run(folder, List.of("tar", "-xzf", ARCHIVE.toString()));
    assertThat(tar.code()).as(tar.out()).isZero();
    try (Stream<Path> top = Files.list(folder)) {
      return new Unpacked(top.toList().getFirst());
    }
  }

  /** One line for each member: rights, owner, size, time, name. */
  static List<String> listing() throws IOException, InterruptedException {
    List<String> tar = List.of("tar", "--numeric-owner", "--utc", "-tvzf", ARCHIVE.toString());
    return run(Path.of("."), tar).out().lines().toList();
  }

  String launcher() {
    return home.resolve("reveille").toString();
  }

  Ended reveille(String... arguments) throws IOException, InterruptedException {
    return run(home, command(launcher(), arguments));
  }

  static List<String> command(String program, String... arguments) {
    return Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
  }

  static List<String> with(List<String> command, String last) {
    return Stream.concat(command.stream(), Stream.of(last)).toList();
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  static ProcessBuilder builder(Path folder, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("REVEILLE_ADMISSION_DEFER_ABOVE", "1"); // however busy the machine is
    return builder;
  }

  static Ended run(Path folder, List<String> command) throws IOException, InterruptedException {
    return Ended.of(builder(folder, command), PATIENCE);
  }
}
