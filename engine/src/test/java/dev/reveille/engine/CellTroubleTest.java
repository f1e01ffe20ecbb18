package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Entry;
import dev.reveille.core.Interruption;
import dev.reveille.core.Priority;
import dev.reveille.core.Sleep;
import dev.reveille.core.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the simulator found in cells, each on its own, in the fewest turns. */
class CellTroubleTest extends CellScene {
  private void createWithTask(AgentId agent) {
    tell(agent, new Command.Create("d", null, AgentConfig.STANDARD, true));
    tell(agent, new Command.Submit(TaskSpec.of("go")));
    commit();
  }

  private static Sleep until(@Nullable Instant instant) {
    return new Sleep(instant, List.of(), null, null, "");
  }

  private List<Entry> entries() {
    return journal.rows.stream().flatMap(row -> row.entries().stream()).toList();
  }

  /** Rings every alarm until then. */
  private void passTo(Instant instant) {
    now = instant;
    engine.alarmClock().look();
    commit();
  }

  @Test
  void anEffectIsNotBegunAgainBetweenItsResultAndItsCommit() {
    createWithTask(A);
    tell(
        A,
        new Command.Update(Json.MAPPER.convertValue(Map.of("queueLimit", 7), ConfigPatch.class)));
    run();
    answerModel();
    journal.commit(); // the model's answer and this receipt come in the same turn
    commit();
    assertThat(begun).hasSize(1);
    assertThat(entries()).contains(new Entry.TaskSucceeded(2, null));
  }

  @Test
  void whatCannotSayWhenItWakesDoesNotBecomeDurable() {
    now = Instant.MAX.minusSeconds(3_600); // what follows would be due at no instant
    AgentConfig config =
        AgentConfig.STANDARD.with(
            Json.MAPPER.convertValue(Map.of("idleTtlSeconds", 86_400), ConfigPatch.class));
    tell(A, new Command.Create("d", null, config, true));
    commit();
    assertThat(entries()).isEmpty();
    assertThat(answers).singleElement().isInstanceOf(Answer.Refused.class);
    tell(B, new Command.Create("d", null, AgentConfig.STANDARD, true));
    commit();
    assertThat(entries()).hasSize(1);
  }

  @Test
  void aCellThatLeavesMemoryDoesNothingMore() {
    tell(A, new Command.Create("d", null, AgentConfig.STANDARD, true));
    run();
    tell(A, new Command.Submit(from(now.plusSeconds(1))));
    run();
    journal.commit();
    run();
    now = now.plusSeconds(60);
    journal.commit(); // the task could start in the very turn in which it may leave
    engine.directory().hibernate(now, Duration.ZERO, 0);
    commit();
    tell(A, new Command.Tick());
    commit();
    assertThat(begun).hasSize(1);
    assertThat(entries()).doesNotHaveAnyElementsOfTypes(Entry.TaskInterrupted.class);
  }

  private static TaskSpec from(Instant notBefore) {
    return new TaskSpec(
        "go", Priority.NORMAL, null, notBefore, null, null, null, null, null, "client");
  }

  @Test
  void whatSeemedToFailButDidNotIsFoundOut() {
    tell(A, new Command.Create("d", null, AgentConfig.STANDARD, true));
    commit();
    Instant until = now.plusSeconds(3_600);
    passTo(now.plusSeconds(1)); // all alarms of the store are in memory from here on
    tell(A, new Command.FallAsleep(until(until)));
    run();
    Journal.Append append = journal.onTheirWay.element();
    journal.agents.put(A, append.after());
    journal.record(append);
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    passTo(now.plusSeconds(1));
    assertThat(engine.alarms().next()).isEqualTo(until);
    passTo(until);
    assertThat(entries()).hasAtLeastOneElementOfType(Entry.Woke.class);
  }

