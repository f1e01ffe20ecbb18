package dev.reveille.core;

import static dev.reveille.core.Priority.HIGH;
import static dev.reveille.core.Priority.LOW;
import static dev.reveille.core.Priority.NORMAL;
import static dev.reveille.core.Priority.URGENT;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.call;
import static dev.reveille.core.Say.inThread;
import static dev.reveille.core.Say.keyed;
import static dev.reveille.core.Say.notBefore;
import static dev.reveille.core.Say.rests;
import static dev.reveille.core.Say.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Say.Patch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which task starts next: priority, ageing, age, threads, limits. */
class QueueTest {
  private static final ConfigPatch MANY = Patch.with().maxConcurrentTasks(10).done();

  @Test
  void startsByPriorityThenFirstInFirstOut() {
    Scene scene = Scene.started(MANY);
    scene.does(
        submit(LOW), submit(NORMAL), submit(URGENT), submit(NORMAL), submit(HIGH), submit(URGENT));
    assertThat(scene.startable()).containsExactly(4L, 7L, 6L, 3L, 5L, 2L);
  }

  /** The low task came at 0 s, ageing is 300 s; the other comes at the second column. */
  @ParameterizedTest
  @CsvSource({
    "NORMAL,  10,   3",
    "NORMAL,  299,  3",
    "NORMAL,  300,  2",
    "NORMAL, 301, 2",
    "HIGH,    599,  3",
    "HIGH,    600,  2",
    "URGENT,  899,  3",
    "URGENT,  900,  2",
    "URGENT, 5000, 2",
  })
  void aLowTaskThatWaitedLongOvertakesWhatComesLater(Priority other, int at, long first) {
    Scene scene = Scene.started().does(submit(LOW)).at(at).does(submit(other));
    assertThat(scene.startable()).containsExactly(first);
  }

