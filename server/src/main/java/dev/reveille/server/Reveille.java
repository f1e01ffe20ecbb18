package dev.reveille.server;

import dev.reveille.core.AgentConfig;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Recorder;
import dev.reveille.engine.Redactor;
import dev.reveille.engine.Tokens;
import dev.reveille.engine.Views;
import dev.reveille.models.Providers;
import dev.reveille.server.config.Config;
import dev.reveille.server.control.DefinitionCatalog;
import dev.reveille.server.control.HealthCheck;
import dev.reveille.server.control.Methods;
import dev.reveille.server.http.Health;
import dev.reveille.server.http.Server;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.telemetry.Sources;
import dev.reveille.server.telemetry.Telemetry;
import dev.reveille.server.telemetry.trace.TraceExport;
import dev.reveille.store.ClockSkew;
import dev.reveille.store.Postgres;
import dev.reveille.store.PostgresStore;
import dev.reveille.store.SqliteStore;
import dev.reveille.store.Store;
import dev.reveille.tools.AgentLister;
import dev.reveille.tools.AgentMaker;
import dev.reveille.tools.BuiltIns;
import dev.reveille.tools.JsonSchemas;
import dev.reveille.tools.KnownTools;
import dev.reveille.tools.Permissions;
import dev.reveille.tools.Plugins;
import dev.reveille.tools.Ports;
import dev.reveille.tools.ToolLimits;
import dev.reveille.tools.Toolbox;
import dev.reveille.tools.Workspace;
import dev.reveille.tools.definitions.Definitions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole server: the one place where the parts are put together. */
public final class Reveille {
  private static final Logger log = LoggerFactory.getLogger(Reveille.class);
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  /** Longer than agents of a server that is gone take to live at another one. */
  private static final Duration MOVING = Duration.ofSeconds(60);

  private static final String SWITCHED_OFF =
      "agents are switched off on this server; whoever runs it can set async.enabled to true";

  private final Store store;
  private final Providers providers;
  private final OtherServers others;
  private final Engine engine;
  private final @Nullable Cluster cluster;
  private final Server server;
  private final @Nullable TraceExport traces;

  private Reveille(
      Store store,
      Providers providers,
      OtherServers others,
      Engine engine,
      @Nullable Cluster cluster,
      Server server,
      @Nullable TraceExport traces) {
    this.traces = traces;
    this.store = store;
    this.providers = providers;
    this.others = others;
    this.engine = engine;
    this.cluster = cluster;
    this.server = server;
  }

  /**
   * Serves when it returns; agents that have something to do are taken up meanwhile.
   *
   * @param files of the configuration: agents neither read nor change them
   * @throws IOException if the data folder or the address cannot be had
   */
  public static Reveille start(Config config, List<Path> files, InstantSource clock)
      throws IOException {
    return start(config, files, clock, new JvmGauges());
  }

  /**
   * The same on a machine that is as busy as it is said to be.
   *
   * @throws IOException if the data folder or the address cannot be had
   */
  public static Reveille start(Config config, InstantSource clock, Gauges gauges)
      throws IOException {
    return start(config, List.of(), clock, gauges);
  }

  private static Reveille start(Config config, List<Path> files, InstantSource clock, Gauges gauges)
      throws IOException {
    RandomGenerator random = RandomGenerator.getDefault();
    Path data = config.data().folder();
    Files.createDirectories(data);
    Store store = open(config, clock);
    try {
      Redactor secrets = Secrets.of(config, System.getenv());
      Telemetry telemetry = new Telemetry(store, config.telemetry(), clock);
      store.onCommit(telemetry.commits());
      Providers providers = providers(config, clock, telemetry);
      AtomicReference<Engine> late = new AtomicReference<>();
      AtomicReference<DefinitionCatalog> lateCatalog = new AtomicReference<>();
      OtherServers others = OtherServers.start(config);
      Plugins plugins = Plugins.load(data.resolve("plugins"));
      plugins.problems().forEach(problem -> log.warn("plugin not loaded: {}", problem));
      Toolbox tools =
          tools(config, files, store, late, lateCatalog, clock).with(plugins::tools).with(others);
      DefinitionCatalog catalog = catalog(config, tools, clock);
      lateCatalog.set(catalog);
      catalog.problems().forEach(problem -> log.warn("definition not loaded: {}", problem));
      Tokens tokens = new Tokens();
      Outside outside =
          new Outside(
                  providers,
                  telemetry.watching(tools),
                  catalog::find,
                  tokens,
                  new JsonSchemas(),
                  gauges)
              .without(secrets);
      Cluster cluster = Clusters.make(config, System.getenv());
      Engine engine =
          Engine.create(store, store, outside, clock, random, Settings.engine(config), cluster);
      late.set(engine);
      engine.onAlarm(telemetry.alarms());
      Methods.Parts parts =
          new Methods.Parts(
              engine,
              cluster,
              store,
              store,
              tokens,
              catalog,
              clock,
              version(),
              store.place(),
              () ->
                  Stream.concat(
                          checks(store, catalog, engine.load(), providers, plugins, others)
                              .stream(),
                          Stream.of(
                                  budget(engine, providers),
                                  membership(cluster),
                                  clockCheck(config, store))
                              .flatMap(Optional::stream))
                      .map(check -> check.without(secrets))
                      .toList(),
              () -> UUID.randomUUID().toString(),
              new Recorder(
                  store,
                  store,
                  catalog::find,
                  Settings.engine(config).telling(),
                  config.limits().maxExportBytes()),
              outside,
              config.limits(),
              telemetry);
      Rpc rpc = Methods.rpc(parts, config.server().limits());
      AtomicReference<Server> lateServer = new AtomicReference<>();
      telemetry.ask(sources(config, engine, store, providers, lateServer));
      Server server = Server.start(config.server(), rpc, health(store, cluster), telemetry::page);
      lateServer.set(server);
      TraceExport traces = traces(config, engine, store);
      begin(engine, cluster, tokens, catalog, config);
      return new Reveille(store, providers, others, engine, cluster, server, traces);
    } catch (IOException | RuntimeException failed) {
      store.close();
      throw failed;
    }
  }

