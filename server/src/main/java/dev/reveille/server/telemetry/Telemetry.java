package dev.reveille.server.telemetry;

import dev.reveille.engine.AgentCounts;
import dev.reveille.engine.CommitListener;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Tools;
import dev.reveille.models.Watch;
import dev.reveille.server.config.TelemetryConfig;
import dev.reveille.server.rpc.CallListener;
import dev.reveille.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All figures of one server. What is counted is counted as it happens, by a few additions on the
 * thread that does it; what can be looked up is looked up when somebody asks. Nothing runs in
 * between.
 */
public final class Telemetry {
  private final JournalFigures journalFigures;
  private final AgentCounts agents = new AgentCounts();
  private final CallFigures calls;
  private final RunningTasks running = new RunningTasks();
  private final Missed missed = new Missed();
  private final SpentToday spent;
  private final Standings standings;
  private final StateHistory history;
  private final InstantSource clock;
  private volatile @Nullable Asked asked;

  /** What is known only when all parts of the server are there. */
  private record Asked(Sources sources, List<Meter> meters, Overview overview) {}

  /** Counts the agents. This process may not write to the journal yet; others may. Blocks. */
  public Telemetry(Store store, TelemetryConfig config, InstantSource clock) {
    this.clock = clock;
    Capped models = new Capped(config.maxNames());
    this.journalFigures = new JournalFigures(models);
    this.calls = new CallFigures(models, new Capped(config.maxNames()));
    this.spent = new SpentToday(store, clock);
    this.standings = new Standings(store, running, config.stuckSeconds(), clock);
    this.history = new StateHistory(agents::now, clock);
    store.onWritten(rows -> rows.forEach(journalFigures::hear));
    store.onDurable(this::hear);
    agents.begin(store.agentsByState());
  }

  /** What stands in the journal now, whoever has written it. */
  private void hear(List<Journal.Recorded> rows) {
    if (agents.isBegun()) {
      history.note();
    }
    for (Journal.Recorded row : rows) {
      agents.hear(row);
      running.hear(row);
      missed.hear(row);
    }
  }

  /** To be put round models. */
  public Watch models() {
    return (provider, name, model) -> new WatchedModel(provider, name, model, calls);
  }

  /** The same tools, watched. */
  public Tools watching(Tools tools) {
    return new WatchedTools(tools, calls);
  }

  public CallListener rpc() {
    return calls;
  }

  public CommitListener commits() {
    return calls;
  }

  public Consumer<Duration> alarms() {
    return calls::alarmRang;
  }

  /** From now on can tell how everything stands, beside what was counted. */
  public void ask(Sources sources) {
    List<Meter> meters = new ArrayList<>(new Levels(sources, standings, spent, clock).meters());
    meters.addAll(JvmLevels.meters());
    meters.add(Gauge.of("reveille_agents", "Agents, by state.", "state", this::byState));
    meters.addAll(journalFigures.meters());
    meters.addAll(calls.meters());
    asked =
        new Asked(
            sources,
            List.copyOf(meters),
            new Overview(sources, standings, agents, missed, spent, clock));
  }

  private List<Metric.Sample> byState() {
    List<Metric.Sample> samples = new ArrayList<>();
    agents.now().forEach((state, n) -> samples.add(new Metric.Value(List.of(Words.of(state)), n)));
    return samples;
  }

  /** All metrics. Blocks while the store is read; what it does not answer is left out. */
  public List<Metric> metrics() {
    return asked().meters().stream().map(Meter::read).toList();
  }

  /** The same for a scraper. */
  public Page page(@Nullable String accept) {
    return Exposition.page(metrics(), accept);
  }

  /** What a person looks at first. Blocks while the store is read. */
  public Overview.Now overview() {
    return asked().overview().now();
  }

  /** How many agents were in each state, the oldest first. */
  public List<StateHistory.Sample> history() {
    return history.samples();
  }

  private Asked asked() {
    Asked known = asked;
    if (known == null) {
      throw new IllegalStateException("the server has not started yet");
    }
    return known;
  }
}