  @Test
  void aLowTaskIsNotStarvedByAStreamOfUrgentOnes() {
    Scene scene = Scene.started().does(submit(LOW));
    int second = 0;
    while (scene.agent().tasks().get(2) != null && scene.task(2).state() == TaskState.QUEUED) {
      scene.at(second += 10).does(submit(URGENT), begin(1));
      Task running =
          scene.agent().tasks().stream().filter(Task::isRunning).findFirst().orElseThrow();
      if (running.seq() != 2) {
        scene.does(answer(running.seq(), 1, 1));
      }
      assertThat(second).isLessThanOrEqualTo(900);
    }
    assertThat(second).isEqualTo(900);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 4", "9, 4"})
  void noMoreRunAtOnceThanAllowed(int permits, int running) {
    Scene scene = Scene.started(Patch.with().maxConcurrentTasks(4).done());
    scene.does(submit(), submit(), submit(), submit(), submit(), begin(permits));
    assertThat(scene.agent().tasks().running()).isEqualTo(running);
    assertThat(scene.startable()).hasSize(4 - running);
    scene.does(begin(9));
    assertThat(scene.agent().tasks().running()).isEqualTo(4);
    assertThat(scene.tell(begin(9))).isEqualTo("-");
  }

  @Test
  void fewerPlacesStopNothingThatRuns() {
    Scene scene = Scene.started(MANY).does(submit(), submit(), submit(), begin(3), submit());
    scene.does(new Command.Update(Patch.with().maxConcurrentTasks(2).done()));
    assertThat(scene.agent().tasks().running()).isEqualTo(3);
    scene.does(answer(2, 1, 1));
    assertThat(scene.startable()).isEmpty();
    scene.does(answer(3, 1, 1));
    assertThat(scene.startable()).containsExactly(8L);
  }

  @Test
  void tasksOfAThreadRunOneAfterAnother() {
    Scene scene = Scene.started(MANY).does(inThread("x"), inThread("x"), inThread("y"), submit());
    assertThat(scene.startable()).containsExactly(2L, 4L, 5L);
    scene.does(begin(9));
    assertThat(scene.startable()).isEmpty();
    scene.does(answer(2, 1, 1));
    assertThat(scene.startable()).containsExactly(3L);
  }

  @Test
  void aThreadWaitsForItsFirstWhateverThatWaitsFor() {
    Scene rests = Scene.started(MANY).does(inThread("x"), inThread("x"), begin(1));
    rests.does(call(2, 1, 1, ToolPolicy.READ_ONLY), rests(2, 1, "c1", 60));
    assertThat(rests.startable()).isEmpty();
    Scene retries = Scene.started(MANY).does(inThread("x"), inThread("x"), begin(1));
    retries.does(Say.fails(2, 1, 1, Failure.Kind.TRANSIENT));
    assertThat(retries.startable()).isEmpty();
    retries.does(Say.cancel(2));
    assertThat(retries.startable()).containsExactly(3L);
  }

  @Test
  void aTaskMayNotStartBeforeItsTime() {
    Scene scene = Scene.started().does(notBefore(60));
    assertThat(scene.at(59.999).startable()).isEmpty();
    assertThat(scene.nextWake()).isEqualTo("task a/2 may start +60");
    assertThat(scene.at(60).startable()).containsExactly(2L);
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  @Test
  void whereNoPlaceIsFreeNoTimeIsWaitedFor() {
    Scene full = Scene.started().does(submit(), begin(1), notBefore(60));
    assertThat(full.nextWake()).isEqualTo("-");
    Scene behind = Scene.started(MANY).does(inThread("x"), begin(1));
    behind.does(new Command.Submit(Say.spec(NORMAL, "x", Scene.instant(60), null)));
    assertThat(behind.nextWake()).isEqualTo("-");
    full.at(61).does(answer(2, 1, 1));
    assertThat(full.startable()).containsExactly(4L);
  }

  // ── imports ────────────────────────────────────────────────────────────────────────────────

  @Test
  void anImportedTaskIsTakenInOnceAndIsNoWorkOfTheAgents() {
    Scene scene = Scene.started();
    Agent before = scene.agent();
    assertThat(scene.tell(new Command.Import(recorded("1")))).isEqualTo("imported x/7");
    assertThat(scene.tell(new Command.Import(recorded("1")))).isEqualTo("-");
    assertThat(scene.decide(new Command.Import(recorded("1"))))
        .isInstanceOfSatisfying(
            Decision.Accepted.class,
            a -> assertThat(a.task()).isEqualTo(new TaskId(before.id(), 2)));
    assertThat(scene.tell(new Command.Import(recorded("2")))).isEqualTo("imported x/7");
    assertThat(scene.agent().tasks()).isEqualTo(before.tasks());
    assertThat(scene.agent().usage()).isEqualTo(before.usage());
    assertThat(scene.agent().state()).isEqualTo(AgentState.IDLE);
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.agent().effects()).isEmpty();
    assertThat(scene.tell(new Command.Cancel(2, "no"))).isEqualTo("CONFLICT");
  }

  private static Entry.TaskImported recorded(String digest) {
    return new Entry.TaskImported(
        "x/7",
        TaskState.SUCCEEDED,
        NORMAL,
        1,
        Scene.instant(0),
        null,
        Scene.instant(1),
        digest,
        "{}");
  }

  // ── limits ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void aFullQueueRefusesAndDropsNothing() {
    Scene scene = Scene.started(Patch.with().queueLimit(2).done()).does(submit(), submit());
    assertThat(scene.tell(submit(URGENT))).isEqualTo("LIMIT_EXCEEDED");
    assertThat(scene.agent().queueDepth()).isEqualTo(2);
    scene.does(begin(1)); // what runs is not in the queue
    assertThat(scene.tell(submit())).isEqualTo("queued normal");
    assertThat(scene.tell(submit())).isEqualTo("LIMIT_EXCEEDED");
    assertThat(scene.decide(submit()))
        .isInstanceOfSatisfying(
            Decision.Rejected.class,
            r -> assertThat(r.why()).contains("2 tasks queued", "queueLimit", "is 2"));
  }