  private static Store open(Config config, InstantSource clock) {
    Postgres database = Settings.postgres(config, System.getenv());
    Store store =
        database == null
            ? SqliteStore.open(config.data().folder(), Settings.store(config), clock)
            : PostgresStore.open(database, Settings.store(config), clock);
    mustAgree(config, store);
    return store;
  }

  /** One of several servers rings alarms that others have set: all must mean the same by now. */
  private static void mustAgree(Config config, Store store) {
    Optional<ClockSkew> wrong =
        store.clockSkew().filter(it -> it.exceeds(config.store().grossClockSkew()));
    if (wrong.isPresent() && config.cluster().enabled()) {
      store.close();
      throw new IllegalArgumentException(
          "this server's clock is "
              + wrong.get()
              + ", and it would wake agents of the cluster at wrong times; synchronise both"
              + " machines' clocks (NTP), or allow more by store.maxClockSkewSeconds");
    }
  }

  private static DefinitionCatalog catalog(Config config, Toolbox tools, InstantSource clock) {
    Definitions files =
        Definitions.load(
            config.agents().folder(), config.agents().variables(), clock, new KnownTools(tools));
    return new DefinitionCatalog(files, tools);
  }

  private static Providers providers(Config config, InstantSource clock, Telemetry telemetry) {
    return new Providers(
        Settings.models(config),
        name -> Optional.ofNullable(System.getenv(name)),
        clock,
        telemetry.models());
  }

  /**
   * @param server set when it listens
   */
  private static Sources sources(
      Config config,
      Engine engine,
      Store store,
      Providers providers,
      AtomicReference<Server> server) {
    return new Sources(
        engine,
        () -> storeCheck(store).ok(),
        providers::health,
        () -> Optional.ofNullable(server.get()).map(Server::connections).orElse(0),
        version(),
        config.admission().storeLagSeconds());
  }

  /** Null, and nothing of OpenTelemetry loaded, if no collector is configured. */
  private static @Nullable TraceExport traces(Config config, Engine engine, Store store) {
    String endpoint = config.telemetry().otlp().endpoint();
    return endpoint == null
        ? null
        : TraceExport.start(
            engine.feed(),
            store,
            config.telemetry(),
            endpoint,
            version(),
            () -> engine.share().holds(TraceExport.SLICE));
  }

  /** Starts the agents' work, unless that is switched off. */
  private static void begin(
      Engine engine,
      @Nullable Cluster cluster,
      Tokens tokens,
      DefinitionCatalog catalog,
      Config config) {
    if (config.async().enabled()) {
      engine.start();
      if (cluster != null) {
        cluster.join(engine.share(), tokens, catalog::fingerprint);
      }
    } else {
      log.warn("no agent works: {}", SWITCHED_OFF);
      engine.startStill(SWITCHED_OFF);
    }
  }

  /**
   * @param engine set before anybody calls a tool
   * @param catalog the same
   */
  private static Toolbox tools(
      Config config,
      List<Path> files,
      Store store,
      AtomicReference<Engine> engine,
      AtomicReference<DefinitionCatalog> catalog,
      InstantSource clock)
      throws IOException {
    ToolLimits limits = Settings.toolLimits(config);
    Workspace workspace =
        Workspace.at(config.workspace().folder())
            .closing(config.data().folder())
            .closing(config.agents().folder());
    for (Path file : files) {
      workspace = workspace.closing(file);
    }
    AgentLister agents =
        limit ->
            store.agents(new Views.AgentFilter(null, null, null), "", limit).stream()
                .map(Settings::agentLine)
                .toList();
    Commands direct = (agent, command) -> Objects.requireNonNull(engine.get()).ask(agent, command);
    // What tools ask for has keys.
    Commands commands = config.cluster().enabled() ? direct.enduring(MOVING, clock) : direct;
    Ports ports = new Ports(agents, commands, store, store, maker(catalog));
    Permissions permissions = Settings.permissions(config, System.getenv());
    return Toolbox.of(BuiltIns.tools(workspace, limits, clock, ports, permissions), limits);
  }

