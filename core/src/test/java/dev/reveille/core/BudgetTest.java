package dev.reveille.core;

import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.call;
import static dev.reveille.core.Say.done;
import static dev.reveille.core.Say.fails;
import static dev.reveille.core.Say.submit;
import static dev.reveille.core.ToolPolicy.READ_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be spent. Each reply takes 5 tokens. */
class BudgetTest {

  private static Budget tokens(long max, @Nullable Long perSeconds) {
    return new Budget(max, null, null, null, perSeconds);
  }

  private static Scene with(Budget budget, int places) {
    return Scene.started(Say.Patch.with().budget(budget).maxConcurrentTasks(places).done());
  }

  @Test
  void aTaskStopsBeforeTheCallThatWouldGoBeyond() {
    Scene scene = with(tokens(10, null), 1).does(submit(), begin(1));
    assertThat(scene.tell(call(2, 1, 1, READ_ONLY))).isEqualTo("replied 2 step 1, called 2 c1");
    assertThat(scene.tell(done(2, 1, "c1"))).isEqualTo("ok 2 c1");
    assertThat(scene.tell(call(2, 1, 2, READ_ONLY)))
        .isEqualTo("replied 2 step 2, called 2 c1, budget spent");
    assertThat(scene.tell(done(2, 1, "c1"))).isEqualTo("ok 2 c1, interrupted 2 by budget");
    assertThat(scene.startable()).isEmpty();
    assertThat(scene.agent().state()).isEqualTo(AgentState.WAITING);
    assertThat(scene.agent().why(scene.now()))
        .startsWith("its budget is spent (10 of 10 tokens) until config.budget is raised");
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  @Test
  void moreBudgetLetsItGoOn() {
    Scene scene = with(tokens(5, null), 1).does(submit(), begin(1), call(2, 1, 1, READ_ONLY));
    scene.does(done(2, 1, "c1"));
    assertThat(scene.startable()).isEmpty();
    scene.does(new Command.Update(Say.Patch.with().budget(tokens(20, null)).done()));
    assertThat(scene.startable()).containsExactly(2L);
    assertThat(scene.tell(begin(1))).isEqualTo("started 2 attempt 1 run 2");
    assertThat(scene.tell(answer(2, 2, 2))).isEqualTo("replied 2 step 2, succeeded 2");
  }

  @Test
  void theNextWindowBeginsAnew() {
    Scene scene = with(tokens(5, 60L), 1).at(30).does(submit(), submit(), begin(1));
    assertThat(scene.tell(answer(2, 1, 1)))
        .isEqualTo("replied 2 step 1, succeeded 2, budget spent until +60");
    assertThat(scene.startable()).isEmpty();
    assertThat(scene.nextWake()).isEqualTo("its budget begins anew +60");
    scene.at(60).does(TICK);
    assertThat(scene.startable()).containsExactly(3L);
    assertThat(scene.does(begin(1)).tell(answer(3, 1, 1)))
        .isEqualTo("replied 3 step 1, succeeded 3, budget spent until +120");
  }

  @Test
  void whatIsSetAsideForACallHoldsUpNobodyBeyondTheWindow() {
    Scene scene = with(tokens(10, 60L), 2).at(30).does(submit(), begin(1), answer(2, 1, 1));
    scene.does(submit(), submit(), begin(2));
    assertThat(scene.agent().tasks().running()).isEqualTo(1);
    assertThat(scene.nextWake()).isEqualTo("its budget begins anew +60");
    assertThat(scene.at(60).startable()).hasSize(1);
  }

  @Test
  void aWindowThatTheClockWasSetBackFromIsNotOverEarlier() {
    Scene scene = with(tokens(5, 60L), 1).at(150).does(submit(), submit(), begin(1));
    scene.does(answer(2, 1, 1));
    assertThat(scene.at(70).nextWake()).isEqualTo("its budget begins anew +180");
  }

  @Test
  void whatMayStartInASpentWindowIsNotDueBeforeTheNext() {
    Scene scene = with(tokens(5, 60L), 1).does(submit(), begin(1), answer(2, 1, 1));
    Command later =
        new Command.Submit(
            new TaskSpec(
                "go", Priority.NORMAL, null, scene.at(10).now(), null, null, null, null, null, ""));
    scene.at(1).does(later);
    assertThat(scene.nextWake()).endsWith(" may start +60");
    scene.does(new Command.Update(Say.Patch.with().budget(tokens(9, 60L)).done()));
    assertThat(scene.nextWake()).endsWith(" may start +10");
    scene.does(new Command.Update(Say.Patch.with().budget(tokens(5, null)).done()));
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  @Test
  void itIsSaidOnceInEachWindow() {
    Scene scene = with(tokens(5, 60L), 2).does(submit(), begin(1), answer(2, 1, 1));
    assertThat(scene.tell(submit())).isEqualTo("queued normal");
    assertThat(scene.tell(TICK)).isEqualTo("-");
  }

  @Test
  void callsUnderWayAreSetAside() {
    Scene scene = with(tokens(20, null), 4);
    scene.does(submit(), submit(), submit(), submit(), submit());
    assertThat(scene.startable()).as("nobody knows yet what a call takes").containsExactly(2L);
    scene.does(begin(1), answer(2, 1, 1));
    assertThat(scene.startable()).as("5 spent and 5 a call").containsExactly(3L, 4L, 5L);
    scene.does(begin(3));
    assertThat(scene.startable()).isEmpty();
    scene.does(answer(3, 1, 1), answer(4, 1, 1));
    assertThat(scene.tell(answer(5, 1, 1))).endsWith("succeeded 5, budget spent");
  }

  @Test
  void whatACrashedCallTookIsReckoned() {
    Scene scene = with(tokens(100, null), 1).does(submit(), begin(1), call(2, 1, 1, READ_ONLY));
    scene.does(done(2, 1, "c1"));
    assertThat(scene.tell(Say.CRASH)).isEqualTo("call lost 2, interrupted 2 by crash");
    assertThat(scene.agent().spent().usage().tokens()).isEqualTo(10);
    scene.does(begin(1));
    assertThat(scene.tell(Say.cancel(2))).isEqualTo("call lost 2, cancelled 2");
    assertThat(scene.agent().spent().calls()).isEqualTo(3);
  }

  @Test
  void whatACutCallTookIsReckoned() {
    Scene scene = with(tokens(100, null), 1).does(submit(), begin(1), call(2, 1, 1, READ_ONLY));
    scene.does(done(2, 1, "c1"));
    assertThat(scene.tell(fails(2, 1, 2, Failure.Kind.OVERLOADED))).startsWith("deferred 2");
    scene.at(60).does(begin(1));
    assertThat(scene.tell(Say.breaks(2, 2, 2))).startsWith("call lost 2, retrying 2");
  }

  @Test
  void theCallThatAScheduleCancelsIsReckoned() {
    ScheduleSpec every =
        new ScheduleSpec(
            "go",
            "@every 60s",
            "UTC",
            Priority.NORMAL,
            ScheduleSpec.Overlap.CANCEL_PREVIOUS,
            ScheduleSpec.Missed.RUN_ONCE,
            1,
            0,
            null,
            null,
            null);
    Scene scene = with(tokens(100, null), 1).does(new Command.SetSchedule("s", every));
    scene.at(60).does(TICK, begin(1));
    assertThat(scene.at(120).tell(TICK)).startsWith("call lost 3, cancelled 3");
  }

  @Test
  void ofADeletedAgentNothingIsSaid() {
    Scene scene = with(new Budget(null, null, 1L, null, null), 1).does(submit(), begin(1));
    assertThat(scene.tell(new Command.Delete())).isEqualTo("call lost 2, cancelled 2, deleted");
    assertThat(scene.tell(new Command.Delete())).isEqualTo("NOT_FOUND");
  }

  @Test
  void theCallOfAQuarantinedTaskIsReckoned() {
    Scene scene = with(tokens(100, null), 1).does(submit(), begin(1), Say.CRASH);
    scene.at(60).does(begin(1), Say.CRASH).at(120).does(begin(1));
    assertThat(scene.tell(Say.CRASH)).isEqualTo("call lost 2, died 2");
  }

  @Test
  void aWaitForMoreTakesNoTime() {
    TaskSpec spec =
        TaskSpec.of("go").on(TaskTerms.NONE.with(new Budget(null, null, 1L, null, null)));
    Scene scene = with(new Budget(null, null, null, 10L, null), 1);
    scene.does(new Command.Submit(spec), submit(), begin(1));
    scene.at(2).does(call(2, 1, 1, READ_ONLY));
    assertThat(scene.tell(done(2, 1, "c1"))).isEqualTo("ok 2 c1, over budget 2");
    assertThat(scene.at(60).startable()).containsExactly(3L);
    scene.does(new Command.SetTaskBudget(2, new Budget(null, null, 2L, null, null)));
    assertThat(scene.agent().spent().time()).hasSeconds(2);
    assertThat(scene.task(2).effort().spent().time()).hasSeconds(2);
  }

  @Test
  void anotherBudgetThatIsSpentIsSaidAgain() {
    Scene scene = with(tokens(5, null), 1).does(submit(), submit(), begin(1), answer(2, 1, 1));
    scene.does(new Command.Update(Say.Patch.with().budget(tokens(9, null)).done()));
    assertThat(scene.does(begin(1)).tell(answer(3, 1, 1)))
        .isEqualTo("replied 3 step 1, succeeded 3, budget spent");
  }

  @Test
  void withoutABudgetItIsReckonedTooBecauseTheServerMayHaveOne() {
    Scene scene = Scene.started().does(submit(), begin(1));
    assertThat(scene.tell(Say.CRASH)).isEqualTo("call lost 2, interrupted 2 by crash");
  }

  @Test
  void theTimeThatTasksRun() {
    Scene scene = with(new Budget(null, null, null, 10L, null), 1).does(submit(), begin(1));
    scene.at(10).does(call(2, 1, 1, READ_ONLY));
    assertThat(scene.at(11).tell(done(2, 1, "c1"))).isEqualTo("ok 2 c1, interrupted 2 by budget");
    assertThat(scene.agent().spent().time()).hasSeconds(11);
  }

  @Test
  void aTasksOwn() {
    TaskSpec spec =
        TaskSpec.of("go").on(TaskTerms.NONE.with(new Budget(null, null, 1L, null, null)));
    Scene scene = Scene.started().does(new Command.Submit(spec), submit(), begin(1));
    scene.does(call(2, 1, 1, READ_ONLY));
    assertThat(scene.tell(done(2, 1, "c1"))).isEqualTo("ok 2 c1, over budget 2");
    assertThat(scene.task(2).state()).isEqualTo(TaskState.WAITING);
    assertThat(scene.startable()).as("others go on").containsExactly(3L);
    assertThat(scene.agent().why(scene.now())).contains("task a/2 has spent its budget");
    scene.does(new Command.SetTaskBudget(2, new Budget(null, null, 2L, null, null)));
    assertThat(scene.startable()).first().isEqualTo(2L);
  }

  @Test
  void cost() {
    Spending spent = Spending.NONE.plusCall(new Usage(1, 1, 0, 30_000));
    assertThat(new Budget(null, 0.05, null, null, null).reachedBy(spent)).isEmpty();
    assertThat(new Budget(null, 0.03, null, null, null).reachedBy(spent))
        .isEqualTo("0.03 of 0.03 USD");
  }

  /** Seed 4794: the call that was under way went on, and was one too many. */
  @Test
  void aTasksBudgetThatIsSpentWhenItIsGiven() {
    Scene scene = Scene.started().does(submit(), begin(1), call(2, 1, 1, READ_ONLY));
    scene.does(done(2, 1, "c1"));
    Budget one = new Budget(null, null, 1L, null, null);
    assertThat(scene.tell(new Command.SetTaskBudget(2, one)))
        .isEqualTo("has more 2, call lost 2, over budget 2");
  }

  /** Seed 186: both calls that were under way went on. */
  @ParameterizedTest
  @CsvSource({
    "15, ', call lost 3, interrupted 3 by budget, call lost 2, interrupted 2 by budget, budget spent'",
    "16, ''"
  })
  void anAgentsBudgetThatIsGivenWhileTwoCallsAreUnderWay(long max, String stopped) {
    Scene scene = Scene.started(Say.Patch.with().maxConcurrentTasks(2).done());
    scene.does(submit(), submit(), begin(2), call(2, 1, 1, READ_ONLY), call(3, 1, 1, READ_ONLY));
    scene.does(done(2, 1, "c1"), done(3, 1, "c1"));
    Command given = new Command.Update(Say.Patch.with().budget(tokens(max, null)).done());
    assertThat(scene.tell(given)).isEqualTo("updated" + stopped);
  }

  /** 7e-6 times a million is a little more than 7 in binary: seed 4794 spent once more. */
  @Test
  void costIsComparedInWholeMicros() {
    Spending spent = Spending.NONE.plusCall(new Usage(1, 1, 0, 7));
    assertThat(new Budget(null, 7.0E-6, null, null, null).reachedBy(spent)).isNotEmpty();
  }

  @Test
  void badOnes() {
    assertThatThrownBy(() -> tokens(0, null)).hasMessageContaining("budget.maxTokens");
    assertThatThrownBy(() -> tokens(1, -1L)).hasMessageContaining("budget.perSeconds");
    assertThatThrownBy(() -> TaskTerms.NONE.with(tokens(1, 60L)))
        .hasMessageContaining("perSeconds");
  }

  // ── running time ───────────────────────────────────────────────────────────────────────────

  private static Budget seconds(long max, @Nullable Long perSeconds) {
    return new Budget(null, null, null, max, perSeconds);
  }

  private static Command limited(long seconds) {
    TaskTerms terms = new TaskTerms(null, null, seconds(seconds, null), null, 0);
    return new Command.Submit(TaskSpec.of("go").on(terms));
  }

  @Test
  void theCallUnderWayIsGivenUpWhenTheTimeOfItsTaskIsSpent() {
    Scene scene = Scene.started().does(limited(30), begin(1));
    assertThat(scene.nextWake()).isEqualTo("the running time of task a/2 is spent +30");
    assertThat(scene.at(29).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(30).tell(TICK)).isEqualTo("call lost 2, over budget 2");
    assertThat(scene.agent().effects()).isEmpty();
    assertThat(scene.agent().lastError()).contains("30 of 30 s of running time");
    assertThat(scene.tell(answer(2, 1, 1))).as("too late").isEqualTo("-");
    scene.at(100).does(new Command.SetTaskBudget(2, seconds(40, null)), begin(1));
    assertThat(scene.nextWake()).as("ten more").endsWith(" is spent +110");
  }

  @Test
  void whatEndsInNoYearThatCanBeToldDoesNotEnd() {
    long most = 1_000_000_000_000_000L;
    assertThat(Scene.started().does(limited(most), begin(1)).nextWake()).isEqualTo("-");
    assertThat(with(seconds(most, null), 1).does(submit(), begin(1)).nextWake()).isEqualTo("-");
    assertThatThrownBy(() -> seconds(most + 1, null)).hasMessageContaining("budget.maxSeconds");
  }

  @Test
  void aRestIsNotRunningTime() {
    Scene scene = Scene.started().does(limited(30), begin(1));
    scene.at(10).does(call(2, 1, 1, READ_ONLY), Say.rests(2, 1, "c1", 1_000));
    assertThat(scene.nextWake()).endsWith(" has slept enough +1000");
    scene.at(1_000).does(TICK, begin(1));
    assertThat(scene.nextWake()).endsWith(" is spent +1020");
  }

  @Test
  void aToolThatMayHaveChangedSomethingEndsByItself() {
    Scene scene = Scene.started().does(limited(30), begin(1));
    scene.does(call(2, 1, 1, ToolPolicy.UNSAFE, READ_ONLY));
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.at(40).tell(TICK)).isEqualTo("-");
    assertThat(scene.tell(done(2, 1, "c1"))).isEqualTo("ok 2 c1");
    assertThat(scene.nextWake()).as("the other call need not").endsWith(" is spent +30");
    assertThat(scene.tell(TICK)).isEqualTo("over budget 2");
    assertThat(scene.agent().effects()).isEmpty();
    scene.does(new Command.SetTaskBudget(2, seconds(90, null)), begin(1));
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallTool(2, 2, "c2"));
  }

