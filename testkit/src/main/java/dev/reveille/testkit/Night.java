package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.engine.Answer;
import dev.reveille.engine.EngineByHand;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Telling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * A night in fast motion: 50 agents on the real engine through a week of simulated time, with
 * outages, storms of refusals, tools that hang, and agents that do what nobody wants. {@code ./dev
 * night [--seed N] [--report FILE]}
 */
public final class Night {
  /** A Monday. */
  static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

  static final Instant END = START.plus(Duration.ofDays(7));

  /** After the week nothing new comes, and what is left must come to its end in so long. */
  static final Duration TAIL = Duration.ofHours(12);

  static final Duration TOOL_TIMEOUT = Duration.ofMinutes(2);

  private static final EngineConfig CONFIG =
      new EngineConfig(
          20,
          30,
          10_000,
          Duration.ofSeconds(10),
          200,
          Duration.ofMinutes(10),
          1_000,
          Telling.STANDARD,
          TOOL_TIMEOUT,
          Duration.ofSeconds(20));

  private final Chance chance;
  private final MemoryJournal journal = new MemoryJournal();
  private final PriorityQueue<Act> acts =
      new PriorityQueue<>(Comparator.comparing(Act::at).thenComparing(Act::number));
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private final NightProvider provider;
  private Instant now = START;
  private EngineByHand engine;
  private long acted;
  private int lives;

  /** Something that happens at an instant. */
  private record Act(Instant at, long number, Runnable what) {}

  private Night(long seed) {
    this.chance = new Chance(seed);
    this.provider = new NightProvider(this);
    this.engine = process();
  }

  /** Lives through the week of a seed. */
  static NightReport run(long seed) {
    Night night = new Night(seed);
    NightCast cast = new NightCast(night);
    cast.enter();
    night.live(END.plus(TAIL));
    return new NightReport(seed, night, cast);
  }

  public static void main(String[] args) throws IOException {
    List<String> words = Arrays.asList(args);
    long began = System.nanoTime();
    long seed = Long.parseLong(Sim.word(words, "--seed", "1"));
    NightReport report = run(seed);
    String file = Sim.word(words, "--report", "");
    if (!file.isEmpty()) {
      Files.writeString(Path.of(file), report.text());
    }
    System.out.println(report.text());
    System.out.printf("It took %.1f s.%n", (System.nanoTime() - began) / 1e9);
    report.wrong().forEach(wrong -> System.out.println("WRONG: " + wrong));
    System.exit(report.wrong().isEmpty() ? 0 : 1);
  }

  // ── time ───────────────────────────────────────────────────────────────────────────────────

  private void live(Instant end) {
    while (now.isBefore(end)) {
      settle();
      Act next = acts.peek();
      Instant alarm = engine.nextAlarm();
      Instant until = alarm.isAfter(now) ? alarm : engine.looksAt();
      until = next != null && next.at.isBefore(until) ? next.at : until;
      now = until.isBefore(end) ? until : end;
      while (next != null && !next.at.isAfter(now)) {
        acts.remove().what.run();
        next = acts.peek();
      }
    }
    settle();
  }

  private void settle() {
    boolean more = true;
    while (more) {
      more = false;
      for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
        turn.run();
        more = true;
      }
      if (engine.postIsBusy()) {
        engine.lookAtPost();
        more = true;
      }
      if (engine.wantsToLook(now)) {
        engine.lookAtClock();
        more = true;
      }
    }
    RuntimeException bug = engine.lastBug();
    if (bug != null) {
      throw new IllegalStateException("a turn failed at " + now, bug);
    }
  }

  Instant now() {
    return now;
  }

  void at(Instant instant, Runnable what) {
    acts.add(new Act(instant, acted++, what));
  }

  void after(Duration time, Runnable what) {
    at(now.plus(time), what);
  }

  // ── the process ────────────────────────────────────────────────────────────────────────────

  private EngineByHand process() {
    lives++;
    return new EngineByHand(
        journal,
        null,
        journal,
        journal,
        provider.hands(lives),
        turns::add,
        () -> now,
        chance.another(),
        CONFIG);
  }

  /** It is killed, and the next one starts at once. */
  void crash() {
    turns.clear();
    engine = process();
  }

  /** Which process that is, from 1. */
  int lives() {
    return lives;
  }

  void hibernate() {
    engine.hibernate(now, Duration.ofSeconds(10));
  }

  void tell(AgentId agent, Command command, Consumer<Answer.Done> done) {
    engine.tell(
        agent,
        command,
        answer -> {
          if (answer instanceof Answer.Done d) {
            done.accept(d);
          } else {
            throw new IllegalStateException(agent + " refused " + command + ": " + answer);
          }
        });
  }

  // ── what is in it ──────────────────────────────────────────────────────────────────────────

  Chance chance() {
    return chance;
  }

  MemoryJournal journal() {
    return journal;
  }

  NightProvider provider() {
    return provider;
  }
}
