package dev.reveille.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Agents that are told anything at any time. Whatever comes, no decision throws, the fold of what
 * was recorded is the state, and {@code nextWake} is neither too early nor too late.
 */
class RandomWalkTest {
  private static final int WALKS = 40;
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void holdsWhateverComes(long seed) {
    for (int walk = 0; walk < WALKS; walk++) {
      long walkSeed = seed * 1_000_000 + walk;
      try {
        new Walk(walkSeed).go();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("walk of seed " + walkSeed, e);
      }
    }
  }

  private static final class Walk {
    private final SplittableRandom random;
    private final Set<Long> ended = new HashSet<>();
    private Agent agent = Agent.absent(new AgentId("a"));
    private Instant now = Scene.START;

    Walk(long seed) {
      random = new SplittableRandom(seed);
    }

    void go() {
      for (int i = 0; i < STEPS; i++) {
        now =
            now.plusMillis(
                random.nextInt(4) == 0 ? random.nextLong(400_000) : random.nextLong(500));
        append();
        checkState();
        checkNextWake();
      }
    }

    /** Some commands decided together, as a cell does. */
    private void append() {
      Agent before = agent;
      List<Entry> entries = new ArrayList<>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        Command command = command();
        Decision decision = agent.decide(command, new Moment(now, random.nextDouble()));
        if (decision instanceof Decision.Accepted accepted) {
          assertThat(agent.apply(accepted.entries(), now))
              .as("%s", command)
              .isEqualTo(accepted.after());
          agent = accepted.after();
          entries.addAll(accepted.entries());
        }
      }
      agent = agent.asOneStepFrom(before, now);
      assertThat(before.apply(entries, now)).isEqualTo(agent);
      for (Entry entry : entries) {
        if (entry instanceof Entry.TaskEnded end) {
          assertThat(ended.add(end.task())).as("task %s ends once", end.task()).isTrue();
        }
      }
    }

    private void checkState() {
      assertThat(agent.why(now)).isNotBlank();
      AgentConfig config = agent.config();
      assertThat(agent.deadLetters()).hasSizeLessThanOrEqualTo(config.deadLetterLimit());
      assertThat(agent.keys().byKey()).hasSameSizeAs(agent.keys().byTask());
      assertThat(agent.keys().byKey()).hasSizeLessThanOrEqualTo(config.idempotencyKeyLimit());
      Set<Long> withEffects = new HashSet<>();
      agent.effects().forEach(e -> withEffects.add(e.task()));
      for (Task task : agent.tasks()) {
        assertThat(withEffects.contains(task.seq())).as("%s", task).isEqualTo(task.isRunning());
        assertThat(task.state().isTerminal()).isFalse();
        assertThat(task.attempt()).isLessThanOrEqualTo(task.maxAttempts());
        assertThat(task.crashes()).isLessThan(config.poisonAfter());
        assertThat(task.isRunning() == (task.runSince() != null)).as("%s", task).isTrue();
        if (task.state() == TaskState.WAITING) {
          assertThat(task.rests() || task.notBefore() != null).as("%s", task).isTrue();
        }
      }
      assertThat(new HashSet<>(agent.effects())).hasSameSizeAs(agent.effects());
    }

    private void checkNextWake() {
      if (!agent.exists()) {
        assertThat(agent.nextWake(now)).isEmpty();
        return;
      }
      Instant end = agent.nextWake(now).map(Wake::at).orElse(now.plus(Duration.ofDays(365)));
      for (Instant early : between(end)) {
        assertThat(tick(early).entries())
            .as("too late: something is due at %s, not at %s", early, end)
            .isEmpty();
        assertThat(ready(early))
            .as("too late: something may start at %s", early)
            .isEqualTo(ready(now));
      }
      if (agent.nextWake(now).isPresent()) {
        Instant then = end.isBefore(now) ? now : end;
        boolean changes = !tick(then).entries().isEmpty() || !agent.startable(then).isEmpty();
        assertThat(changes).as("too early: nothing is due at %s", agent.nextWake(now)).isTrue();
      }
    }

    private List<Instant> between(Instant end) {
      long millis = Duration.between(now, end).toMillis();
      return millis <= 1
          ? List.of()
          : List.of(
              now.plusMillis(1), now.plusMillis(random.nextLong(1, millis)), end.minusMillis(1));
    }

    /** Whether there is anything to start; which goes first may change with age. */
    private boolean ready(Instant at) {
      return !agent.startable(at).isEmpty();
    }

    private Decision.Accepted tick(Instant at) {
      return (Decision.Accepted) agent.decide(new Command.Tick(), new Moment(at, 0.5));
    }

