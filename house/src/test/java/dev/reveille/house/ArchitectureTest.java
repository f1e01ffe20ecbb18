package dev.reveille.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom, and what may be called where; over the main code of all modules. */
class ArchitectureTest {
  /**
   * Each module, and the modules that it may know. Nothing points back, and the client knows the
   * protocol only, and for its demonstration how to start a PostgreSQL.
   */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("engine", Set.of("core")),
          Map.entry("store", Set.of("core", "engine")),
          Map.entry("models", Set.of("core", "engine")),
          Map.entry("tools", Set.of("core", "engine")),
          Map.entry("postgres", Set.of()),
          Map.entry("testkit", Set.of("core", "engine", "postgres")),
          Map.entry("cluster", Set.of("core", "engine")),
          Map.entry("client", Set.of("postgres")),
          Map.entry("examples", Set.of("client")),
          Map.entry("server", Set.of("core", "engine", "store", "models", "tools")),
          Map.entry(
              "bench",
              Set.of(
                  "core",
                  "engine",
                  "store",
                  "models",
                  "tools",
                  "postgres",
                  "testkit",
                  "client",
                  "server")));

  /** The programs, which own a clock; everybody else is handed an InstantSource. */
  private static final List<String> READS_THE_WALL_CLOCK =
      List.of("dev.reveille.server.Main", "dev.reveille.client.Shell", "dev.reveille.bench.Bench");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.reveille");

  static Stream<String> modules() {
    return MAY_KNOW.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void knowsOnlyWhomItMay(String module) {
    Set<String> known = MAY_KNOW.getOrDefault(module, Set.of());
    String[] others =
        MAY_KNOW.keySet().stream()
            .filter(other -> !other.equals(module) && !known.contains(other))
            .map(other -> "dev.reveille." + other + "..")
            .toArray(String[]::new);
    check(
        noClasses()
            .that(resideInAPackage("dev.reveille." + module + ".."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(others))
            .as("%s knows only %s".formatted(module, known)));
  }

  @Test
  void everyModuleHasItsRow() {
    assertThat(MAIN.stream().map(type -> type.getPackageName().split("\\.")[2]).distinct())
        .containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
  }

  @Test
  void coreDoesNoInputOrOutput() {
    check(
        classes()
            .that(resideInAPackage("dev.reveille.core.."))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    "dev.reveille.core..",
                    "com.cronutils..",
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio.charset",
                    "java.time..",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "org.jspecify..",
                    "org.pcollections.."))
            .as("core has no file, socket, database, logger or lock"));
  }

  @Test
  void coreIsPure() {
    check(
        noClasses()
            .that(resideInAPackage("dev.reveille.core.."))
            .should()
            .dependOnClassesThat(
                anyOf(
                    Thread.class,
                    Clock.class,
                    InstantSource.class,
                    Random.class,
                    SplittableRandom.class))
            .orShould()
            .callCodeUnitWhere(target(readsAClock()))
            .orShould()
            .callCodeUnitWhere(target(named(System.class, "nanoTime", "getenv", "getProperty")))
            .orShould()
            .callCodeUnitWhere(target(named(Math.class, "random")))
            .orShould()
            .callCodeUnitWhere(target(named(UUID.class, "randomUUID")))
            .as("time, ids and luck are arguments of core"));
  }

  @Test
  void theWallClockIsReadInOnePlaceOfAProgram() {
    check(
        noClasses()
            .that(DescribedPredicate.describe("are no programs", type -> !ownsAClock(type)))
            .should()
            .callCodeUnitWhere(target(readsAClock()))
            .as("only " + READS_THE_WALL_CLOCK + " read the wall clock"));
  }

  private static boolean ownsAClock(JavaClass type) {
    return READS_THE_WALL_CLOCK.contains(type.getName());
  }

  /** Direct reads of the wall clock, and the clocks that do it for others. */
  private static DescribedPredicate<Called> readsAClock() {
    return named(System.class, "currentTimeMillis")
        .or(named(Clock.class, "systemUTC", "systemDefaultZone", "system", "tickMillis"))
        .or(named(InstantSource.class, "system"))
        .or(named(Instant.class, "now"))
        .or(named(LocalDate.class, "now"))
        .or(named(LocalTime.class, "now"))
        .or(named(LocalDateTime.class, "now"))
        .or(named(OffsetDateTime.class, "now"))
        .or(named(ZonedDateTime.class, "now"))
        .or(named(Date.class, "<init>"));
  }

  private static DescribedPredicate<Called> named(Class<?> owner, String... names) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + " " + List.of(names),
        call -> call.owner().equals(owner.getName()) && List.of(names).contains(call.name()));
  }

  private static DescribedPredicate<JavaCall<?>> target(DescribedPredicate<Called> wanted) {
    return DescribedPredicate.describe(
        wanted.getDescription(),
        call ->
            wanted.test(new Called(call.getTargetOwner().getName(), call.getTarget().getName())));
  }

  private static DescribedPredicate<JavaClass> anyOf(Class<?>... types) {
    List<String> names = Stream.of(types).map(Class::getName).toList();
    return DescribedPredicate.describe("any of " + names, type -> names.contains(type.getName()));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }

  /** What is called: the type that declares it, and the name of the method or constructor. */
  private record Called(String owner, String name) {}
}
