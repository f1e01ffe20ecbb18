package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Recorder;
import dev.reveille.engine.Tokens;
import dev.reveille.engine.Views;
import dev.reveille.server.config.LimitsConfig;
import dev.reveille.server.config.ServerLimits;
import dev.reveille.server.json.WireType;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts all methods of the control protocol together. */
public final class Methods {
  private Methods() {}

  /**
   * What the methods speak for.
   *
   * @param cluster null: this server is alone
   * @param store which kind it is and where, for people
   * @param checks how the parts of the server are, asked at each call
   * @param eventIds ids for events, and keys for notes, that come without one, never the same twice
   * @param recorder takes tasks out of the journal, to be replayed with {@code outside}
   * @param sizes how much may be given with a task
   * @param telemetry hears of the calls, too
   */
  public record Parts(
      Engine engine,
      @Nullable Cluster cluster,
      Journal journal,
      Views views,
      Tokens tokens,
      DefinitionCatalog catalog,
      InstantSource clock,
      String version,
      Map<String, Object> store,
      Supplier<List<HealthCheck>> checks,
      Supplier<String> eventIds,
      Recorder recorder,
      Outside outside,
      LimitsConfig sizes,
      Telemetry telemetry) {}

  public static Rpc rpc(Parts parts, ServerLimits limits) {
    AtomicReference<Rpc> built = new AtomicReference<>();
    Rpc.Builder rpc =
        Rpc.builder(limits)
            .listener(parts.telemetry().rpc())
            .type(new WireType<>(AgentId.class, "an agentId", AgentId::new))
            .type(new WireType<>(TaskId.class, "a taskId", TaskId::parse))
            .type(new WireType<>(MailId.class, "a mailId", MailId::parse));
    Instant startedAt = parts.clock().instant();
    ServerMethods.Facts facts =
        new ServerMethods.Facts(
            parts.version(),
            startedAt,
            parts.clock(),
            parts.store(),
            limits,
            parts.sizes(),
            parts.checks());
    Nodes nodes = new Nodes(parts.engine(), parts.cluster());
    nodes.register(rpc);
    new AgentMethods(parts.engine(), nodes, parts.views(), parts.catalog(), parts.clock())
        .register(rpc);
    new TaskMethods(
            parts.engine(),
            parts.journal(),
            parts.views(),
            parts.clock(),
            new Images(parts.sizes()))
        .register(rpc);
    new ScheduleMethods(parts.engine(), parts.journal(), parts.views()).register(rpc);
    Publisher publisher = new Publisher(parts.engine(), parts.views());
    new EventMethods(parts.engine(), parts.journal(), parts.views(), publisher, parts.eventIds())
        .register(rpc);
    new NoteMethods(parts.engine(), parts.views(), parts.eventIds()).register(rpc);
    new MailMethods(parts.engine(), parts.journal(), parts.views(), parts.clock()).register(rpc);
    new DeadLetterMethods(parts.engine(), parts.journal(), parts.views(), publisher).register(rpc);
    new ApprovalMethods(parts.engine(), parts.journal(), parts.views()).register(rpc);
    new ReplayMethods(parts.engine(), parts.recorder(), parts.outside()).register(rpc);
    new HistoryMethods(parts.engine(), parts.journal()).register(rpc);
    new WatchMethods(parts.engine(), parts.tokens(), parts.clock()).register(rpc);
    new TelemetryMethods(parts.telemetry()).register(rpc);
    new ServerMethods(parts.engine(), nodes, facts, built::get).register(rpc);
    Rpc all = rpc.build();
    built.set(all);
    return all;
  }
}