    // ── any command ──────────────────────────────────────────────────────────────────────────

    private Command command() {
      int kind = random.nextInt(100);
      if (!agent.exists() || kind == 0) {
        return new Command.Create(
            "d", null, AgentConfig.STANDARD.with(patch()), random.nextInt(5) > 0);
      }
      return kind < 40 ? client(kind) : kind < 65 ? engine() : result();
    }

    private Command client(int kind) {
      return switch (kind) {
        case 1 -> random.nextInt(4) == 0 ? new Command.Delete() : new Command.Update(patch());
        case 2, 3, 4, 5 -> new Command.Start();
        case 6 -> new Command.Stop(random.nextBoolean());
        case 7, 8 -> new Command.FallAsleep(new Sleep(instant(), List.of(), null, null, ""));
        case 9, 10 -> new Command.Wake("because");
        case 11 -> new Command.Cancel(task(), "no");
        case 12, 13, 14 -> new Command.Steer(task(), "hey");
        case 15 -> new Command.Redrive(task(), spec());
        case 16 -> new Command.Discard(task(), "no");
        default -> new Command.Submit(spec());
      };
    }

    private Command engine() {
      int kind = random.nextInt(10);
      return kind < 6
          ? new Command.Begin(1 + random.nextInt(4))
          : kind < 9 ? new Command.Tick() : new Command.Interrupt(pick(Interruption.values()));
    }

    /** Mostly of an effect that is under way, sometimes of another. */
    private Command result() {
      List<Effect> effects = agent.effects();
      if (effects.isEmpty() || random.nextInt(10) == 0) {
        return result(new Effect.CallModel(task(), random.nextInt(4), random.nextInt(4)));
      }
      return result(effects.get(random.nextInt(effects.size())));
    }

    private Command result(Effect effect) {
      return switch (effect) {
        case Effect.CallModel e when random.nextInt(4) == 0 ->
            new Command.CallFailed(
                e.task(),
                e.run(),
                e.step(),
                new Failure(pick(Failure.Kind.values()), "oh"),
                random.nextBoolean() ? null : Duration.ofMillis(random.nextLong(100_000)));
        case Effect.CallModel e -> reply(e);
        case Effect.CallTool e when random.nextInt(3) == 0 ->
            new Command.ToolRests(
                e.task(), e.run(), e.callId(), now.plusMillis(random.nextLong(-1000, 100_000)), "");
        case Effect.CallTool e ->
            new Command.ToolDone(e.task(), e.run(), e.callId(), random.nextBoolean(), "so");
      };
    }

    private Command reply(Effect.CallModel e) {
      List<ToolCall> calls = new ArrayList<>();
      List<ToolPolicy> policies = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        calls.add(new ToolCall("c" + n, "tool", "{}"));
        policies.add(pick(ToolPolicy.values()));
      }
      ModelReply reply =
          new ModelReply("so", "", calls, new Usage(1, 1), pick(ModelReply.Finish.values()));
      return new Command.ReplyArrived(e.task(), e.run(), e.step(), reply, policies);
    }

    private TaskSpec spec() {
      return new TaskSpec(
          "go",
          pick(Priority.values()),
          random.nextInt(3) == 0 ? "t" + random.nextInt(2) : null,
          random.nextInt(3) == 0 ? instant() : null,
          random.nextInt(3) == 0 ? instant() : null,
          random.nextInt(3) == 0 ? Duration.ofMillis(1 + random.nextLong(100_000)) : null,
          random.nextBoolean() ? null : 1 + random.nextInt(3),
          null,
          random.nextInt(3) == 0 ? "k" + random.nextInt(20) : null,
          "client");
    }

    private ConfigPatch patch() {
      return Say.Patch.with()
          .maxConcurrentTasks(1 + random.nextInt(3))
          .wakeOnPriority(pick(Priority.values()))
          .queueLimit(3 + random.nextInt(10))
          .maxSteps(2 + random.nextInt(5))
          .patienceSeconds(random.nextInt(4))
          .deadLetterLimit(5)
          .idempotencyKeyLimit(5)
          .done();
    }

    private Instant instant() {
      return now.plusNanos(random.nextLong(-10_000_000_000L, 200_000_000_000L));
    }

    private long task() {
      List<Task> open = agent.tasks().stream().toList();
      return open.isEmpty() || random.nextInt(4) == 0
          ? 1 + random.nextLong(agent.seq() + 2)
          : open.get(random.nextInt(open.size())).seq();
    }

    private <T> T pick(T[] values) {
      return values[random.nextInt(values.length)];
    }
  }
}