  @Test
  void allTasksOfAnAgentSpendItsTimeTogether() {
    Scene scene = with(seconds(30, null), 2).does(submit(), begin(1));
    scene.does(answer(2, 1, 1), submit(), submit(), begin(2));
    assertThat(scene.nextWake()).as("15 s each").endsWith(" is spent +15");
    assertThat(scene.at(15).tell(TICK))
        .isEqualTo(
            "call lost 6, interrupted 6 by budget, call lost 7, interrupted 7 by budget, budget"
                + " spent");
    assertThat(scene.startable()).isEmpty();
    assertThat(scene.agent().why(scene.now())).startsWith("its budget is spent (30 of 30 s");
  }

  @Test
  void threeThatShareWhatCannotBeDividedAreNotStoppedEarly() {
    Scene scene = with(seconds(10, null), 3).does(submit(), begin(1), answer(2, 1, 1));
    scene.does(submit(), submit(), submit(), begin(3));
    assertThat(scene.nextWake()).endsWith(" is spent +3.334");
    scene.at(3.334).does(TICK);
    assertThat(scene.startable()).as("not begun anew for nothing").isEmpty();
  }

  @Test
  void whatRanInTheWindowBeforeCounts() {
    Scene scene = with(seconds(50, 60L), 1).does(submit(), begin(1), answer(2, 1, 1));
    scene.at(10).does(submit(), begin(1));
    assertThat(scene.nextWake()).endsWith(" is spent +60");
    assertThat(scene.at(60).tell(TICK)).startsWith("call lost");
    assertThat(scene.nextWake()).isEqualTo("its budget begins anew +120");
  }

