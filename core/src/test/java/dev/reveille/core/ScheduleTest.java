package dev.reveille.core;

import static dev.reveille.core.Say.STOP;
import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.ScheduleSpec.Missed;
import dev.reveille.core.ScheduleSpec.Overlap;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules, and the ledger of what was due. */
class ScheduleTest {
  private static final String MINUTE = "@every 60s";

  private static Command every(Overlap overlap, Missed missed, int maxCatchUp) {
    return new Command.SetSchedule("s", spec(MINUTE, overlap, missed, maxCatchUp, 0, null));
  }

  private static Command at(String times) {
    return new Command.SetSchedule("s", ScheduleSpec.of("go", times));
  }

  private static ScheduleSpec spec(
      String times,
      Overlap overlap,
      Missed missed,
      int catchUp,
      int jitter,
      @Nullable Integer maxRuns) {
    return new ScheduleSpec(
        "go", times, "UTC", Priority.NORMAL, overlap, missed, catchUp, jitter, null, null, maxRuns);
  }

  @Test
  void firesAtItsTimeAndNotBefore() {
    Scene scene = Scene.started();
    assertThat(scene.tell(at(MINUTE))).isEqualTo("set for +60");
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +60");
    assertThat(scene.at(59.999).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("queued normal, fired +60");
    assertThat(scene.tell(TICK)).isEqualTo("-");
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +120");
  }

  /** #1153: schedule() rows that pile up at each restart, 200 rows and 200 executions. */
  @Test
  void theSameScheduleAgainIsTheSame() {
    Scene scene = Scene.started().does(at(MINUTE)).at(10);
    assertThat(scene.tell(at(MINUTE))).isEqualTo("-");
    assertThat(scene.agent().schedules()).hasSize(1);
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +60");
  }

  /** #5159: a restart, or a change of the prompt, that un-plans what was due. */
  @Test
  void anotherPromptKeepsTheTimes() {
    Scene scene = Scene.started().does(at(MINUTE)).at(59);
    Command other = new Command.SetSchedule("s", ScheduleSpec.of("go on", MINUTE));
    assertThat(scene.tell(other)).isEqualTo("set for +60");
    assertThat(scene.tell(at("@every 100s"))).isEqualTo("set for +159");
  }

  /** #18324: an alarm in the past that never fires; #3725: overdue schedules. */
  @Test
  void anInstantInThePastFiresAtOnceAndOnce() {
    Scene scene = Scene.started().at(100);
    assertThat(scene.tell(at("2026-01-01T00:00:50Z")))
        .isEqualTo("set for +50, queued normal, fired +50");
    assertThat(scene.at(1e7).tell(TICK)).isEqualTo("-");
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  @Test
  void aCronThatBeganLongAgoOwesNothingOfThePast() {
    Scene scene = Scene.started().at(600);
    Command old =
        new Command.SetSchedule(
            "s",
            new ScheduleSpec(
                "go",
                "* * * * *",
                "UTC",
                Priority.NORMAL,
                Overlap.SKIP,
                Missed.CATCH_UP,
                10,
                0,
                Scene.START,
                null,
                null));
    assertThat(scene.tell(old)).isEqualTo("set for +660");
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP,            skipped +120",
    "QUEUE,           'queued normal, fired +120'",
    "CANCEL_PREVIOUS, 'call lost 3, cancelled 3, queued normal, fired +120'"
  })
  void overlap(Overlap overlap, String then) {
    Scene scene = Scene.started().does(every(overlap, Missed.RUN_ONCE, 1));
    assertThat(scene.at(60).tell(TICK)).isEqualTo("queued normal, fired +60");
    scene.does(begin(1));
    assertThat(scene.at(120).tell(TICK)).isEqualTo(then);
  }

  @Test
  void afterTheEndOfItsTaskNothingOverlaps() {
    Scene scene = Scene.started().does(every(Overlap.SKIP, Missed.RUN_ONCE, 1)).at(60);
    scene.does(TICK, begin(1), answer(3, 1, 1));
    assertThat(scene.at(120).tell(TICK)).isEqualTo("queued normal, fired +120");
  }

  /** #3569: a flood of missed crons after an outage. Five instants passed: 60 … 300. */
  @ParameterizedTest
  @CsvSource({
    "RUN_ONCE, 1, 'missed +60 to +240, queued normal, fired +300'",
    "SKIP,     1, 'missed +60 to +240, queued normal, fired +300'",
    "CATCH_UP, 2, 'missed +60 to +180, queued normal, fired +240, queued normal, fired +300'",
    "CATCH_UP, 9, 'queued normal, fired +60, queued normal, fired +120, queued normal, fired +180, queued normal, fired +240, queued normal, fired +300'"
  })
  void missed(Missed missed, int maxCatchUp, String then) {
    Scene scene = Scene.started().does(every(Overlap.SKIP, missed, maxCatchUp));
    assertThat(scene.at(301).tell(TICK)).isEqualTo(then);
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +360");
  }

  @ParameterizedTest
  @CsvSource({
    "RUN_ONCE, 'queued normal, fired +50'",
    "CATCH_UP, 'queued normal, fired +50'",
    "SKIP,     missed +50"
  })
  void whatCameTooLate(Missed missed, String then) {
    Scene scene = Scene.started();
    String times = "2026-01-01T00:00:50Z";
    scene.does(new Command.SetSchedule("s", spec(times, Overlap.SKIP, missed, 1, 0, null)));
    assertThat(scene.at(50 + 61).tell(TICK)).isEqualTo(then);
  }

  /**
   * A week of downtime: each of 604,800 instants is in the ledger, in lines that stand for many.
   */
  @Test
  void aWeekOfDowntimeIsBounded() {
    Scene scene = Scene.started();
    Command everySecond =
        new Command.SetSchedule("s", spec("@every 1s", Overlap.SKIP, Missed.CATCH_UP, 3, 0, null));
    scene.does(everySecond).at(604_800);
    int lines = 0;
    int fired = 0;
    int missed = 0;
    Instant expected = Scene.instant(1);
    while (scene.agent().nextWake(scene.now()).orElseThrow().at().compareTo(scene.now()) <= 0) {
      Decision decision = scene.decide(TICK);
      scene.does(TICK);
      for (Entry entry : ((Decision.Accepted) decision).entries()) {
        if (entry instanceof Entry.ScheduleMissed m) {
          assertThat(m.dueAt()).isEqualTo(expected);
          expected = m.lastDueAt().plusSeconds(1);
          missed += m.count();
          lines++;
        } else if (entry instanceof Entry.ScheduleFired f) {
          assertThat(f.dueAt()).isEqualTo(expected);
          expected = expected.plusSeconds(1);
          fired++;
        }
      }
    }
    assertThat(fired).isEqualTo(3);
    assertThat(missed).isEqualTo(604_797);
    assertThat(lines).isLessThan(500);
  }

  @Test
  void aClockThatIsSetBackFiresNothingTwice() {
    Scene scene = Scene.started().does(at("* * * * *")).at(60).does(TICK);
    assertThat(scene.at(30).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("-");
    assertThat(scene.nextWake()).isEqualTo("schedule s is due +120");
  }

  @Test
  void aStoppedAgentMissesItsInstants() {
    Scene scene = Scene.started().does(at(MINUTE), STOP);
    assertThat(scene.at(60).tell(TICK)).isEqualTo("missed +60");
    assertThat(scene.agent().tasks()).isEmpty();
  }

  @Test
  void aSleepingAgentGetsItsTaskAndSleepsOn() {
    Scene scene = Scene.started().does(at(MINUTE), sleep(null));
    assertThat(scene.at(60).tell(TICK)).isEqualTo("queued normal, fired +60");
    assertThat(scene.agent().state()).isEqualTo(AgentState.SLEEPING);
    Command urgent =
        new Command.SetSchedule(
            "u",
            new ScheduleSpec(
                "go",
                "@every 10s",
                "UTC",
                Priority.URGENT,
                Overlap.SKIP,
                Missed.SKIP,
                1,
                0,
                null,
                null,
                null));
    scene.does(urgent);
    assertThat(scene.at(70).tell(TICK)).isEqualTo("queued urgent, fired +70, woke by task");
  }

  @Test
  void aFullQueueSkipsAndSaysWhy() {
    Scene scene = Scene.started(Say.Patch.with().queueLimit(1).done());
    scene.does(every(Overlap.QUEUE, Missed.RUN_ONCE, 1), Say.submit());
    assertThat(scene.at(60).tell(TICK)).isEqualTo("skipped +60");
  }

  @Test
  void pauseResumeTriggerDelete() {
    Scene scene = Scene.started().does(at(MINUTE));
    assertThat(scene.tell(new Command.PauseSchedule("s", true))).isEqualTo("paused");
    assertThat(scene.at(200).tell(TICK)).isEqualTo("-");
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.tell(new Command.TriggerSchedule("s")))
        .isEqualTo("queued normal, fired +200 by hand");
    assertThat(scene.tell(new Command.PauseSchedule("s", false))).isEqualTo("resumed for +240");
    assertThat(scene.tell(new Command.DeleteSchedule("s"))).isEqualTo("schedule deleted");
    assertThat(scene.tell(new Command.DeleteSchedule("s"))).isEqualTo("NOT_FOUND");
    assertThat(scene.tell(new Command.TriggerSchedule("s"))).isEqualTo("NOT_FOUND");
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  /** What a schedule is told when an instant of its has come and nobody has ticked yet. */
  private static Command change(String what) {
    return switch (what) {
      case "pause" -> new Command.PauseSchedule("s", true);
      case "delete" -> new Command.DeleteSchedule("s");
      case "times" -> at("@every 100s");
      case "prompt" -> new Command.SetSchedule("s", ScheduleSpec.of("go on", MINUTE));
      default -> throw new AssertionError(what);
    };
  }

  /** The ledger has a line of each instant that came before the change. */
  @ParameterizedTest
  @CsvSource({
    "60,  pause,  'queued normal, fired +60, paused'",
    "301, pause,  'missed +60 to +240, queued normal, fired +300, paused'",
    "60,  delete, 'queued normal, fired +60, schedule deleted'",
    "60,  times,  'queued normal, fired +60, set for +160'",
    "60,  prompt, 'queued normal, fired +60, set for +120'",
    "59,  pause,  paused",
    "59,  delete, schedule deleted",
    "59,  times,  set for +159"
  })
  void whatWasDueIsDoneBeforeItIsChanged(int at, String what, String then) {
    Scene scene = Scene.started().does(at(MINUTE));
    assertThat(scene.at(at).tell(change(what))).isEqualTo(then);
    assertThat(scene.tell(change("pause"))).doesNotContain("fired");
  }

  @ParameterizedTest
  @CsvSource({
    "pause,  'skipped +60, paused'",
    "delete, 'skipped +60, schedule deleted'",
    "times,  'skipped +60, set for +160'"
  })
  void whatWasStillJitteredIsSkippedOnRecord(String what, String then) {
    Scene scene = Scene.started();
    scene.does(
        new Command.SetSchedule("s", spec(MINUTE, Overlap.QUEUE, Missed.RUN_ONCE, 1, 30, null)));
    assertThat(scene.at(60).tell(TICK)).as("its jitter is not over").isEqualTo("-");
    assertThat(scene.tell(change(what))).isEqualTo(then);
    if (what.equals("pause")) {
      assertThat(scene.at(61).tell(new Command.PauseSchedule("s", false)))
          .isEqualTo("resumed for +120");
    }
  }

  @Test
  void otherWordsLeaveAJitteredInstantItsTime() {
    Scene scene = Scene.started();
    ScheduleSpec jittered = spec(MINUTE, Overlap.QUEUE, Missed.RUN_ONCE, 1, 30, null);
    scene.does(new Command.SetSchedule("s", jittered)).at(60);
    ScheduleSpec queues = spec(MINUTE, Overlap.SKIP, Missed.RUN_ONCE, 1, 30, null);
    assertThat(scene.tell(new Command.SetSchedule("s", queues))).isEqualTo("set for +60");
    assertThat(scene.at(90).tell(TICK)).isEqualTo("queued normal, fired +60");
  }

  @Test
  void aLongDowntimeIsInTheLedgerBeforeThePause() {
    Scene scene = Scene.started().does(at("@every 1s"));
    assertThat(scene.at(5_000).tell(change("pause")))
        .isEqualTo(
            "missed +1 to +2000, missed +2001 to +4000, missed +4001 to +4999, queued normal, fired"
                + " +5000, paused");
  }

  @Test
  void endsAfterItsRuns() {
    Scene scene = Scene.started();
    ScheduleSpec twice = spec(MINUTE, Overlap.QUEUE, Missed.CATCH_UP, 10, 0, 2);
    scene.does(new Command.SetSchedule("s", twice));
    assertThat(scene.at(400).tell(TICK))
        .isEqualTo("queued normal, fired +60, queued normal, fired +120");
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  @Test
  void jitterIsTheSameForTheSameInstant() {
    Scene scene = Scene.started();
    ScheduleSpec jittered = spec(MINUTE, Overlap.QUEUE, Missed.RUN_ONCE, 1, 30, null);
    scene.does(new Command.SetSchedule("s", jittered));
    Instant wake = scene.agent().nextWake(scene.now()).orElseThrow().at();
    assertThat(wake).isBetween(Scene.instant(60), Scene.instant(90));
    assertThat(scene.agent().nextWake(scene.instant(1)).orElseThrow().at()).isEqualTo(wake);
    double due = (wake.toEpochMilli() - Scene.START.toEpochMilli()) / 1000.0;
    assertThat(scene.at(due - 0.001).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(due).tell(TICK)).isEqualTo("queued normal, fired +60");
  }

  @Test
  void noJitterLeadsBeyondTheYear9999() {
    Instant last = Instant.parse("9999-12-31T23:59:59Z");
    Scene scene = Scene.started();
    scene.does(
        new Command.SetSchedule(
            "s", spec(last.toString(), Overlap.SKIP, Missed.RUN_ONCE, 1, 86_400, null)));
    assertThat(scene.agent().nextWake(scene.now()).orElseThrow().at()).isBetween(last, Check.LAST);
  }

  private static Command bounded(@Nullable Integer start, @Nullable Integer end, int runs) {
    return new Command.SetSchedule(
        "s",
        new ScheduleSpec(
            "go",
            MINUTE,
            "UTC",
            Priority.NORMAL,
            Overlap.QUEUE,
            Missed.RUN_ONCE,
            1,
            0,
            start == null ? null : Scene.instant(start),
            end == null ? null : Scene.instant(end),
            runs));
  }

  @Test
  void otherBoundsAreHonouredAndNothingStaysLost() {
    Scene scene = Scene.started().does(bounded(null, 70, 9)).at(60).does(TICK);
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.tell(bounded(null, 700, 9))).isEqualTo("set for +120");
    assertThat(scene.tell(bounded(600, 700, 9))).isEqualTo("set for +660");
    assertThat(scene.tell(bounded(0, 700, 9))).isEqualTo("set for +120");
    assertThat(scene.at(120).tell(TICK)).contains("fired +120");
    assertThat(scene.tell(bounded(0, 700, 2))).isEqualTo("set for never");
    assertThat(scene.tell(bounded(0, 700, 3))).isEqualTo("set for +180");
    scene.does(new Command.SetSchedule("s", spec("@every 1h", Overlap.SKIP, Missed.SKIP, 1, 0, 2)));
    assertThat(scene.agent().schedules().getFirst().runs()).as("of the new times").isZero();
  }

  @Test
  void jitterIsNoLateness() {
    Scene scene = Scene.started();
    ScheduleSpec jittered = spec("@every 2h", Overlap.SKIP, Missed.SKIP, 1, 3_600, null);
    scene.does(new Command.SetSchedule("s", jittered));
    Instant wake = scene.agent().nextWake(scene.now()).orElseThrow().at();
    double due = (wake.toEpochMilli() - Scene.START.toEpochMilli()) / 1000.0;
    assertThat(scene.at(due).tell(TICK)).isEqualTo("queued normal, fired +7200");
  }

  /** Otherwise an instant with a long delay holds up the ones after it, whose turn has come. */
  @ParameterizedTest
  @CsvSource({"@every 1s, 1000", "@every 60s, 60000", "* * * * *, 60000"})
  void aJitterLongerThanTheIntervalHoldsUpNobody(String times, long room) {
    Scene scene = Scene.started();
    ScheduleSpec jittered = spec(times, Overlap.QUEUE, Missed.CATCH_UP, 1, 86_400, null);
    scene.does(new Command.SetSchedule("s", jittered));
    Instant due = Objects.requireNonNull(scene.agent().schedules().getFirst().next());
    for (Instant run : scene.agent().schedules().getFirst().nextRuns(scene.agent().id(), 50)) {
      assertThat(run).isBetween(due, due.plusMillis(room - 1));
      due = due.plusMillis(room);
    }
  }

  /** Fewer runs may be asked for than there have been. */
  @Test
  void theNextRunsAreNotMoreThanAreLeft() {
    Scene scene = Scene.started().does(bounded(null, null, 3));
    assertThat(runs(scene))
        .containsExactly(Scene.instant(60), Scene.instant(120), Scene.instant(180));
    scene.at(60).does(TICK).at(120).does(TICK);
    assertThat(runs(scene)).containsExactly(Scene.instant(180));
    assertThat(runs(scene.does(bounded(null, null, 1)))).isEmpty();
    assertThat(runs(Scene.started().does(bounded(null, 130, 9)))).hasSize(2);
  }

  private static List<Instant> runs(Scene scene) {
    return scene.agent().schedules().getFirst().nextRuns(scene.agent().id(), 5);
  }

  @ParameterizedTest
  @CsvSource({"61 * * * *", "@every 0s", "tomorrow", "* * * *", "0 0 30 2 *"})
  void whatIsNoTimetableCannotBeAskedFor(String times) {
    assertThatThrownBy(() -> at(times)).isInstanceOf(IllegalArgumentException.class);
  }
}
