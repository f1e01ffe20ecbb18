package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Answer;
import dev.reveille.engine.EngineByHand;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import dev.reveille.engine.Models;
import dev.reveille.engine.Telling;
import dev.reveille.models.ProviderConfig.Kind;
import dev.reveille.postgres.LocalPort;
import dev.reveille.testkit.MemoryJournal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Outages of hours: the real engine, the real way to a provider and real HTTP; only the clock is
 * not real, so that hours last seconds.
 */
@Timeout(300)
class OutageTest {
  private static final Instant START = Instant.parse("2026-11-22T18:00:00Z");
  private static final int TASKS = 5;

  /** In our time; the provider's silence itself is real and short. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

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
          Duration.ofMinutes(2),
          Duration.ofSeconds(20));

  /** How a provider is out. */
  enum Out {
    REFUSED(0),
    BAD_GATEWAY(1),
    SILENT(SILENCE.toSeconds());

    private final long seconds;

    Out(long seconds) {
      this.seconds = seconds;
    }

    void answer(FakeProvider.Wire wire) throws IOException {
      switch (this) {
        case REFUSED -> throw new IllegalStateException("nobody listens");
        case BAD_GATEWAY -> wire.plain(502, "", "<html>Bad Gateway</html>");
        case SILENT -> wire.awaitClose();
      }
    }
  }

  private record Act(Instant at, long number, Runnable what) {}

  private final int port = LocalPort.claim();
  private final MemoryJournal journal = new MemoryJournal();
  private final Deque<Runnable> turns = new ArrayDeque<>();
  private final PriorityQueue<Act> acts =
      new PriorityQueue<>(Comparator.comparing(Act::at).thenComparing(Act::number));
  private final Providers providers =
      new Providers(
          new ModelsConfig(List.of(provider()), Optional.empty(), Optional.empty()),
          name -> Optional.empty(),
          () -> this.now);
  private final EngineByHand engine =
      new EngineByHand(
          journal,
          null,
          journal,
          journal,
          (agent, effect, talk, result) -> call((Effect.CallModel) effect, result),
          turns::add,
          () -> this.now,
          new Random(7),
          CONFIG);
  private volatile Instant now = START;
  private volatile boolean isBack;
  private long acted;
  private int calls;
  private Duration takes = Duration.ZERO;
  private List<String> models = List.of("local:m");

  private ProviderConfig provider() {
    var settings = new ModelSettings(null, null, null, null, null, Duration.ofMillis(200), null);
    return new ProviderConfig(
        "local",
        Kind.OPENAI,
        Optional.of("http://127.0.0.1:" + port + "/v1"),
        Optional.empty(),
        List.of(),
        10_000,
        false,
        settings,
        Limits.STANDARD);
  }

  @AfterEach
  void close() {
    providers.close();
    journal.close();
  }

  /**
   * Nothing is lost, no attempt is burnt, and it goes on within minutes of the provider's return.
   */
  @ParameterizedTest
  @EnumSource
  void aNightOfItIsWaitedFor(Out out) throws Exception {
    Instant back = START.plus(Duration.ofHours(4));
    takes = Duration.ofSeconds(out.seconds);
    AgentId agent = new AgentId("worker");
    send(agent);
    FakeProvider provider = out == Out.REFUSED ? null : provider(out);
    live(back);
    assertThat(why(agent)).contains("waits for its provider until", "in all for");
    assertThat(entries(Entry.TaskSucceeded.class)).isEmpty();
    assertThat(calls).as("calls that went out, of all tasks").isBetween(40, 80);
    assertThat(entries(Entry.TaskDeferred.class).size()).as("waits").isLessThan(TASKS * 80);
    takes = Duration.ofSeconds(1);
    isBack = true;
    try (FakeProvider well = provider == null ? provider(out) : provider) {
      live(back.plus(Duration.ofMinutes(8)));
      assertThat(well.received).isNotEmpty();
    }
    assertThat(entries(Entry.TaskSucceeded.class)).hasSize(TASKS);
    assertThat(entries(Entry.TaskRetrying.class)).isEmpty();
    assertThat(entries(Entry.TaskStarted.class)).allMatch(started -> started.attempt() == 1);
    assertThat(providers.health().getFirst().ok()).isTrue();
  }

  /** Another one is there: nobody waits. */
  @Test
  void theNextModelIsAskedAtOnce() {
    models = List.of("local:m", "rehearsal");
    send(new AgentId("worker"));
    live(START.plusSeconds(10));
    assertThat(entries(Entry.TaskSucceeded.class)).hasSize(TASKS);
    assertThat(entries(Entry.TaskDeferred.class)).isEmpty();
  }

  private FakeProvider provider(Out out) throws IOException {
    return new FakeProvider(
        port,
        wire -> {
          if (isBack) {
            wire.open().text("ok").finish("stop").done();
          } else {
            out.answer(wire);
          }
        });
  }

  private void send(AgentId agent) {
    tell(agent, new Command.Create("worker", null, AgentConfig.STANDARD, true));
    for (int i = 0; i < TASKS; i++) {
      tell(agent, new Command.Submit(TaskSpec.of("SAY " + i)));
    }
  }

  private void tell(AgentId agent, Command command) {
    engine.tell(agent, command, answer -> assertThat(answer).isInstanceOf(Answer.Done.class));
    settle();
  }

  private Runnable call(Effect.CallModel call, Consumer<Command> result) {
    Instant before = now;
    Command command;
    try {
      Models.Choice choice = providers.find(models);
      ModelReply reply = choice.model().call(Requests.prompt("hello"), Sink.NONE);
      command = new Command.ReplyArrived(call.task(), call.run(), call.step(), reply, List.of());
    } catch (ModelException e) {
      Duration later = e.retryAfter().orElse(null);
      command =
          new Command.CallFailed(
              call.task(), call.run(), call.step(), e.failure(), later, e.isCharged());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Command outcome = command;
    boolean went =
        !(outcome instanceof Command.CallFailed f
            && f.failure().message().contains("is not asked"));
    calls += went ? 1 : 0;
    acts.add(
        new Act(before.plus(went ? takes : Duration.ZERO), acted++, () -> result.accept(outcome)));
    return () -> {};
  }

  private void live(Instant end) {
    while (now.isBefore(end)) {
      settle();
      Act next = acts.peek();
      Instant alarm = engine.nextAlarm();
      Instant until = alarm.isAfter(now) ? alarm : engine.looksAt();
      until = next != null && next.at.isBefore(until) ? next.at : until;
      now = until.isBefore(end) ? until : end;
      for (; next != null && !next.at.isAfter(now); next = acts.peek()) {
        acts.remove().what.run();
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
      if (engine.wantsToLook(now)) {
        engine.lookAtClock();
        more = true;
      }
    }
    assertThat(engine.lastBug()).isNull();
  }

  private String why(AgentId id) {
    List<String> why = new ArrayList<>();
    engine.look(
        id,
        answer -> {
          Agent agent = ((Answer.Done) answer).agent();
          why.add(agent.why(now, ""));
        });
    settle();
    return why.getFirst();
  }

  private <E extends Entry> List<E> entries(Class<E> kind) {
    List<E> found = new ArrayList<>();
    for (Journal.Recorded row : journal.readAfter(0, Integer.MAX_VALUE)) {
      row.entries().stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
    }
    return found;
  }
}