  // ── running time of all agents together ────────────────────────────────────────────────────

  private static final Command OUT_OF_TIME =
      new Command.OutOfTime(
          new Failure(Failure.Kind.BUDGET_SPENT, "60 of 60 s"), Duration.ofSeconds(90));

  @Test
  void whenTheTimeOfAllIsSpentWhatRunsWaitsAndItsModelCallsAreReckoned() {
    Scene scene = Scene.started(Say.Patch.with().maxConcurrentTasks(3).done());
    scene.does(submit(), submit(), submit(), begin(3), answer(2, 1, 1));
    scene.does(call(3, 1, 1, READ_ONLY));
    assertThat(scene.at(10).tell(OUT_OF_TIME))
        .isEqualTo("deferred 3 +100, call lost 4, deferred 4 +100");
    assertThat(scene.agent().effects()).isEmpty();
    assertThat(scene.agent().spent().calls()).as("with the lost one").isEqualTo(3);
    assertThat(scene.agent().lastError()).isEqualTo("60 of 60 s");
    assertThat(scene.agent().why(scene.now()))
        .isEqualTo(
            "task a/3 waits for the server's budget until 2026-01-01T00:01:40Z; task a/4 waits for"
                + " the server's budget until 2026-01-01T00:01:40Z");
    assertThat(scene.agent().why(3, scene.now(), ""))
        .isEqualTo("task a/3 waits for the server's budget until 2026-01-01T00:01:40Z");
    assertThat(scene.agent().why(2, scene.now(), "")).as("it has ended").isEmpty();
    assertThat(scene.tell(OUT_OF_TIME)).as("nothing runs").isEqualTo("-");
    assertThat(scene.tell(done(3, 1, "c1"))).as("too late").isEqualTo("-");
    assertThat(scene.at(100).does(TICK, begin(2)).agent().effects())
        .as("the tool is called again, and no attempt is burnt")
        .containsExactly(new Effect.CallTool(3, 2, "c1"), new Effect.CallModel(4, 2, 1, 0, false));
    assertThat(scene.agent().tasks()).allMatch(task -> task.attempt() == 1);
  }

  @Test
  void aToolThatMayHaveChangedSomethingEndsByItselfThenToo() {
    Scene scene = Scene.started().does(submit(), begin(1), call(2, 1, 1, ToolPolicy.UNSAFE));
    assertThat(scene.tell(OUT_OF_TIME)).isEqualTo("-");
    assertThat(scene.tell(done(2, 1, "c1"))).isEqualTo("ok 2 c1");
    assertThat(scene.tell(OUT_OF_TIME)).isEqualTo("call lost 2, deferred 2 +90");
  }
}