  @Test
  void aStoreInTroubleIsNoCrash() {
    createWithTask(A);
    tell(A, new Command.Steer(2, "hurry"));
    run();
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    now = now.plusSeconds(60);
    engine.hibernateIdle();
    run();
    passTo(now.plusSeconds(60));
    assertThat(entries()).contains(new Entry.TaskInterrupted(2, Interruption.JOURNAL, null));
  }

  @Test
  void aPlaceIsFreeWhenTheEndIsDurable() {
    createWithTask(A);
    createWithTask(B);
    tell(A, new Command.Cancel(2, ""));
    run();
    assertThat(engine.load().running()).as("its model is still at work").isEqualTo(1);
    assertThat(journal.onTheirWay).as("and so b waits").hasSize(1);
    commit();
    assertThat(begun).extracting(Begun::agent).containsExactly(A, B);
  }

  @Test
  void aDrainIsNotOverWhileTheJournalSaysThatATaskRuns() {
    createWithTask(A);
    tell(A, new Command.Steer(2, "hurry"));
    run();
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    assertThat(engine.load().running()).isZero();
    assertThat(engine.nothingRuns()).isFalse();
    engine.admission().close("the server is stopping");
    engine.directory().tellAll(new Letter.LetGo());
    run();
    assertThat(engine.nothingRuns()).isFalse();
    commit();
    assertThat(engine.nothingRuns()).isTrue();
  }

  @Test
  void whoeverLooksDoesNotSeeATaskRunThatNobodyRuns() {
    createWithTask(A);
    engine.directory().cells().forEach(engine.directory()::expel); // as if its process were gone
    run();
    engine.admission().close("nothing is begun here");
    assertThat(running()).isZero();
    assertThat(entries()).contains(new Entry.TaskInterrupted(2, Interruption.CRASH, null));
  }

  @Test
  void whileTheStoreCannotWriteWhatItSaysIsToBeSeen() {
    createWithTask(A);
    tell(A, new Command.Steer(2, "hurry"));
    run();
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    assertThat(running()).isEqualTo(1);
  }

  private int running() {
    answers.clear();
    engine.look(A, answers::add);
    commit();
    return ((Answer.Done) answers.getFirst()).agent().tasks().running();
  }

  @Test
  void aDrainDoesNotWaitForAnAgentThatWouldComeBackLater() {
    createWithTask(A);
    tell(A, new Command.Steer(2, "hurry"));
    run();
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    engine.admission().close("the server is stopping");
    engine.directory().recallOwing();
    commit();
    assertThat(engine.nothingRuns()).isTrue();
    assertThat(entries()).contains(new Entry.TaskInterrupted(2, Interruption.JOURNAL, null));
  }

  /** Otherwise it would be asked in a circle, on a whole core. */
  @Test
  void aStoreInTroubleIsNotAskedAgainForAWatcherUntilItIsTime() {
    createWithTask(A);
    tell(A, new Command.Steer(2, "hurry"));
    engine.directory().tell(A, new Letter.Watch(2, () -> {}));
    run();
    journal.down = true;
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    engine.directory().tell(A, new Letter.Watch(2, () -> {}));
    for (int i = 0; i < 10; i++) {
      turns.remove().run();
      if (turns.isEmpty()) {
        return;
      }
    }
    assertThat(turns).isEmpty();
  }

  @Test
  void theEndOfATaskIsNotToldBeforeItIsKnown() {
    createWithTask(A);
    List<String> told = new ArrayList<>();
    Runnable first = () -> told.add("first");
    Runnable second = () -> told.add("second");
    engine.directory().tell(A, new Letter.Watch(4, first)); // of which it has not heard yet
    engine.directory().tell(A, new Letter.Watch(2, first));
    engine.directory().tell(A, new Letter.Watch(2, second));
    run();
    assertThat(told).isEmpty();
    engine.directory().tell(A, new Letter.Unwatch(2, first));
    answerModel();
    commit();
    assertThat(told).containsExactly("second", "first");
  }
}
