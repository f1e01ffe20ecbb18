package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Moment;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.testkit.RandomHistory.Step;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/**
 * How many appends a second the store makes durable, and how many raw SQLite does with the same
 * rows in the same groups but without heads, receipts, JSON and query tables. Each agent works
 * through two-step tasks, four appends each, and waits for one to be durable before it hands over
 * the next.
 *
 * <p>{@code StoreSpeed FOLDER [SCALE [AGENTS ...]]}
 */
public final class StoreSpeed {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final Path folder;
  private final int agents;
  private final int appends;
  private long writerNanos;
  private long callerNanos;
  private long rawNanos;

  private StoreSpeed(Path folder, int agents, int appends) {
    this.folder = folder;
    this.agents = agents;
    this.appends = appends;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int scale = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    List<Integer> agents = new ArrayList<>();
    for (int i = 2; i < args.length; i++) {
      agents.add(Integer.valueOf(args[i]));
    }
    if (agents.isEmpty()) {
      agents.addAll(List.of(1, 16, 256, 10_000));
    }
    new StoreSpeed(folder, 256, 40_000).run(false);
    for (int n : agents) {
      new StoreSpeed(folder, n, scale * (n == 1 ? 10_000 : n == 16 ? 60_000 : 200_000)).run(true);
    }
  }

  private void run(boolean report) throws Exception {
    List<Queue<Step>> work = work();
    delete();
    Files.createDirectories(folder);
    List<List<Journal.Recorded>> groups = new ArrayList<>();
    double ours = ours(work, groups);
    delete();
    Files.createDirectories(folder);
    double raw = raw(groups);
    if (report) {
      System.out.printf(
          "%,6d agents: %,8.0f appends/s, raw %,8.0f, ratio %.2f, %.0f appends a group;"
              + " CPU µs an append: writer %.1f, callers %.1f, raw %.1f%n",
          agents,
          ours,
          raw,
          ours / raw,
          (double) appends / groups.size(),
          writerNanos / 1e3 / appends,
          callerNanos / 1e3 / appends,
          rawNanos / 1e3 / appends);
    }
    delete();
  }

  private void delete() throws Exception {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  // ── what is written ────────────────────────────────────────────────────────────────────────

  private List<Queue<Step>> work() {
    List<Queue<Step>> work = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      Queue<Step> steps = new ArrayDeque<>();
      Agent agent = Agent.absent(new AgentId("agent-%05d".formatted(i)));
      agent = step(steps, agent, new Command.Create("d", null, AgentConfig.STANDARD, true));
      while (steps.size() < appends / agents) {
        agent = task(steps, agent);
      }
      work.add(steps);
    }
    return work;
  }

  private Agent task(Queue<Step> steps, Agent before) {
    String prompt = "Look at the logs of the machine and say what is wrong with it, in a sentence.";
    Agent agent =
        step(steps, before, new Command.Submit(TaskSpec.of(prompt)), new Command.Begin(1));
    long task = agent.tasks().iterator().next().seq();
    ToolCall call = new ToolCall("call-1", "system_health", "{\"what\":\"disk\"}");
    ModelReply asks =
        new ModelReply("", "", List.of(call), new Usage(40, 9), ModelReply.Finish.TOOL_CALLS);
    ModelReply says =
        new ModelReply("All is well.", "", List.of(), new Usage(60, 4), ModelReply.Finish.STOP);
    List<ToolPolicy> policies = List.of(ToolPolicy.READ_ONLY);
    agent = step(steps, agent, new Command.ReplyArrived(task, 1, 1, asks, policies));
    agent = step(steps, agent, new Command.ToolDone(task, 1, "call-1", false, "disk 41 % used"));
    return step(steps, agent, new Command.ReplyArrived(task, 1, 2, says, List.of()));
  }

  private static Agent step(Queue<Step> steps, Agent before, Command... commands) {
    Instant at = T0.plusMillis(before.seq());
    List<dev.reveille.core.Entry> entries = new ArrayList<>();
    Agent agent = before;
    for (Command command : commands) {
      Decision decision = agent.decide(command, new Moment(at, 0.5));
      if (!(decision instanceof Decision.Accepted a)) {
        throw new IllegalStateException(command + ": " + decision);
      }
      entries.addAll(a.entries());
      agent = a.after();
    }
    Agent after = before.apply(entries, at);
    steps.add(new Step(before, List.copyOf(entries), at, after));
    return after;
  }