  private static AgentMaker maker(AtomicReference<DefinitionCatalog> catalog) {
    return new AgentMaker() {
      @Override
      public List<String> definitions() {
        return Objects.requireNonNull(catalog.get()).names();
      }

      @Override
      public Optional<AgentConfig> config(String definition) {
        return Objects.requireNonNull(catalog.get())
            .config(definition)
            .map(AgentConfig.STANDARD::with);
      }
    };
  }

  private static Health health(Store store, @Nullable Cluster cluster) {
    return new Health(
        () -> new Health.Report(true, Map.of("status", "ok")),
        () -> {
          HealthCheck check = storeCheck(store);
          boolean well = check.ok() && (cluster == null || cluster.standing().member());
          return new Health.Report(
              well, Map.of("status", well ? "ok" : "unavailable", "store", check));
        });
  }

  private static List<HealthCheck> checks(
      Store store,
      DefinitionCatalog catalog,
      Engine.Load load,
      Providers providers,
      Plugins plugins,
      OtherServers others) {
    List<String> broken = catalog.problems().stream().map(Object::toString).toList();
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(storeCheck(store));
    checks.add(
        new HealthCheck(
            "definitions", true, broken.isEmpty() ? "all loaded" : String.join("; ", broken)));
    checks.add(
        new HealthCheck(
            "load", true, load.parts() + (load.defers() ? "; only urgent tasks are begun" : "")));
    checks.add(
        new HealthCheck(
            "memory",
            !load.refuses(),
            load.refuses() ? "the heap is nearly full; new work is refused" : "enough"));
    providers
        .health()
        .forEach(
            it -> checks.add(new HealthCheck("models." + it.provider(), it.ok(), it.detail())));
    if (!plugins.problems().isEmpty()) {
      checks.add(new HealthCheck("plugins", true, String.join("; ", plugins.problems())));
    }
    checks.addAll(others.checks());
    return checks;
  }

  /** Whether agents may call their models, if there is a limit for all of them. */
  private static Optional<HealthCheck> budget(Engine engine, Providers providers) {
    return Optional.ofNullable(engine.config().budget())
        .map(budget -> {
          String reached = budget.reachedBy(engine.spent());
          List<String> unpriced =
              budget.maxCostUsd() == null ? List.of() : providers.unpriced(List.of());
          String what =
              !unpriced.isEmpty()
                  ? "not held in money: nobody knows the price of "
                      + String.join(", ", unpriced)
                      + ", so it is not called; see models.prices"
                  : reached.isEmpty() ? "there is some left" : "spent: " + reached;
          return new HealthCheck("budget", true, what);
        });
  }

  /** Whether it hears of all the others, if it is one of several. */
  private static Optional<HealthCheck> membership(@Nullable Cluster cluster) {
    return Optional.ofNullable(cluster)
        .map(Cluster::standing)
        .map(standing -> new HealthCheck("cluster", standing.well(), standing.detail()));
  }

  /** Whether it agrees with the database's, which all servers see. */
  private static Optional<HealthCheck> clockCheck(Config config, Store store) {
    return store
        .clockSkew()
        .map(it -> {
          boolean well = !it.exceeds(config.store().maxClockSkewSeconds());
          String advice = well ? "" : "; synchronise both machines' clocks (NTP)";
          return new HealthCheck("clock", well, it + advice);
        });
  }

  private static HealthCheck storeCheck(Store store) {
    return switch (store.health()) {
      case dev.reveille.store.Health.Healthy h -> new HealthCheck("store", true, "writable");
      case dev.reveille.store.Health.Unavailable u ->
          new HealthCheck("store", false, u.why() + " (since " + u.since() + ")");
    };
  }

  /** Where its data is, for people. */
  String place() {
    return store instanceof PostgresStore
        ? "store: " + store.place().get("url")
        : "data: " + store.place().get("folder");
  }

  /** Where clients find it. */
  public URI address() {
    return server.address();
  }

  /** The version of this build. */
  public static String version() {
    String version = Reveille.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0-dev" : version;
  }

  /**
   * Stops in good order: no more calls, running tasks may end within their time or are handed back,
   * everything durable.
   */
  public void stop() throws InterruptedException {
    server.drain(LAST_CALLS);
    if (cluster != null) {
      cluster.leave();
    }
    engine.drain();
    if (traces != null) {
      traces.close();
    }
    server.close();
    others.close();
    providers.close();
    store.close();
  }
}
