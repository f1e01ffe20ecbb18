package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cells while the machine is busy, memory is scarce, or there are as many agents as may be. */
class CellLoadTest extends CellScene {
  private final Engine crowded = engine(1);

  /** At most two agents. */
  private Engine engine(int places) {
    return new Engine(
        journal,
        (event, after, limit) -> List.of(),
        this::start,
        turns::add,
        () -> now,
        new Random(1),
        new EngineConfig(
                places,
                1_000,
                1_000,
                Duration.ofSeconds(10),
                1_000,
                Duration.ofSeconds(10),
                64,
                Telling.STANDARD,
                Duration.ofMinutes(2),
                Duration.ofSeconds(20))
            .with(LoadLimits.STANDARD, 2));
  }

  @Override
  void tell(AgentId agent, Command command) {
    crowded.tell(agent, command, answers::add);
  }

  private static Command create() {
    return new Command.Create("d", null, AgentConfig.STANDARD, true);
  }

  private static Command submit() {
    return new Command.Submit(TaskSpec.of("go"));
  }

  @Test
  void aDeferredAgentMayLeaveMemoryAndBeginsWhenTheLoadFalls() {
    Engine roomy = engine(9);
    roomy.weigh(new Pressure(1, 0, 0, 0), 0);
    for (AgentId agent : List.of(A, B)) {
      roomy.tell(agent, create(), answers::add);
      roomy.tell(agent, submit(), answers::add);
      commit();
    }
    assertThat(roomy.load().running()).as("the one that always runs").isEqualTo(1);
    roomy.directory().hibernate(now, Duration.ZERO, 0);
    commit();
    assertThat(roomy.directory().cells()).containsOnlyKeys(A);
    roomy.weigh(new Pressure(0.75, 0, 0, 0), 0);
    commit();
    assertThat(roomy.load().running()).isEqualTo(1);
    roomy.weigh(new Pressure(0.5, 0, 0, 0), 0);
    commit();
    assertThat(roomy.load().running()).isEqualTo(2);
    assertThat(roomy.load().waiting()).isZero();
  }

  @Test
  void withoutMemoryOnlyNewWorkIsRefused() {
    tell(A, create());
    commit();
    crowded.weigh(Pressure.NONE, 0.93);
    tell(B, create());
    tell(A, submit());
    commit();
    Decision.Limit limit = new Decision.Limit("memory.refuseAbove", 92);
    assertThat(answers.subList(1, 3))
        .allMatch(a ->
            a instanceof Answer.Refused r
                && r.code() == Decision.Code.LIMIT_EXCEEDED
                && limit.equals(r.limit()));
    tell(A, new Command.Stop(true));
    tell(A, new Command.Tick());
    commit();
    assertThat(answers.subList(3, 5)).allMatch(a -> a instanceof Answer.Done);
    crowded.weigh(Pressure.NONE, 0.91);
    tell(A, submit());
    commit();
    assertThat(answers.getLast()).isInstanceOf(Answer.Done.class);
  }

  @Test
  void withLittleMemoryIdleAgentsLeaveItAtOnce() {
    tell(A, create());
    commit();
    crowded.hibernateIdle();
    commit();
    assertThat(crowded.load().liveCells()).isEqualTo(1);
    crowded.weigh(Pressure.NONE, 0.81);
    crowded.hibernateIdle();
    commit();
    assertThat(crowded.load().liveCells()).isZero();
  }

  @Test
  void moreAgentsThanMayBeAreRefusedButWhoExistsIsToldSo() {
    tell(A, create());
    tell(B, create());
    tell(new AgentId("c"), create());
    commit();
    assertThat(crowded.load().agents()).isEqualTo(2);
    assertThat(answers)
        .filteredOn(a -> a instanceof Answer.Refused)
        .containsExactly(
            new Answer.Refused(
                Decision.Code.LIMIT_EXCEEDED,
                "there are as many agents as limits.maxAgents allows, 2; delete some or raise it",
                new Decision.Limit("limits.maxAgents", 2)));
    tell(A, create());
    commit();
    assertThat(answers.getLast())
        .isInstanceOfSatisfying(
            Answer.Refused.class, r -> assertThat(r.code()).isEqualTo(Decision.Code.CONFLICT));
    tell(A, new Command.Delete());
    commit();
    tell(new AgentId("c"), create());
    commit();
    assertThat(answers.getLast()).isInstanceOf(Answer.Done.class);
    assertThat(crowded.load().agents()).isEqualTo(2);
  }
}
