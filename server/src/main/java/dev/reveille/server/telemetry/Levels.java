package dev.reveille.server.telemetry;

import dev.reveille.core.Budget;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Pressure;
import dev.reveille.engine.Views;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gauges: how things stand when somebody asks. Those of a store that does not answer are left out.
 */
final class Levels {
  private final Sources sources;
  private final Standings standings;
  private final SpentToday spent;
  private final InstantSource clock;

  Levels(Sources sources, Standings standings, SpentToday spent, InstantSource clock) {
    this.sources = sources;
    this.standings = standings;
    this.spent = spent;
    this.clock = clock;
  }

  List<Meter> meters() {
    List<Meter> all = new ArrayList<>(stored());
    all.addAll(busy());
    all.addAll(health());
    return all;
  }

  private List<Meter> stored() {
    return List.of(
        Gauge.of(
            "reveille_tasks",
            "Tasks that have not ended, by state; queued is the depth of all queues together.",
            "state",
            () -> standing(this::tasks)),
        Gauge.of(
            "reveille_oldest_queued_task_age_seconds",
            "How long the task has been queued that has waited longest without having begun.",
            () -> standings.standing().map(this::age).orElse(Double.NaN)),
        Gauge.of(
            "reveille_dead_letters_open",
            "Dead letters that nobody has decided on, by kind.",
            "kind",
            () ->
                standing(now ->
                    Arrays.stream(Views.DeadLetter.Kind.values())
                        .map(kind -> sample(kind, now.deadLetters().getOrDefault(kind, 0L)))
                        .toList())),
        Gauge.of(
            "reveille_approvals_open",
            "Calls of tools that wait for a yes.",
            () -> standings.standing().map(now -> (double) now.approvals()).orElse(Double.NaN)),
        Gauge.of(
            "reveille_wakes_due_in_next_hour",
            "Agents that have something to do by themselves within the next hour.",
            () -> standings.standing().map(now -> (double) now.wakes()).orElse(Double.NaN)),
        Gauge.of(
            "reveille_tasks_stuck",
            "Tasks that run and have had nothing on record for telemetry.stuckSeconds.",
            () -> standings.stuck().size()));
  }

  private List<Metric.Sample> standing(Function<Views.Standing, List<Metric.Sample>> of) {
    return standings.standing().map(of).orElse(List.of());
  }

  private List<Metric.Sample> tasks(Views.Standing now) {
    return Arrays.stream(TaskState.values())
        .filter(state -> !state.isTerminal())
        .map(state -> sample(state, now.tasks().getOrDefault(state, 0L)))
        .toList();
  }

  private double age(Views.Standing now) {
    Views.Waiting oldest = now.oldest();
    return oldest == null
        ? 0
        : Math.max(0, Duration.between(oldest.queuedAt(), clock.instant()).toMillis() / 1e3);
  }

  private List<Meter> busy() {
    return List.of(
        load("reveille_tasks_running", "Tasks that run in this process.", Engine.Load::running),
        load(
            "reveille_tasks_running_limit",
            "How many tasks may run at once, engine.maxRunningTasks.",
            Engine.Load::maxRunning),
        load(
            "reveille_agents_waiting_for_place",
            "Agents with tasks that could start, if there were a place to run in.",
            Engine.Load::waiting),
        load("reveille_live_cells", "Agents in memory.", Engine.Load::liveCells),
        load("reveille_near_alarms", "Alarms in memory.", Engine.Load::nearAlarms),
        Gauge.of(
            "reveille_load_ratio",
            "How busy everything is, each part against its limit, 0 to 1.",
            "part",
            this::parts),
        Gauge.of(
            "reveille_store_lag_seconds",
            "How long appends took to become durable, at most admission.storeLagSeconds; of the last second.",
            () -> pressure().store() * sources.storeLag().toMillis() / 1e3),
        load(
            "reveille_tasks_deferred",
            "1 while only urgent tasks are begun, because of the load.",
            now -> now.defers() ? 1 : 0),
        load(
            "reveille_work_refused",
            "1 while new work is refused for want of memory.",
            now -> now.refuses() ? 1 : 0),
        Gauge.of("reveille_websockets", "Open WebSockets.", () -> sources.sockets().getAsInt()));
  }

  private Gauge load(String name, String help, Function<Engine.Load, Integer> of) {
    return Gauge.of(name, help, () -> of.apply(sources.engine().load()));
  }

  private Pressure pressure() {
    return sources.engine().load().parts();
  }

  private List<Metric.Sample> parts() {
    Pressure now = pressure();
    return List.of(
        sample("cpu", now.cpu()),
        sample("heap", now.heap()),
        sample("running", now.running()),
        sample("store", now.store()));
  }

  private List<Meter> health() {
    return List.of(
        Gauge.of(
            "reveille_store_writable",
            "1 while the store can make things durable.",
            () -> sources.storeWritable().getAsBoolean() ? 1 : 0),
        Gauge.of(
            "reveille_provider_up",
            "0 while a provider of models is left alone because its last calls failed.",
            "provider",
            () ->
                sources.providers().get().stream()
                    .map(it -> sample(it.provider(), it.ok() ? 1 : 0))
                    .toList()),
        Gauge.of(
            "reveille_spent_today_usd",
            "US dollars that model calls have cost since midnight UTC.",
            () -> spent.spent().usage().costMicros() / 1e6),
        Gauge.of(
            "reveille_budget_used_ratio",
            "Of the server's budget in the present window, by limit; without limits nothing.",
            "limit",
            () -> budget(sources.engine())),
        Gauge.of(
            "reveille_build_info",
            "Always 1; the version is in the label.",
            "version",
            () -> List.of(sample(sources.version(), 1))));
  }

  private static List<Metric.Sample> budget(Engine engine) {
    Budget budget = engine.config().budget();
    List<Metric.Sample> used = new ArrayList<>();
    if (budget != null) {
      Spending spent = engine.spent();
      use(used, "tokens", spent.usage().tokens(), budget.maxTokens());
      use(used, "cost", spent.usage().costMicros() / 1e6, budget.maxCostUsd());
      use(used, "calls", spent.calls(), budget.maxCalls());
      use(used, "seconds", spent.time().toMillis() / 1e3, budget.maxSeconds());
    }
    return used;
  }

  private static void use(
      List<Metric.Sample> used, String limit, double spent, @Nullable Number most) {
    Optional.ofNullable(most).ifPresent(all -> used.add(sample(limit, spent / all.doubleValue())));
  }

  private static Metric.Sample sample(Enum<?> label, double value) {
    return sample(Words.of(label), value);
  }

  private static Metric.Sample sample(String label, double value) {
    return new Metric.Value(List.of(label), value);
  }
}
