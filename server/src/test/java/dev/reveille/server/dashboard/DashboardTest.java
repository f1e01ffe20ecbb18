package dev.reveille.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every scenario in src/test/browser/scenarios, each against a server of its own; a step is a test.
 * {@code -Dreveille.scenario=NAME} runs one. Those that mostly wait do so beside the others.
 */
class DashboardTest {
  private static final String ONLY = System.getProperty("reveille.scenario", "");

  private static final Set<String> WAITING = Set.of("asleep", "resume");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicContainer> scenarios() throws IOException {
    List<Path> scripts;
    try (Stream<Path> files = Files.list(Browser.SCRIPTS.resolve("scenarios"))) {
      scripts = files.filter(file -> ONLY.isEmpty() || name(file).equals(ONLY)).sorted().toList();
    }
    assertThat(scripts).as("scenarios " + ONLY).isNotEmpty();
    List<Path> waiting = scripts.stream().filter(it -> WAITING.contains(name(it))).toList();
    List<Future<List<Scenario.Step>>> beside =
        waiting.stream().map(it -> threads.submit(() -> run(it))).toList();
    return Stream.concat(
        scripts.stream()
            .filter(it -> !waiting.contains(it))
            .map(it -> container(it, () -> run(it))),
        IntStream.range(0, waiting.size())
            .mapToObj(i -> container(waiting.get(i), beside.get(i)::get)));
  }

  @AfterEach
  void close() {
    threads.close();
  }

  private static String name(Path script) {
    return script.getFileName().toString().replace(".mjs", "");
  }

  /**
   * @param steps called when it is this scenario's turn
   */
  private static DynamicContainer container(Path script, Callable<List<Scenario.Step>> steps) {
    return DynamicContainer.dynamicContainer(name(script), steps(script, steps));
  }

  private static Stream<DynamicTest> steps(Path script, Callable<List<Scenario.Step>> steps) {
    return Stream.of(steps)
        .flatMap(it -> told(it).stream())
        .map(step -> DynamicTest.dynamicTest(name(script) + ": " + step.name(), () -> check(step)));
  }

  private static List<Scenario.Step> told(Callable<List<Scenario.Step>> steps) {
    try {
      return steps.call();
    } catch (Exception failed) {
      throw new AssertionError("its steps could not be had", failed);
    }
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
