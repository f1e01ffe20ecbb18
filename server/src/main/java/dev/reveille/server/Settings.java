package dev.reveille.server;

import dev.reveille.core.ModelSettings;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.LoadLimits;
import dev.reveille.engine.Views;
import dev.reveille.models.Endpoint;
import dev.reveille.models.Limits;
import dev.reveille.models.ModelsConfig;
import dev.reveille.models.PerModel;
import dev.reveille.models.Price;
import dev.reveille.models.ProviderConfig;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.SettingsConfig;
import dev.reveille.store.Retention;
import dev.reveille.store.StoreConfig;
import dev.reveille.tools.AgentLister;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives each part the part of the configuration that is its own. */
final class Settings {
  private Settings() {}

  static StoreConfig store(Config config) {
    Duration age = Duration.ofDays(config.events().retentionDays());
    return StoreConfig.STANDARD.with(new Retention(age, config.events().maxHistory()));
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
        standard.maxMessages(),
        standard.toolTimeout(),
        given.drainSeconds(),
        load,
        config.limits().maxAgents());
  }

  static ModelsConfig models(Config config) {
    var given = config.models();
    return new ModelsConfig(
        given.providers().stream().map(Settings::provider).toList(),
        Optional.ofNullable(given.defaultModel()),
        Optional.ofNullable(given.rehearsalRules()),
        given.perModel().stream()
            .map(it ->
                new PerModel(it.model(), Optional.ofNullable(it.images()), settings(it.settings())))
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
        Endpoint.MAX_REPLY_CHARS,
        Boolean.TRUE.equals(given.images()),
        settings(given.settings()),
        new Limits(
            given.maxConcurrentCalls() == null ? standard.maxCalls() : given.maxConcurrentCalls(),
            standard.maxWaiting(),
            given.maxWaitSeconds() == null ? standard.maxWait() : given.maxWaitSeconds(),
            standard.breakAfter(),
            standard.breakFor()));
  }

  private static ModelSettings settings(@Nullable SettingsConfig given) {
    if (given == null) {
      return ModelSettings.NONE;
    }
    var effort = given.reasoningEffort();
    return new ModelSettings(
        given.temperature(),
        given.topP(),
        given.maxOutputTokens(),
        effort == null ? null : ModelSettings.Effort.valueOf(effort.name()),
        given.firstTokenSeconds(),
        given.idleSeconds(),
        given.totalSeconds());
  }

  static AgentLister.AgentLine agentLine(Views.AgentRow row) {
    return new AgentLister.AgentLine(
        row.agentId(), row.state().name().toLowerCase(Locale.ROOT), row.queued(), row.definition());
  }
}
