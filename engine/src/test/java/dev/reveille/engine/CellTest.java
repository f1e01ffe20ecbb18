package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Effect;
import dev.reveille.core.TaskSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One cell at work, turn by turn on this thread. */
class CellTest extends CellScene {
  private static Command create() {
    return new Command.Create("d", null, AgentConfig.STANDARD, true);
  }

  private static Command submit() {
    return new Command.Submit(TaskSpec.of("go"));
  }

  @Test
  void answersAndEffectsLeaveWhenTheirEntriesAreDurable() {
    tell(A, create());
    tell(A, submit());
    run();
    assertThat(answers).isEmpty();
    assertThat(underWay()).isEmpty();
    commit();
    assertThat(answers).hasSize(2).allMatch(a -> a instanceof Answer.Done);
    assertThat(underWay()).containsExactly(new Effect.CallModel(2, 1, 1));
  }

  @Test
  void aFencedClientsCommandIsDecidedAgain() {
    tell(A, create());
    run();
    journal.refuse(Journal.Refusal.Reason.FENCED);
    commit();
    assertThat(answers).hasSize(1).allMatch(a -> a instanceof Answer.Done);
  }

  /** Listeners hear of an append before its cell does: who then looks must not see less. */
  @Test
  void whoLooksWaitsForWhatIsOnItsWay() {
    tell(A, create());
    run();
    engine.look(A, answers::add);
    run();
    assertThat(answers).isEmpty();
    commit();
    assertThat(answers)
        .hasSize(2)
        .allSatisfy(a -> assertThat(((Answer.Done) a).agent().exists()).isTrue());
  }

  @Test
  void whoLooksWhileAnAppendIsFencedSeesWhatIsReadAfterIt() {
    tell(A, create());
    run();
    engine.look(A, answers::add);
    journal.refuse(Journal.Refusal.Reason.FENCED);
    commit();
    assertThat(answers).hasSize(2).allMatch(a -> a instanceof Answer.Done);
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
    assertThat(underWay()).as("there is one place, and a has it").hasSize(1);
    now = now.plus(Duration.ofMinutes(1));
    engine.hibernateIdle();
    commit();
    answerModel();
    commit();
    assertThat(underWay()).containsExactly(new Effect.CallModel(2, 1, 1));
    answerModel();
    commit();
    assertThat(underWay()).isEmpty();
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
    assertThat(underWay()).as("taken up again, as a new run").hasSize(1);
    assertThat(engine.load().running()).isEqualTo(1);
  }
}
