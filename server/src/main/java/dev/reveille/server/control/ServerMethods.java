package dev.reveille.server.control;

import dev.reveille.core.Budget;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Spending;
import dev.reveille.engine.Engine;
import dev.reveille.server.config.LimitsConfig;
import dev.reveille.server.config.ServerLimits;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.NoParams;
import dev.reveille.server.rpc.Rpc;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods about the server itself. */
final class ServerMethods {
  private final Engine engine;
  private final Nodes nodes;
  private final Facts facts;
  private final Supplier<Rpc> rpc;

  /**
   * What the server knows of itself.
   *
   * @param clock the one that wakes, due instants and notifications are told by
   * @param checks asked at each call
   * @param store which kind and where
   */
  record Facts(
      String version,
      Instant startedAt,
      InstantSource clock,
      Map<String, Object> store,
      ServerLimits limits,
      LimitsConfig sizes,
      Supplier<List<HealthCheck>> checks) {}

  ServerMethods(Engine engine, Nodes nodes, Facts facts, Supplier<Rpc> rpc) {
    this.engine = engine;
    this.nodes = nodes;
    this.facts = facts;
    this.rpc = rpc;
  }

  void register(Rpc.Builder builder) {
    builder
        .method(
            "async.getHealth",
            NoParams.class,
            "Answers how the server is, check by check.",
            this::health)
        .method(
            "async.getServerInfo",
            NoParams.class,
            "Answers what this server is, and its limits.",
            this::info)
        .method(
            "rpc.discover",
            NoParams.class,
            "Answers the OpenRPC document of these methods.",
            (p, c) -> OpenRpc.document(Objects.requireNonNull(rpc.get()), facts.version()));
  }

  private Object health(NoParams p, Connection c) {
    return health(facts.checks().get());
  }

  /** Without its store a server can do nothing; without something else, not everything. */
  static Map<String, Object> health(List<HealthCheck> checks) {
    boolean well = checks.stream().allMatch(HealthCheck::ok);
    boolean works = checks.stream().allMatch(it -> it.ok() || !it.name().equals("store"));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("status", well ? "ok" : works ? "degraded" : "unavailable");
    result.put("checks", checks);
    return result;
  }

  /** What all agents may spend together, and have spent; null if there is no limit. */
  private @Nullable Object budget() {
    Budget budget = engine.config().budget();
    if (budget == null) {
      return null;
    }
    Spending spent = engine.spent();
    return Fields.of(
        "limits", AgentView.json(budget),
        "spent", AgentView.json(spent),
        "reached", budget.reachedBy(spent),
        "until", budget.windowEnd(spent.since()));
  }

  private Object info(NoParams p, Connection c) {
    Map<String, @Nullable Object> limits = new LinkedHashMap<>();
    limits.put("server", facts.limits());
    limits.put("engine", AgentView.json(engine.config()));
    limits.put(
        "calls",
        Fields.of(
            "promptCharacters",
            Ask.MAX_PROMPT,
            "mailCharacters",
            MailSpec.MAX_BODY,
            "eventDataCharacters",
            Ask.MAX_PROMPT,
            "images",
            facts.sizes().maxImages(),
            "imageBytes",
            facts.sizes().maxImageBytes(),
            "imagesBytes",
            facts.sizes().maxImagesBytes(),
            "exportBytes",
            facts.sizes().maxExportBytes(),
            "listLength",
            Ask.MAX_LIMIT));
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("name", "Reveille");
    result.put("version", facts.version());
    result.put("startedAt", facts.startedAt());
    result.put("at", facts.clock().instant());
    result.put("store", new TreeMap<>(facts.store()));
    result.put("nodes", nodes.list());
    result.put("budget", budget());
    result.put("limits", limits);
    return result;
  }
}
