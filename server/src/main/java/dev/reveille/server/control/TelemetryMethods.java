package dev.reveille.server.control;

import dev.reveille.core.TaskState;
import dev.reveille.engine.Views;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.NoParams;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.telemetry.Metric;
import dev.reveille.server.telemetry.Overview;
import dev.reveille.server.telemetry.StateHistory;
import dev.reveille.server.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of figures: all of them, and those that a person looks at first. */
final class TelemetryMethods {
  private final Telemetry telemetry;

  TelemetryMethods(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.getMetrics",
            NoParams.class,
            "Answers the figures of /metrics as JSON.",
            (p, c) -> metrics())
        .method(
            "async.getOverview",
            Params.GetOverview.class,
            "Answers how everything is at a glance, and what needs attention.",
            this::overview);
  }

  private Object metrics() {
    List<Object> metrics = new ArrayList<>();
    for (Metric metric : telemetry.metrics()) {
      metrics.add(
          Fields.of(
              "name", metric.name(),
              "type", lower(metric.kind()),
              "help", metric.help(),
              "samples", metric.samples().stream().map(it -> sample(metric, it)).toList()));
    }
    return Fields.of("metrics", metrics);
  }

  private static Object sample(Metric metric, Metric.Sample sample) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < metric.labels().size(); i++) {
      labels.put(metric.labels().get(i), sample.labels().get(i));
    }
    return switch (sample) {
      case Metric.Value it -> Fields.of("labels", labels, "value", finite(it.value()));
      case Metric.Spread it ->
          Fields.of("labels", labels, "count", it.count(), "sum", it.sum(), "buckets", buckets(it));
    };
  }

  /** JSON has no word for a number that nobody knows. */
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** Each with all below it, as Prometheus counts; the last has no end. */
  private static List<Object> buckets(Metric.Spread spread) {
    List<Object> buckets = new ArrayList<>();
    long below = 0;
    for (int i = 0; i < spread.bounds().size(); i++) {
      below += spread.counts().get(i);
      buckets.add(Fields.of("le", finite(spread.bounds().get(i)), "count", below));
    }
    return buckets;
  }

  private Object overview(Params.GetOverview p, Connection c) {
    Overview.Now now = telemetry.overview();
    Map<String, @Nullable Object> result =
        Fields.of(
            "at", now.at(),
            "agents", counts(now.agents()),
            "running", running(now),
            "maxRunning", now.load().maxRunning(),
            "load", now.load().load());
    result.putAll(standing(now.standing()));
    var spent = now.spentToday();
    result.put(
        "spentToday",
        Fields.of(
            "since", spent.since(),
            "costUsd", spent.usage().costMicros() / 1e6,
            "tokens", spent.usage().tokens(),
            "unpricedCalls", spent.usage().unpricedCalls(),
            "complete", spent.complete()));
    result.put("alerts", now.alerts().stream().map(TelemetryMethods::alert).toList());
    if (Boolean.TRUE.equals(p.history())) {
      result.put("history", telemetry.history().stream().map(TelemetryMethods::past).toList());
    }
    return result;
  }

  /** At all servers; at this one while the store does not answer. */
  private static long running(Overview.Now now) {
    Views.Standing standing = now.standing();
    return standing == null ? now.load().running() : Overview.tasks(standing, TaskState.RUNNING);
  }

  private static Object past(StateHistory.Sample sample) {
    return Fields.of("at", sample.at(), "agents", counts(sample.agents()));
  }

  /** All null while the store does not answer. */
  private static Map<String, @Nullable Object> standing(Views.@Nullable Standing now) {
    if (now == null) {
      return Fields.of(
          "queued", null,
          "waiting", null,
          "retrying", null,
          "oldestQueued", null,
          "wakesNextHour", null,
          "approvals", null,
          "deadLetters", null);
    }
    Views.Waiting oldest = now.oldest();
    Map<String, Long> letters = new LinkedHashMap<>();
    for (Views.DeadLetter.Kind kind : Views.DeadLetter.Kind.values()) {
      letters.put(lower(kind), now.deadLetters().getOrDefault(kind, 0L));
    }
    return Fields.of(
        "queued", Overview.tasks(now, TaskState.QUEUED),
        "waiting", Overview.tasks(now, TaskState.WAITING),
        "retrying", Overview.tasks(now, TaskState.RETRYING),
        "oldestQueued",
            oldest == null
                ? null
                : Fields.of("taskId", oldest.task(), "queuedAt", oldest.queuedAt()),
        "wakesNextHour", now.wakes(),
        "approvals", now.approvals(),
        "deadLetters", letters);
  }

  private static Object alert(Overview.Alert alert) {
    Map<String, @Nullable Object> fields =
        Fields.of("kind", kind(alert.kind()), "what", alert.what(), "since", alert.since());
    fields.put("agentId", alert.agent());
    fields.put("taskId", alert.task());
    fields.put("scheduleId", alert.schedule());
    fields.put("check", alert.check());
    return fields;
  }

  private static String kind(Overview.Alert.Kind kind) {
    return switch (kind) {
      case MISSED_FIRING -> "missedFiring";
      case STUCK_TASK -> "stuckTask";
      case STORE_LAG -> "storeLag";
      case STORE_DOWN -> "storeDown";
      case PROVIDER_DOWN -> "providerDown";
      case BUDGET_SPENT -> "budgetSpent";
    };
  }

  private static <E extends Enum<E>> Map<String, Long> counts(Map<E, Long> of) {
    Map<String, Long> counts = new LinkedHashMap<>();
    of.forEach((state, n) -> counts.put(lower(state), n));
    return counts;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
