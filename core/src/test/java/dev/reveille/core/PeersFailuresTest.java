package dev.reveille.core;

import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.ScheduleSpec.Missed;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What users of other agent runtimes complained of, about schedules and mail, and that it does not
 * happen here. The numbers are those of the peers' issues.
 */
class PeersFailuresTest {
  private static final String ONCE = "2026-01-01T00:01:00Z";

  private static Command set(String times) {
    return new Command.SetSchedule("s", ScheduleSpec.of("go", times));
  }

  private static Command set(String prompt, String times, Missed missed) {
    ScheduleSpec like = ScheduleSpec.of(prompt, times);
    return new Command.SetSchedule(
        "s",
        new ScheduleSpec(
            like.prompt(),
            like.schedule(),
            like.timezone(),
            like.priority(),
            like.overlap(),
            missed,
            like.maxCatchUp(),
            like.jitterSeconds(),
            null,
            null,
            null));
  }

  private static Command mail(Priority priority) {
    return new Command.Deliver(new MailSpec("user", "", "hello", priority, null, null, null, null));
  }

  // ── schedules ──────────────────────────────────────────────────────────────────────────────

  /** openclaw #42640, #81087: jobs that run twice after a restart, or twice in 11 s. */
  @Test
  void aFiringOnRecordIsNotFiredAgainByWhoeverTakesOver() {
    Scene scene = Scene.started().does(set("@every 60s")).at(60);
    scene.does(TICK, Say.CRASH);
    assertThat(scene.at(71).tell(TICK)).isEqualTo("-");
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +120");
  }

  /** openclaw #86451: an update makes one more entry each time, all of them enabled. */
  @Test
  void anUpdateReplaces() {
    Scene scene = Scene.started();
    for (int i = 0; i < 74; i++) {
      scene.does(set("go " + i, "@every 60s", Missed.RUN_ONCE));
    }
    assertThat(scene.agent().schedules()).hasSize(1);
    assertThat(scene.at(60).tell(TICK)).isEqualTo("queued normal, fired +60");
  }

  /** hermes-agent #59383: a one-shot that is more than 120 s late dies silently. */
  @Test
  void aOneShotThatIsLateFires() {
    Scene scene = Scene.started().does(set(ONCE)).at(60 + 86_400);
    assertThat(scene.tell(TICK)).isEqualTo("queued normal, fired +60");
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  /** hermes-agent #30850: whoever wants missed runs skipped gets them all at the next start. */
  @Test
  void whatIsToBeSkippedIsOnRecordAndNotRun() {
    Scene scene = Scene.started().does(set("go", "@every 600s", Missed.SKIP), Say.STOP).at(3_599);
    assertThat(scene.tell(Say.START)).isEqualTo("agent started, missed +600 to +3000");
    assertThat(scene.at(3_600).tell(TICK)).isEqualTo("queued normal, fired +3600");
  }

  /** hermes-agent #111414: an instant is used up, and no run comes of it, nor a word. */
  @Test
  void anInstantWithoutATaskSaysWhy() {
    Scene scene = Scene.started(Say.Patch.with().queueLimit(1).done()).does(set("@every 60s"));
    scene.does(Say.submit()).at(60);
    assertThat(scene.tell(TICK)).isEqualTo("skipped +60");
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +120");
  }

  /** hermes-agent #60703: a ticker that stood for 84,688 s; #4387: one that silently stops. */
  @Test
  void aStandstillIsOverdueAndThenOnRecord() {
    Scene scene = Scene.started().does(set("@every 60s")).at(84_688);
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +60");
    assertThat(scene.tell(TICK)).isEqualTo("missed +60 to +84600, queued normal, fired +84660");
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +84720");
  }

  /** letta-code #3419: it fires on time, and the queued turn vanishes. */
  @Test
  void whatWasFiredStaysUntilItHasEnded() {
    Scene scene = Scene.started().does(set(ONCE)).at(60).does(TICK);
    scene.does(begin(1), Say.CRASH).at(1e6).does(TICK);
    assertThat(scene.agent().tasks().stream().map(Task::seq)).containsExactly(3L);
  }

  /** claude-code #55056: crons of an agent that sleeps are dormant, and forgotten. */
  @Test
  void anAgentThatSleepsFindsWhatWasFired() {
    Scene scene = Scene.started().does(set(ONCE), sleep(600)).at(60);
    assertThat(scene.tell(TICK)).isEqualTo("queued normal, fired +60");
    assertThat(scene.agent().state()).isEqualTo(AgentState.SLEEPING);
    assertThat(scene.at(600).tell(TICK)).isEqualTo("woke by time");
    assertThat(scene.startable()).hasSize(1);
  }

  // ── mail ───────────────────────────────────────────────────────────────────────────────────

  /** cli-agent-orchestrator #80: mail to an idle agent is pending for a quarter of an hour. */
  @Test
  void mailToAnIdleAgentCanStartAtOnce() {
    Scene scene = Scene.started().does(mail(Priority.LOW));
    assertThat(scene.startable()).hasSize(1);
  }

  /** munder-difflin #151: what comes while the agent works is not looked at when it is done. */
  @Test
  void mailThatComesDuringATaskIsNext() {
    Scene scene = Scene.started().does(Say.submit(), begin(1), mail(Priority.LOW));
    scene.does(answer(2, 1, 1));
    assertThat(scene.startable()).containsExactly(5L);
  }

  /** AgentParty #526: a durable inbox that is gone through upon waking. */
  @Test
  void whatCameDuringASleepIsHandledInItsOrderAfterIt() {
    Scene scene = Scene.started().does(sleep(600), mail(Priority.LOW), mail(Priority.LOW));
    assertThat(scene.agent().state()).isEqualTo(AgentState.SLEEPING);
    scene.at(600).does(TICK);
    List<Long> tasks = scene.agent().tasks().stream().map(Task::seq).toList();
    assertThat(tasks).hasSize(2);
    assertThat(scene.startable()).containsExactly(tasks.getFirst());
  }

  /** AgentsCommander #22: no report of what was not delivered. */
  @Test
  void mailThatComesToNothingIsReportedAndKept() {
    Scene scene = Scene.started().does(mail(Priority.LOW), begin(1));
    assertThat(scene.tell(Say.fails(3, 1, 1, Failure.Kind.PERMANENT)))
        .isEqualTo("failed 3, bounced 2, mail died 2");
    assertThat(scene.agent().deadLetters()).containsExactly(2L);
  }

  /** claude-code #67524: work that dies, and nobody is told. */
  @Test
  void aDeathIsALetter() {
    Scene scene = Scene.started(Say.Patch.with().maxAttempts(1).done());
    scene.does(mail(Priority.LOW), begin(1));
    scene.does(Say.fails(3, 1, 1, Failure.Kind.TRANSIENT));
    assertThat(scene.agent().deadLetters()).as("the task, which has its mail").containsExactly(3L);
  }
}
