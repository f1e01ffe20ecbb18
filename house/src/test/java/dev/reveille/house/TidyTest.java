package dev.reveille.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sizes, names and leftovers, over every file of the project. */
class TidyTest {
  private static final int FILE_LINES = 600;
  private static final int METHOD_LINES = 80;

  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Impl|Manager|Helper|Utils?)|(Abstract|Default)[A-Z].*");

  // What is looked for is put together here, so that this file does not contain it.
  private static final Pattern LEFT_FOR_LATER =
      Pattern.compile("^([^\"]*(//|/\\*)|\\s*\\*).*\\b(" + "TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern OF_ONE_MACHINE =
      Pattern.compile("(?<![\\w.<])/(" + "work/(main|wt|shared)|root|home/\\w+|Users/\\w+)\\b");
  private static final Pattern REGISTRY =
      Pattern.compile(
          "(repo1?\\.maven|repo\\.maven\\.apache|registry\\.npmjs|deb\\.debian|snapshot\\.debian"
              + "|security\\.debian|packages\\.adoptium)\\.(org|net)");

  private static Sources sources;

  @BeforeAll
  static void read() throws IOException {
    sources = Sources.read();
  }

  @Test
  void filesAndMethodsAreShort() {
    List<Size> files =
        sources.java().stream()
            .map(file -> new Size(file.toString(), sources.lines(file).size()))
            .toList();
    List<Size> methods =
        sources.methods.stream()
            .filter(method -> !method.isTable())
            .map(method -> new Size(method.where(), method.lines()))
            .toList();
    long inMain = lines(files, file -> file.contains("/src/main/"));
    long inTests = lines(files, file -> file.contains("/src/test/"));
    System.out.printf("main %,d lines, tests %,d lines%n", inMain, inTests);
    report("files", files);
    report("methods", methods);
    assertThat(files).filteredOn(longer(FILE_LINES)).as("files over " + FILE_LINES).isEmpty();
    assertThat(methods)
        .filteredOn(longer(METHOD_LINES))
        .as("methods over " + METHOD_LINES)
        .isEmpty();
  }

  @Test
  void namesSaySomething() {
    assertThat(sources.types)
        .filteredOn(type -> EMPTY_NAME.matcher(type.name()).matches())
        .as("types of which the name says how they are built, not what they are")
        .isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(found(sources.java(), LEFT_FOR_LATER)).isEmpty();
  }

  @Test
  void noFileNamesOneMachineOrARegistry() {
    assertThat(found(sources.files, OF_ONE_MACHINE)).isEmpty();
    assertThat(found(sources.files, REGISTRY)).isEmpty();
  }

  private static List<String> found(List<Path> files, Pattern pattern) {
    return files.stream().flatMap(file -> found(file, pattern)).toList();
  }

  private static Stream<String> found(Path file, Pattern pattern) {
    List<String> lines = sources.lines(file);
    return IntStream.range(0, lines.size())
        .filter(i -> pattern.matcher(lines.get(i)).find())
        .mapToObj(i -> "%s:%d %s".formatted(file, i + 1, lines.get(i).strip()));
  }

  private record Size(String what, long lines) {}

  private static Predicate<Size> longer(int limit) {
    return size -> size.lines() > limit;
  }

  private static long lines(List<Size> files, Predicate<String> which) {
    return files.stream().filter(file -> which.test(file.what())).mapToLong(Size::lines).sum();
  }

  private static void report(String what, List<Size> sizes) {
    ToLongFunction<Double> quantile =
        q ->
            sizes.stream()
                .mapToLong(Size::lines)
                .sorted()
                .skip((long) (q * (sizes.size() - 1)))
                .findFirst()
                .orElse(0);
    System.out.printf(
        "%,d %s, median %d lines, 90%% up to %d, 99%% up to %d; the longest:%n",
        sizes.size(),
        what,
        quantile.applyAsLong(0.5),
        quantile.applyAsLong(0.9),
        quantile.applyAsLong(0.99));
    sizes.stream()
        .sorted(Comparator.comparingLong(Size::lines).reversed())
        .limit(5)
        .forEach(size -> System.out.printf("  %4d %s%n", size.lines(), size.what()));
  }
}