  @Test
  void anInterruptedTaskIsKeptEvenIfTheQueueIsFull() {
    Scene scene =
        Scene.started(Patch.with().queueLimit(1).done()).does(submit(), begin(1), submit());
    scene.does(Say.CRASH);
    assertThat(scene.agent().queueDepth()).isEqualTo(2);
    assertThat(scene.tell(submit())).isEqualTo("LIMIT_EXCEEDED");
  }

  // ── idempotency keys ───────────────────────────────────────────────────────────────────────

  private static TaskId about(Scene scene, Command command) {
    TaskId task = ((Decision.Accepted) scene.decide(command)).task();
    scene.tell(command);
    if (task == null) {
      throw new AssertionError(command + " was about no task");
    }
    return task;
  }

  @Test
  void theSameKeyAnswersWithTheFirstTask() {
    Scene scene = Scene.started(Patch.with().queueLimit(1).done());
    TaskId first = about(scene, keyed("k"));
    assertThat(scene.tell(keyed("k"))).isEqualTo("-");
    assertThat(about(scene, keyed("k"))).as("although the queue is full").isEqualTo(first);
    scene.does(begin(1), answer(2, 1, 1));
    assertThat(about(scene, keyed("k"))).as("although it has ended").isEqualTo(first);
    assertThat(about(scene, keyed("other"))).isNotEqualTo(first);
  }

  @Test
  void theOldestKeyIsForgottenFirst() {
    Scene scene = Scene.started(Patch.with().idempotencyKeyLimit(2).done());
    scene.does(keyed("a"), keyed("b"), keyed("c"));
    assertThat(scene.agent().keys().toMap()).containsExactly(entry("b", 3L), entry("c", 4L));
    assertThat(scene.tell(keyed("c"))).isEqualTo("-");
    assertThat(scene.tell(keyed("a"))).isEqualTo("queued normal");
    assertThat(scene.agent().keys().toMap()).containsExactly(entry("c", 4L), entry("a", 5L));
  }

  @Test
  void aLowerLimitForgetsAtTheNextKey() {
    Scene scene = Scene.started().does(keyed("a"), keyed("b"), keyed("c"), keyed("d"));
    scene.does(new Command.Update(Patch.with().idempotencyKeyLimit(2).done()), keyed("e"));
    assertThat(scene.agent().keys().toMap().keySet()).containsExactly("d", "e");
  }

  private static java.util.Map.Entry<String, Long> entry(String key, long task) {
    return java.util.Map.entry(key, task);
  }

  @Test
  void whyIsAlwaysSaid() {
    Scene scene = Scene.started().does(notBefore(60), inThread("x"), inThread("x"), begin(1));
    List<String> whys = new java.util.ArrayList<>(List.of(scene.agent().why(scene.now())));
    scene.does(answer(3, 1, 1));
    whys.add(scene.agent().why(scene.now()));
    scene.does(Say.cancel(4));
    whys.add(scene.agent().why(scene.now()));
    assertThat(whys)
        .containsExactly(
            "1 task running; 2 tasks queued",
            "1 task ready, waiting for a free place to run in; task a/2 starts from"
                + " 2026-01-01T00:01:00Z",
            "task a/2 starts from 2026-01-01T00:01:00Z");
  }

  @Test
  void aTaskWhoseTimeHasComeIsReadyAndWaitsForNoTime() {
    Scene scene = Scene.started().does(Say.notBefore(10));
    assertThat(scene.agent().why(scene.now())).startsWith("task a/2 starts from ");
    scene.at(10);
    assertThat(scene.agent().why(scene.now()))
        .isEqualTo("1 task ready, waiting for a free place to run in");
  }
}
