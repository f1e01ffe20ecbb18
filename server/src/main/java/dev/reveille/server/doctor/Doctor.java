package dev.reveille.server.doctor;

import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigException;
import dev.reveille.store.ClockSkew;
import dev.reveille.tools.definitions.Definitions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that a server needs, and changes nothing. Each finding says what to do; one
 * that fails would keep a server from starting, or from doing its work.
 */
public final class Doctor {
  private static final List<String> BUILT_IN_KEYS =
      List.of("OPENROUTER_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY");

  /** No build of this program is older. */
  private static final Instant BORN = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration SKEW = Duration.ofSeconds(2);

  private final Patient patient;

  /**
   * What is looked at.
   *
   * @param url of the server that is asked; null: where the configuration says that one listens
   * @param deep whether the whole journal is compared with its tables
   */
  public record Patient(
      Supplier<Config> config,
      Map<String, String> environment,
      @Nullable URI url,
      boolean deep,
      String version,
      InstantSource clock) {
    public Patient {
      environment = Map.copyOf(environment);
    }
  }

  private Doctor(Patient patient) {
    this.patient = patient;
  }

  /** Blocks: for seconds if a server is slow, longer if the look is deep. */
  public static List<Finding> look(Patient patient) {
    return new Doctor(patient).look();
  }

  private List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    found.add(java());
    found.add(launcher());
    Config config;
    try {
      config = patient.config().get();
      found.add(Finding.ok("config", "understood"));
    } catch (ConfigException wrong) {
      found.add(
          Finding.fail(
              "config", "" + wrong.getMessage(), "correct it; every key: docs/configuration.md"));
      config = Config.defaults();
    }
    found.add(work(config));
    boolean local = config.store().url() == null;
    found.addAll(new Ground(config.data().folder(), local, patient.deep()).look());
    if (!local) {
      found.add(new Database(config.store(), patient).look());
    }
    found.add(definitions(config));
    found.add(keys(config));
    found.add(clock(config));
    found.addAll(new Neighbour(config.server(), patient).look());
    return found;
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    String what =
        "Java %s of %s, heap up to %,d MiB"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor", "?"),
                Runtime.getRuntime().maxMemory() >> 20);
    return version >= 25
        ? Finding.ok("java", what)
        : Finding.fail("java", what, "install a JDK 25 or let JAVA_HOME name one");
  }

  private Finding launcher() {
    String script = System.getProperty("reveille.launcher", "");
    if (script.isEmpty()) {
      return Finding.warn(
          "launcher",
          "Reveille " + patient.version() + ", started without its launcher script",
          "start it as ./reveille: it finds the JDK and the newest build");
    }
    boolean quick =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(option -> option.startsWith("-XX:AOTCache="));
    String what = "Reveille " + patient.version() + " by " + script;
    return quick
        ? Finding.ok("launcher", what + ", with its start-up cache")
        : Finding.warn(
            "launcher", what + ", without start-up cache", "it only starts slower: no harm done");
  }

  private static Finding work(Config config) {
    return config.async().enabled()
        ? Finding.ok("async", "agents work (async.enabled)")
        : Finding.warn(
            "async",
            "async.enabled is false: a server answers, but no agent works",
            "set async.enabled: true when they may");
  }

  private Finding definitions(Config config) {
    var folder = config.agents().folder();
    if (!Files.isDirectory(folder)) {
      return Finding.warn(
          "definitions",
          "there is no folder " + folder.toAbsolutePath(),
          "make it, or name another with --agents; agents may also bring their own definition");
    }
    var found = Definitions.load(folder, config.agents().variables(), patient.clock());
    String good = found.list().size() + " in " + folder;
    return found.problems().isEmpty()
        ? Finding.ok("definitions", good)
        : Finding.warn(
            "definitions",
            good + ", and broken: " + found.problems(),
            "correct these files; a running server takes them up by itself");
  }

  /** Which keys are there; never what they are. */
  private Finding keys(Config config) {
    List<String> needed =
        config.models().providers().stream()
            .flatMap(provider -> Optional.ofNullable(provider.apiKeyEnv()).stream())
            .toList();
    List<String> missing = needed.stream().filter(name -> !isSet(name)).toList();
    if (!missing.isEmpty()) {
      return Finding.warn(
          "keys",
          "not set, though a provider of the configuration names them: " + missing,
          "export them where the server is started");
    }
    List<String> there =
        java.util.stream.Stream.concat(needed.stream(), BUILT_IN_KEYS.stream())
            .distinct()
            .filter(this::isSet)
            .toList();
    if (there.isEmpty() && needed.isEmpty() && config.models().defaultModel() == null) {
      return Finding.warn(
          "keys",
          "none is set: agents that name no model rehearse",
          "export one of " + BUILT_IN_KEYS + ", or set models.default");
    }
    return Finding.ok("keys", there.isEmpty() ? "none is needed" : "set: " + there);
  }

  private boolean isSet(String name) {
    return !patient.environment().getOrDefault(name, "").isBlank();
  }

  private Finding clock(Config config) {
    Instant now = patient.clock().instant();
    if (now.isBefore(BORN)) {
      return Finding.fail("clock", "it says " + now, "set it: agents would wake at wrong times");
    }
    Optional<ClockSkew> among = new Database(config.store(), patient).skew();
    if (among.filter(it -> it.exceeds(config.store().maxClockSkewSeconds())).isPresent()) {
      return amongServers(among.get(), config);
    }
    Optional<Duration> skew = Ground.skew(config.data().folder(), patient.clock());
    return skew.filter(it -> it.abs().compareTo(SKEW) > 0)
        .map(it ->
            Finding.warn(
                "clock",
                "the data folder's clock differs by " + it.toMillis() / 1e3 + " s",
                "it lies on another machine: put it on a local disk, or synchronise both clocks"))
        .orElseGet(() -> Finding.ok("clock", now.toString()));
  }

  private static Finding amongServers(ClockSkew skew, Config config) {
    boolean refused = config.cluster().enabled() && skew.exceeds(config.store().grossClockSkew());
    String what = "it is " + skew;
    String advice = "synchronise both machines' clocks (NTP): agents wake by them";
    return refused ? Finding.fail("clock", what, advice) : Finding.warn("clock", what, advice);
  }
}
