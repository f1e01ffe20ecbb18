package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Decision;
import dev.reveille.core.Moment;
import dev.reveille.core.TaskSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process that is given agents, and loses them: what the simulator found, in the fewest turns.
 */
class ShareTest extends CellScene {
  private static final int SLICE = Slices.of(A);
  private static final Elsewhere elsewhere = new Elsewhere();

  private final List<String> told = new ArrayList<>();

  /** Where nobody is. */
  private static final class Elsewhere implements Placement {
    @Override
    public int processes() {
      return 2;
    }

    @Override
    public void order(AgentId agent, Command command, Consumer<Answer> answer) {
      look(agent, answer);
    }

    @Override
    public void look(AgentId agent, Consumer<Answer> answer) {
      answer.accept(new Answer.Refused(Decision.Code.UNAVAILABLE, "nobody is there"));
    }
  }

  ShareTest() {
    super(new Holding(elsewhere));
  }

  @BeforeEach
  void isGivenAnAgent() {
    engine.share().take(SLICE);
    tell(A, new Command.Create("d", null, AgentConfig.STANDARD, true));
    commit();
  }

  private static Command update() {
    return new Command.Update(Json.MAPPER.convertValue(Map.of("queueLimit", 7), ConfigPatch.class));
  }

  /** Another process believes to hold the agent as well. */
  private void anotherSubmits() {
    Agent before = journal.agents.getOrDefault(A, Agent.absent(A));
    Batch batch = new Batch(before, new Moment(now, 0));
    batch.decide(new Command.Submit(TaskSpec.of("go")));
    journal.agents.put(A, batch.after());
    journal.record(
        new Journal.Append(
            A, before.seq(), now, batch.entries(), before, batch.after(), new Deaf()));
  }

  @Test
  void twoOwnersThatFightRestInBetween() {
    tell(A, new Command.Submit(TaskSpec.of("one runs")));
    tell(A, new Command.Submit(TaskSpec.of("and one waits for the only place")));
    commit();
    anotherSubmits();
    run();
    assertThat(journal.onTheirWay).isEmpty();
    lookLater();
    assertThat(begun).hasSize(2);
  }

  private void lookLater() {
    now = now.plus(Duration.ofSeconds(1));
    engine.alarmClock().look();
    commit();
  }

  private static final class Deaf implements Journal.Receipt {
    @Override
    public void durable(long position) {}

    @Override
    public void refused(Journal.Refusal refusal) {}
  }

  @Test
  void whoIsTakenAgainWhileItLeavesStays() {
    tell(A, new Command.Submit(TaskSpec.of("go")));
    commit();
    engine.share().lose(SLICE, () -> told.add("gone"));
    engine.share().seeOff();
    engine.share().take(SLICE);
    tell(A, update());
    commit();
    assertThat(told).containsExactly("gone");
    assertThat(answers).hasSize(3).allMatch(answer -> answer instanceof Answer.Done);
    assertThat(underWay()).hasSize(1);
  }

  @Test
  void whoIsLostHandsBackWhatRuns() {
    tell(A, new Command.Submit(TaskSpec.of("go")));
    commit();
    engine.share().lose(SLICE, () -> told.add("gone"));
    while (engine.share().seeOff()) {
      assertThat(told).isEmpty();
      commit();
    }
    assertThat(told).containsExactly("gone");
    assertThat(underWay()).isEmpty();
    assertThat(journal.agents.getOrDefault(A, Agent.absent(A)).tasks().running()).isZero();
    assertThat(engine.directory().size() + engine.admission().taken()).isZero();
  }

  @Test
  void whatAnotherWritesWhereAnAppendWasRefusedIsHeard() {
    tell(A, update());
    run();
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    lookLater(); // and it is folded anew
    anotherSubmits();
    run();
    lookLater();
    assertThat(begun).hasSize(1);
  }

  @Test
  void whatAnotherWritesBeforeAReceiptIsToldIsHeard() {
    tell(A, update());
    run();
    Journal.Append own = journal.onTheirWay.remove();
    journal.agents.put(A, own.after());
    journal.record(own);
    anotherSubmits();
    run();
    own.receipt().durable(journal.head() - 1);
    run();
    lookLater();
    assertThat(begun).hasSize(1);
  }

  @Test
  void whoWasPutOutWhileItWasReadDoesNotComeBackToLife() {
    tell(A, update());
    run();
    journal.refuse(Journal.Refusal.Reason.UNAVAILABLE);
    run();
    anotherSubmits();
    journal.slow = true;
    lookLater(); // it is to be folded anew
    assertThat(journal.loads).hasSize(1);
    engine.share().lose(SLICE, () -> told.add("gone"));
    now = now.plus(Duration.ofMinutes(1));
    engine.share().seeOff();
    assertThat(told).containsExactly("gone");
    engine.share().take(SLICE);
    run();
    journal.slow = false;
    journal.loads.remove().run();
    commit();
    assertThat(begun).isEmpty();
    tell(A, update()); // who holds it now has it to do
    commit();
    assertThat(begun).hasSize(1);
  }
}