  // ── ours ───────────────────────────────────────────────────────────────────────────────────

  private double ours(List<Queue<Step>> work, List<List<Journal.Recorded>> groups)
      throws Exception {
    BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
    long total = work.stream().mapToLong(Queue::size).sum();
    try (SqliteStore store = SqliteStore.open(folder, config(), InstantSource.system())) {
      store.onDurable(groups::add);
      long cpuBefore = cpu(Thread.currentThread());
      long start = System.nanoTime();
      for (int i = 0; i < agents; i++) {
        append(store, work.get(i), i, ready);
      }
      List<Integer> batch = new ArrayList<>();
      for (long done = 0; done < total; ) {
        batch.add(ready.take());
        ready.drainTo(batch);
        for (int i : batch) {
          append(store, work.get(i), i, ready);
        }
        done += batch.size();
        batch.clear();
      }
      store.busy("", 1); // the query tables too
      callerNanos = cpu(Thread.currentThread()) - cpuBefore;
      writerNanos = cpu(thread("reveille-journal"));
      return total / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static void append(
      SqliteStore store, Queue<Step> steps, int agent, BlockingQueue<Integer> ready) {
    Step step = steps.poll();
    if (step == null) {
      return;
    }
    Journal.Receipt receipt =
        new Journal.Receipt() {
          @Override
          public void durable(long position) {
            ready.add(agent);
          }

          @Override
          public void refused(Journal.Refusal refusal) {
            throw new IllegalStateException(refusal.toString());
          }
        };
    store.append(
        new Journal.Append(
            step.before().id(),
            step.before().seq(),
            step.at(),
            step.entries(),
            step.before(),
            step.after(),
            receipt));
  }

  /** The standard limits, or other ones for the query tables: -Dappends=N -Dmillis=N. */
  private static StoreConfig config() {
    StoreConfig s = StoreConfig.STANDARD;
    return new StoreConfig(
        s.groupAppends(),
        s.groupBytes(),
        s.queueAppends(),
        s.queueBytes(),
        Integer.getInteger("appends", s.projectAfterAppends()),
        Duration.ofMillis(Long.getLong("millis", s.projectAfter().toMillis())),
        s.readers(),
        s.queueReads(),
        s.heads(),
        s.snapshotAfter(),
        Integer.getInteger("wal", s.walPages()),
        s.maxSkew(),
        s.retention());
  }

  private static Thread thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long cpu(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
  }

  // ── raw ────────────────────────────────────────────────────────────────────────────────────

  private double raw(List<List<Journal.Recorded>> groups) throws SQLException {
    List<byte[]> bodies = new ArrayList<>();
    groups.forEach(group -> group.forEach(row -> bodies.add(Json.entries(row.entries()))));
    try (Sql sql = Sql.writer(folder.resolve(SqliteStore.FILE), StoreConfig.STANDARD)) {
      Schema.migrate(sql);
      long cpuBefore = cpu(Thread.currentThread());
      long start = System.nanoTime();
      int next = 0;
      for (List<Journal.Recorded> group : groups) {
        sql.begin();
        for (Journal.Recorded row : group) {
          insert(sql, row, bodies.get(next++));
        }
        sql.commit();
      }
      rawNanos = cpu(Thread.currentThread()) - cpuBefore;
      return next / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static void insert(Sql sql, Journal.Recorded row, byte[] body) throws SQLException {
    var s =
        sql.prepare(
            """
            INSERT INTO journal
              (position, agent_id, seq, entry_count, at_ms, state_before, state_after, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """);
    s.setLong(1, row.position());
    s.setString(2, row.agent().value());
    s.setLong(3, row.seq());
    s.setInt(4, row.entries().size());
    s.setLong(5, row.at().toEpochMilli());
    s.setObject(6, row.before() == null ? null : row.before().ordinal());
    s.setObject(7, row.after() == null ? null : row.after().ordinal());
    s.setBytes(8, body);
    s.executeUpdate();
  }
}
