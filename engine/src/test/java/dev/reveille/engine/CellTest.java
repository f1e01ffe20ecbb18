package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Effect;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One cell at work, turn by turn on this thread. */
class CellTest {
  private static final AgentId A = new AgentId("a");
  private static final AgentId B = new AgentId("b");

  private final FakeJournal journal = new FakeJournal();
  private final Queue<Runnable> turns = new ArrayDeque<>();
  private final Map<Effect, Consumer<Command>> effects = new LinkedHashMap<>();
  private final List<Answer> answers = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private boolean effectsBreak;
  private final Engine engine =
      new Engine(
          journal,
          (event, after, limit) -> List.of(),
          this::start,
          turns::add,
          () -> now,
          new Random(1),
          config(1));

  private static EngineConfig config(int maxRunning) {
    EngineConfig c = EngineConfig.STANDARD;
    return new EngineConfig(
        maxRunning,
        c.maxLiveCells(),
        c.maxOrders(),
        c.hibernateAfter(),
        c.snapshotEvery(),
        c.alarmHorizon(),
        c.feedRing(),
        c.maxMessages(),
        c.toolTimeout(),
        c.drain());
  }

  private Effects.UnderWay start(
      Agent agent, Effect effect, Conversation said, Consumer<Command> result) {
    if (effectsBreak) {
      throw new IllegalStateException("an effect that cannot begin");
    }
    effects.put(effect, result);
    return () -> effects.remove(effect);
  }

  private void run() {
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.run();
    }
  }

  private void commit() {
    run();
    while (!journal.onTheirWay.isEmpty()) {
      journal.commit();
      run();
    }
  }

  private void tell(AgentId agent, Command command) {
    engine.tell(agent, command, answers::add);
  }

  private static Command create() {
    return new Command.Create("d", null, AgentConfig.STANDARD, true);
  }

  private static Command submit() {
    return new Command.Submit(TaskSpec.of("go"));
  }

  private void answerModel() {
    Effect.CallModel call = (Effect.CallModel) effects.keySet().iterator().next();
    ModelReply reply = new ModelReply("x", "", List.of(), Usage.NONE, ModelReply.Finish.STOP);
    Consumer<Command> result = effects.get(call);
    effects.remove(call);
    if (result == null) {
      throw new AssertionError(call + " is not under way");
    }
    result.accept(new Command.ReplyArrived(call.task(), call.run(), call.step(), reply, List.of()));
  }

  @Test
  void answersAndEffectsLeaveWhenTheirEntriesAreDurable() {
    tell(A, create());
    tell(A, submit());
    run();
    assertThat(answers).isEmpty();
    assertThat(effects).isEmpty();
    commit();
    assertThat(answers).hasSize(2).allMatch(a -> a instanceof Answer.Done);
    assertThat(effects.keySet()).containsExactly(new Effect.CallModel(2, 1, 1));
  }

  @Test
  void aFencedClientsCommandIsDecidedAgain() {
    tell(A, create());
    run();
    journal.refuse(Journal.Refusal.Reason.FENCED);
    commit();
    assertThat(answers).hasSize(1).allMatch(a -> a instanceof Answer.Done);
  }

  @Test
  void whatTheStoreCannotTakeIsNotAcknowledged() {
    tell(A, create());
    run();
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    assertThat(answers)
        .containsExactly(new Answer.Refused(Decision.Code.UNAVAILABLE, "refused by the test"));
  }

  /** More than one batch of them waits behind an append, and none leaves an append of its own. */
  @Test
  void everyRefusalIsAnswered() {
    tell(A, create());
    run();
    for (int i = 0; i < 1_000; i++) {
      tell(A, create());
    }
    run();
    journal.commit();
    run();
    assertThat(answers).hasSize(1_001);
  }

  @Test
  void aPlaceGrantedAfterItLeftMemoryIsTaken() {
    tell(A, create());
    tell(B, create());
    tell(A, submit());
    commit();
    tell(B, submit());
    commit();
    assertThat(effects).as("there is one place, and a has it").hasSize(1);
    now = now.plus(Duration.ofMinutes(1));
    engine.hibernateIdle();
    commit();
    answerModel();
    commit();
    assertThat(effects.keySet()).containsExactly(new Effect.CallModel(2, 1, 1));
    answerModel();
    commit();
    assertThat(effects).isEmpty();
    assertThat(engine.load().running()).isZero();
  }

  @Test
  void aBugInADecisionIsToldToWhoAsked() {
    tell(A, create());
    commit();
    answers.clear();
    tell(A, submit());
    tell(A, bug());
    tell(A, submit());
    commit();
    assertThat(answers).hasSize(3).allMatch(a -> a instanceof Answer.Refused);
    tell(A, submit());
    commit();
    assertThat(answers).hasSize(4);
    assertThat(answers.getLast()).isInstanceOf(Answer.Done.class);
  }

  /** Stands for any command that decide throws on. */
  @SuppressWarnings("NullAway")
  private static Command bug() {
    return null;
  }

  @Test
  void aBugAfterTheCommitLosesNoAnswer() {
    tell(A, create());
    commit();
    answers.clear();
    effectsBreak = true;
    tell(A, submit());
    commit();
    assertThat(answers).hasSize(1).allMatch(a -> a instanceof Answer.Done);
    effectsBreak = false;
    now = now.plusSeconds(5);
    tell(A, new Command.Tick());
    commit();
    assertThat(effects).as("taken up again, as a new run").hasSize(1);
    assertThat(engine.load().running()).isEqualTo(1);
  }
}
