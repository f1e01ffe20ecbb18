package dev.reveille.server;

import dev.reveille.core.Budget;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.LoadLimits;
import dev.reveille.engine.Telling;
import dev.reveille.engine.Views;
import dev.reveille.models.Endpoint;
import dev.reveille.models.Limits;
import dev.reveille.models.ModelsConfig;
import dev.reveille.models.PerModel;
import dev.reveille.models.Price;
import dev.reveille.models.ProviderConfig;
import dev.reveille.server.config.BudgetConfig;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigException;
import dev.reveille.server.config.McpConfig;
import dev.reveille.server.config.SettingsConfig;
import dev.reveille.store.Postgres;
import dev.reveille.store.Retention;
import dev.reveille.store.StoreConfig;
import dev.reveille.tools.AgentLister;
import dev.reveille.tools.CommandRules;
import dev.reveille.tools.Permissions;
import dev.reveille.tools.ToolLimits;
import dev.reveille.tools.WebRules;
import dev.reveille.tools.mcp.McpSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Gives each part the part of the configuration that is its own. */
final class Settings {
  private Settings() {}

  static StoreConfig store(Config config) {
    Duration age = Duration.ofDays(config.events().retentionDays());
    Retention retention = new Retention(age, config.events().maxHistory());
    return StoreConfig.STANDARD.with(retention, config.store().maxClockSkewSeconds());
  }

  /** The database that takes the place of the data folder's; null if none does. */
  static @Nullable Postgres postgres(Config config, Map<String, String> environment) {
    var given = config.store();
    if (given.url() == null) {
      return null;
    }
    String variable = given.passwordEnv();
    String password = variable == null ? null : environment.get(variable);
    if (variable != null && password == null) {
      throw new ConfigException(
          "store.passwordEnv names the variable " + variable + ", which is not set; export it");
    }
    return new Postgres(given.url(), given.user(), password, given.timeoutSeconds());
  }

  static EngineConfig engine(Config config) {
    var given = config.engine();
    EngineConfig standard = EngineConfig.STANDARD;
    var admission = config.admission();
    LoadLimits load =
        new LoadLimits(
            admission.deferAbove(),
            admission.resumeBelow(),
            admission.minRunning(),
            admission.ageingSeconds(),
            admission.cpuLimit(),
            admission.heapLimit(),
            admission.storeLagSeconds(),
            config.memory().hibernateAbove(),
            config.memory().refuseAbove());
    return new EngineConfig(
        given.maxRunningTasks(),
        given.maxLiveCells(),
        standard.maxOrders(),
        standard.hibernateAfter(),
        standard.snapshotEvery(),
        standard.alarmHorizon(),
        standard.feedRing(),
        new Telling(given.maxThreadMessages(), toolLimits(config).shownChars()),
        given.toolTimeoutSeconds(),
        given.drainSeconds(),
        load,
        config.limits().maxAgents(),
        budget(config.budget()));
  }

  private static @Nullable Budget budget(BudgetConfig given) {
    boolean limits =
        given.maxTokens() != null
            || given.maxCostUsd() != null
            || given.maxCalls() != null
            || given.maxSeconds() != null;
    return limits
        ? new Budget(
            given.maxTokens(),
            given.maxCostUsd(),
            given.maxCalls(),
            given.maxSeconds(),
            given.perSeconds().toSeconds())
        : null;
  }

  static ModelsConfig models(Config config) {
    var given = config.models();
    return new ModelsConfig(
        given.providers().stream().map(Settings::provider).toList(),
        Optional.ofNullable(given.defaultModel()),
        Optional.ofNullable(given.rehearsalRules()),
        given.perModel().stream()
            .map(it ->
                new PerModel(
                    it.model(),
                    Optional.ofNullable(it.images()),
                    Optional.ofNullable(it.contextTokens()),
                    settings(it.settings())))
            .toList(),
        given.prices().stream()
            .map(it -> new Price(it.model(), it.input(), it.output(), it.cached(), it.stored()))
            .toList(),
        given.connectTimeoutSeconds());
  }

  private static ProviderConfig provider(dev.reveille.server.config.ProviderConfig given) {
    Limits standard = Limits.STANDARD;
    return new ProviderConfig(
        given.name(),
        ProviderConfig.Kind.valueOf(given.dialect().name()),
        Optional.of(given.baseUrl()),
        Optional.ofNullable(given.apiKeyEnv()),
        given.models() == null ? List.of() : given.models(),
        given.maxReplyChars() == null ? Endpoint.MAX_REPLY_CHARS : given.maxReplyChars(),
        Boolean.TRUE.equals(given.images()),
        settings(given.settings()),
        new Limits(
            given.maxConcurrentCalls() == null ? standard.maxCalls() : given.maxConcurrentCalls(),
            given.maxWaitingCalls() == null ? standard.maxWaiting() : given.maxWaitingCalls(),
            given.maxWaitSeconds() == null ? standard.maxWait() : given.maxWaitSeconds(),
            given.breakAfter() == null ? standard.breakAfter() : given.breakAfter(),
            given.breakSeconds() == null ? standard.breakFor() : given.breakSeconds()));
  }

  private static ModelSettings settings(@Nullable SettingsConfig given) {
    return given == null ? ModelSettings.NONE : given.settings();
  }

  static AgentLister.AgentLine agentLine(Views.AgentRow row) {
    return new AgentLister.AgentLine(
        row.agentId(), row.state().name().toLowerCase(Locale.ROOT), row.queued(), row.definition());
  }

  static ToolLimits toolLimits(Config config) {
    ObjectNode changes = JsonNodeFactory.instance.objectNode();
    config.tools().limits().forEach(changes::set);
    try {
      return ToolLimits.STANDARD.with(changes);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException("tools.limits: " + wrong.getMessage());
    }
  }

  static Permissions permissions(Config config, Map<String, String> environment) {
    var command = config.tools().command();
    var web = config.tools().web();
    Map<String, String> passed = new HashMap<>(environment);
    passed.keySet().retainAll(command.environment());
    return new Permissions(
        config.workspace().allowWrite(),
        new CommandRules(
            command.programs(), passed, command.timeoutSeconds(), command.maxOutputBytes()),
        new WebRules(web.hosts(), web.allowPrivate(), web.timeoutSeconds(), web.maxBytes()));
  }

  static List<McpSpec> mcp(Config config) {
    return config.mcp().servers().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(server -> mcp(server.getKey(), server.getValue()))
        .toList();
  }

  private static McpSpec mcp(String name, McpConfig.Server given) {
    McpSpec.How how =
        given.command() != null
            ? new McpSpec.How.Started(
                given.command(),
                Objects.requireNonNullElse(given.args(), List.of()),
                Objects.requireNonNullElse(given.env(), Map.of()))
            : new McpSpec.How.At(
                Objects.requireNonNullElse(given.url(), ""),
                Objects.requireNonNullElse(given.headers(), Map.of()));
    return new McpSpec(
        name,
        how,
        Objects.requireNonNullElse(given.timeoutSeconds(), Duration.ofSeconds(60)),
        Objects.requireNonNullElse(given.tools(), List.of("*")),
        Objects.requireNonNullElse(given.denyTools(), List.of()));
  }
}
