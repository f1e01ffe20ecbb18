package dev.reveille.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every scenario in src/test/browser/scenarios, each against a server of its own; a step is a test.
 * {@code -Dreveille.scenario=NAME} runs one.
 */
class DashboardTest {
  private static final String ONLY = System.getProperty("reveille.scenario", "");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicContainer> scenarios() throws IOException {
    List<Path> scripts;
    try (Stream<Path> files = Files.list(Browser.SCRIPTS.resolve("scenarios"))) {
      scripts = files.filter(file -> ONLY.isEmpty() || name(file).equals(ONLY)).sorted().toList();
    }
    assertThat(scripts).as("scenarios " + ONLY).isNotEmpty();
    return scripts.stream().map(it -> DynamicContainer.dynamicContainer(name(it), steps(it)));
  }

  private static String name(Path script) {
    return script.getFileName().toString().replace(".mjs", "");
  }

  private Stream<DynamicTest> steps(Path script) {
    return Stream.of(script)
        .flatMap(it -> run(it).stream())
        .map(step -> DynamicTest.dynamicTest(name(script) + ": " + step.name(), () -> check(step)));
  }

  private List<Scenario.Step> run(Path script) {
    System.out.println(name(script));
    try (Scenario scenario = new Scenario(script, folder.resolve(name(script)))) {
      return scenario.run();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError("the scenario " + name(script) + " could not be run", failed);
    }
  }

  private static void check(Scenario.Step step) {
    if (step.error() != null) {
      throw new AssertionError(step.error());
    }
  }
}
