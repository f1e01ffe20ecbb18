package dev.reveille.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium, what drives it and what checks the scripts: found or installed once, missed loudly. */
final class Browser {
  static final Path SCRIPTS = Path.of("src/test/browser").toAbsolutePath();
  private static final Path INSTALLED = Path.of("target/browser").toAbsolutePath();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private Browser() {}

  /** Fails with what to do if there is none: a page that nobody looked at is not tested. */
  static Path chromium() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "There is no Chromium on the PATH, and the dashboard is tested in it."
                    + " On Debian: apt-get install chromium"));
  }

  /**
   * The folder with the npm packages, installed exactly as the lock file says. Tests run in several
   * processes: one of them installs, and the others wait for it.
   */
  static synchronized Path modules() throws IOException, InterruptedException {
    Path done = INSTALLED.resolve("installed-lock.json");
    Path wanted = SCRIPTS.resolve("package-lock.json");
    Path mine = Files.createDirectories(INSTALLED.getParent()).resolve("browser.lock");
    try (FileChannel file =
            FileChannel.open(mine, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = file.lock()) {
      if (!Files.exists(done) || Files.mismatch(done, wanted) >= 0) {
        install();
        Files.copy(wanted, done, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return INSTALLED;
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(INSTALLED);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(
          SCRIPTS.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Path log = INSTALLED.resolve("install.log");
    Process npm =
        new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
            .directory(INSTALLED.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci ends; see " + log).isTrue();
    assertThat(npm.exitValue()).as(Files.readString(log)).isZero();
  }
}
