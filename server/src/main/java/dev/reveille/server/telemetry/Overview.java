package dev.reveille.server.telemetry;

import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Budget;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.core.Usage;
import dev.reveille.engine.AgentCounts;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Views;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How everything is at a glance, and what needs somebody's attention. */
public final class Overview {
  /** A missed firing is an alert for so long. */
  private static final Duration MISSED_FOR = Duration.ofDays(1);

  private static final int MOST_OF_A_KIND = 20;

  private final Sources sources;
  private final Standings standings;
  private final AgentCounts agents;
  private final Missed missed;
  private final SpentToday spent;
  private final InstantSource clock;

  Overview(
      Sources sources,
      Standings standings,
      AgentCounts agents,
      Missed missed,
      SpentToday spent,
      InstantSource clock) {
    this.sources = sources;
    this.standings = standings;
    this.agents = agents;
    this.missed = missed;
    this.spent = spent;
    this.clock = clock;
  }

  /**
   * @param standing null if the store does not answer
   */
  public record Now(
      Instant at,
      Map<AgentState, Long> agents,
      Engine.Load load,
      Views.@Nullable Standing standing,
      Spent spentToday,
      List<Alert> alerts) {}

  /**
   * What model calls have taken.
   *
   * @param since midnight UTC
   * @param complete false while the store does not answer: there may be more
   */
  public record Spent(Instant since, Usage usage, boolean complete) {}

  /**
   * Something that needs attention.
   *
   * @param what in words: what is the matter, and since when
   * @param since when it began, as far as that is known
   * @param agent whom it is about, {@code task}, {@code schedule} and {@code check} the same; null:
   *     nobody in particular. A check is one of {@code getHealth}'s
   */
  public record Alert(
      Kind kind,
      String what,
      @Nullable Instant since,
      @Nullable AgentId agent,
      @Nullable TaskId task,
      @Nullable String schedule,
      @Nullable String check) {

    /** What is the matter. */
    public enum Kind {
      MISSED_FIRING,
      STUCK_TASK,
      STORE_LAG,
      STORE_DOWN,
      PROVIDER_DOWN,
      BUDGET_SPENT
    }
  }

  Now now() {
    Optional<Views.Standing> standing = standings.standing();
    return new Now(
        clock.instant(),
        agents.now(),
        sources.engine().load(),
        standing.orElse(null),
        spent.spent(),
        alerts());
  }

  /** The worst kinds first. */
  private List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    if (!sources.storeWritable().getAsBoolean()) {
      alerts.add(check(Alert.Kind.STORE_DOWN, "nothing can be made durable", "store"));
    }
    double lag = sources.engine().load().parts().store();
    if (lag >= 1) {
      String what = "appends take longer than admission.storeLagSeconds to become durable";
      alerts.add(check(Alert.Kind.STORE_LAG, what, "store"));
    }
    sources.providers().get().stream()
        .filter(provider -> !provider.ok())
        .limit(MOST_OF_A_KIND)
        .forEach(provider ->
            alerts.add(
                check(
                    Alert.Kind.PROVIDER_DOWN,
                    provider.provider() + ": " + provider.detail(),
                    "models." + provider.provider())));
    standings.stuck().stream().limit(MOST_OF_A_KIND).map(Overview::stuck).forEach(alerts::add);
    missed.since(clock.instant().minus(MISSED_FOR)).stream()
        .limit(MOST_OF_A_KIND)
        .map(Overview::missed)
        .forEach(alerts::add);
    budget().ifPresent(alerts::add);
    return alerts;
  }

  private static Alert check(Alert.Kind kind, String what, String check) {
    return new Alert(kind, what, null, null, null, null, check);
  }

  private static Alert stuck(RunningTasks.Stuck it) {
    String what = "task " + it.task() + " runs, and nothing of it is on record since " + it.since();
    return new Alert(
        Alert.Kind.STUCK_TASK, what, it.since(), it.task().agent(), it.task(), null, null);
  }

  private static Alert missed(Missed.Firing it) {
    String what =
        it.count() == 1
            ? "schedule " + it.schedule() + " was due at " + it.dueAt() + " and did not fire"
            : "schedule " + it.schedule() + " missed " + it.count() + " firings from " + it.dueAt();
    return new Alert(
        Alert.Kind.MISSED_FIRING, what, it.at(), it.agent(), null, it.schedule(), null);
  }

  private Optional<Alert> budget() {
    Budget budget = sources.engine().config().budget();
    String reached = budget == null ? "" : budget.reachedBy(sources.engine().spent());
    return reached.isEmpty()
        ? Optional.empty()
        : Optional.of(
            check(Alert.Kind.BUDGET_SPENT, "the server's budget is spent: " + reached, "budget"));
  }

  /** How many tasks are in a state. */
  public static long tasks(Views.Standing standing, TaskState state) {
    return standing.tasks().getOrDefault(state, 0L);
  }
}
