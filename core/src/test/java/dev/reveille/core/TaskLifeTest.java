package dev.reveille.core;

import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.call;
import static dev.reveille.core.Say.comeLater;
import static dev.reveille.core.Say.done;
import static dev.reveille.core.Say.fails;
import static dev.reveille.core.Say.rests;
import static dev.reveille.core.ToolPolicy.READ_ONLY;
import static dev.reveille.core.ToolPolicy.UNSAFE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command that a task can meet in each of its states, as {@link TaskState} draws them. */
class TaskLifeTest {

  /** Task 2 of an agent, in the state that the table's first column names; it expires at 900 s. */
  private static Scene given(String name) {
    Scene scene = Scene.started(Say.Patch.with().maxAttempts(2).done());
    TaskSpec spec =
        new TaskSpec(
            "go",
            Priority.NORMAL,
            null,
            null,
            Scene.instant(900),
            Duration.ofSeconds(300),
            null,
            null,
            null,
            "client");
    scene.does(new Command.Submit(spec));
    Scene running =
        name.startsWith("QUEUED") && !name.endsWith("again") ? scene : scene.does(begin(1));
    return switch (name) {
      case "QUEUED" -> scene;
      case "RUNNING, model" -> running;
      case "RUNNING, tool" -> running.does(call(2, 1, 1, READ_ONLY));
      case "RUNNING, unsafe" -> running.does(call(2, 1, 1, UNSAFE));
      case "RUNNING, last" ->
          running.does(fails(2, 1, 1, Failure.Kind.TRANSIENT)).at(1).does(begin(1));
      case "WAITING, rests" -> running.does(call(2, 1, 1, READ_ONLY), rests(2, 1, "c1", 60));
      case "WAITING, 429" -> running.does(comeLater(2, 1, 1, 60));
      case "RETRYING" -> running.does(fails(2, 1, 1, Failure.Kind.TRANSIENT));
      case "QUEUED again" -> running.does(call(2, 1, 1, READ_ONLY), Say.CRASH);
      case "SUCCEEDED" -> running.does(answer(2, 1, 1));
      case "DEAD" ->
          running
              .does(fails(2, 1, 1, Failure.Kind.TRANSIENT))
              .at(1)
              .does(begin(1), fails(2, 2, 1, Failure.Kind.TRANSIENT));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Command command(String name, Scene scene) {
    Task task = scene.agent().tasks().get(2);
    int run = task == null ? 1 : task.run();
    int step = task == null ? 1 : task.steps() + 1;
    return switch (name) {
      case "begin" -> begin(1);
      case "answer" -> answer(2, run, step);
      case "refusal" -> Say.refuse(2, run, step);
      case "calls" -> call(2, run, step, READ_ONLY, UNSAFE);
      case "transient" -> fails(2, run, step, Failure.Kind.TRANSIENT);
      case "cut" -> Say.breaks(2, run, step);
      case "permanent" -> fails(2, run, step, Failure.Kind.PERMANENT);
      case "429" -> comeLater(2, run, step, 60);
      case "overloaded" -> fails(2, run, step, Failure.Kind.OVERLOADED);
      case "done" -> done(2, run, "c1");
      case "broke" -> Say.broke(2, run, "c1");
      case "rests" -> rests(2, run, "c1", 70);
      case "crash" -> Say.CRASH;
      case "journal" -> new Command.Interrupt(Interruption.JOURNAL);
      case "shutdown" -> new Command.Interrupt(Interruption.SHUTDOWN);
      case "cancel" -> Say.cancel(2);
      case "steer" -> Say.steer(2);
      case "wake" -> Say.WAKE;
      case "redrive" -> Say.redrive(2);
      case "discard" -> Say.discard(2);
      case "tick" -> Say.TICK;
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest(name = "{0}: {1} at {2} s -> {3} -> {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'QUEUED'          | 'begin' |   1 | started 2 attempt 1 run 1 | RUNNING
          'QUEUED'          | 'answer, refusal, calls, transient, cut, permanent, 429, overloaded, done, broke, rests, crash, journal, shutdown, wake, tick' |   1 | - | QUEUED
          'QUEUED'          | 'cancel' |   1 | cancelled 2 | -
          'QUEUED'          | 'steer' |   1 | steered 2 | QUEUED
          'QUEUED'          | 'redrive, discard' |   1 | NOT_FOUND | QUEUED
          'QUEUED'          | 'tick' |  60 | - | QUEUED
          'QUEUED'          | 'tick' | 300 | - | QUEUED
          'QUEUED'          | 'tick' | 900 | expired 2 | -

          'RUNNING, model'  | 'begin, done, broke, rests, wake, tick' |   1 | - | RUNNING
          'RUNNING, model'  | 'answer' |   1 | replied 2 step 1, succeeded 2 | -
          'RUNNING, model'  | 'refusal' |   1 | replied 2 step 1, failed 2 | -
          'RUNNING, model'  | 'calls' |   1 | replied 2 step 1, called 2 c1, called 2 c2 | RUNNING
          'RUNNING, model'  | 'transient' |   1 | retrying 2 +1.5 | RETRYING
          'RUNNING, model'  | 'cut' |   1 | call lost 2, retrying 2 +1.5 | RETRYING
          'RUNNING, model'  | 'permanent' |   1 | failed 2 | -
          'RUNNING, model'  | '429' |   1 | deferred 2 +61 | WAITING
          'RUNNING, model'  | 'overloaded' |   1 | deferred 2 +1.5 | WAITING
          'RUNNING, model'  | 'crash' |   1 | call lost 2, interrupted 2 by crash | QUEUED
          'RUNNING, model'  | 'journal' |   1 | call lost 2, interrupted 2 by journal | QUEUED
          'RUNNING, model'  | 'shutdown' |   1 | call lost 2, interrupted 2 by shutdown | QUEUED
          'RUNNING, model'  | 'cancel' |   1 | call lost 2, cancelled 2 | -
          'RUNNING, model'  | 'steer' |   1 | steered 2 | RUNNING
          'RUNNING, model'  | 'redrive, discard' |   1 | NOT_FOUND | RUNNING
          'RUNNING, model'  | 'tick' |  60 | - | RUNNING
          'RUNNING, model'  | 'tick' | 300 | call lost 2, retrying 2 +300.5 | RETRYING
          'RUNNING, model'  | 'tick' | 900 | call lost 2, retrying 2 +900.5 | RETRYING

          'RUNNING, tool'   | 'begin, answer, refusal, calls, transient, cut, permanent, 429, overloaded, wake, tick' |   1 | - | RUNNING
          'RUNNING, tool'   | 'done' |   1 | ok 2 c1 | RUNNING
          'RUNNING, tool'   | 'broke' |   1 | failed 2 c1 | RUNNING
          'RUNNING, tool'   | 'rests' |   1 | rests 2 c1 +70 | WAITING
          'RUNNING, tool'   | 'crash' |   1 | interrupted 2 by crash | QUEUED
          'RUNNING, tool'   | 'journal' |   1 | interrupted 2 by journal | QUEUED
          'RUNNING, tool'   | 'shutdown' |   1 | interrupted 2 by shutdown | QUEUED
          'RUNNING, tool'   | 'cancel' |   1 | cancelled 2 | -
          'RUNNING, tool'   | 'steer' |   1 | steered 2 | RUNNING
          'RUNNING, tool'   | 'redrive, discard' |   1 | NOT_FOUND | RUNNING
          'RUNNING, tool'   | 'tick' |  60 | - | RUNNING
          'RUNNING, tool'   | 'tick' | 300 | retrying 2 +300.5 | RETRYING
          'RUNNING, tool'   | 'tick' | 900 | retrying 2 +900.5 | RETRYING

          'RUNNING, unsafe' | 'begin, answer, refusal, calls, transient, cut, permanent, 429, overloaded, wake, tick' |   1 | - | RUNNING
          'RUNNING, unsafe' | 'done' |   1 | ok 2 c1 | RUNNING
          'RUNNING, unsafe' | 'broke' |   1 | failed 2 c1 | RUNNING
          'RUNNING, unsafe' | 'rests' |   1 | rests 2 c1 +70 | WAITING
          'RUNNING, unsafe' | 'crash' |   1 | unknown 2 c1, interrupted 2 by crash | QUEUED
          'RUNNING, unsafe' | 'journal' |   1 | unknown 2 c1, interrupted 2 by journal | QUEUED
          'RUNNING, unsafe' | 'shutdown' |   1 | unknown 2 c1, interrupted 2 by shutdown | QUEUED
          'RUNNING, unsafe' | 'cancel' |   1 | cancelled 2 | -
          'RUNNING, unsafe' | 'steer' |   1 | steered 2 | RUNNING
          'RUNNING, unsafe' | 'redrive, discard' |   1 | NOT_FOUND | RUNNING
          'RUNNING, unsafe' | 'tick' |  60 | - | RUNNING
          'RUNNING, unsafe' | 'tick' | 300 | unknown 2 c1, retrying 2 +300.5 | RETRYING
          'RUNNING, unsafe' | 'tick' | 900 | unknown 2 c1, retrying 2 +900.5 | RETRYING

          'RUNNING, last'   | 'begin, done, broke, rests, wake, tick' |   1 | - | RUNNING
          'RUNNING, last'   | 'answer' |   1 | replied 2 step 1, succeeded 2 | -
          'RUNNING, last'   | 'refusal' |   1 | replied 2 step 1, failed 2 | -
          'RUNNING, last'   | 'calls' |   1 | replied 2 step 1, called 2 c1, called 2 c2 | RUNNING
          'RUNNING, last'   | 'transient' |   1 | died 2 | -
          'RUNNING, last'   | 'cut' |   1 | call lost 2, died 2 | -
          'RUNNING, last'   | 'permanent' |   1 | failed 2 | -
          'RUNNING, last'   | '429' |   1 | deferred 2 +61 | WAITING
          'RUNNING, last'   | 'overloaded' |   1 | deferred 2 +1.5 | WAITING
          'RUNNING, last'   | 'crash' |   1 | call lost 2, interrupted 2 by crash | QUEUED
          'RUNNING, last'   | 'journal' |   1 | call lost 2, interrupted 2 by journal | QUEUED
          'RUNNING, last'   | 'shutdown' |   1 | call lost 2, interrupted 2 by shutdown | QUEUED
          'RUNNING, last'   | 'cancel' |   1 | call lost 2, cancelled 2 | -
          'RUNNING, last'   | 'steer' |   1 | steered 2 | RUNNING
          'RUNNING, last'   | 'redrive, discard' |   1 | NOT_FOUND | RUNNING
          'RUNNING, last'   | 'tick' |  60 | - | RUNNING
          'RUNNING, last'   | 'tick' | 300 | - | RUNNING
          'RUNNING, last'   | 'tick' | 900 | call lost 2, died 2 | -

          'WAITING, rests'  | 'begin, answer, refusal, calls, transient, cut, permanent, 429, overloaded, done, broke, rests, crash, journal, shutdown, tick' |   1 | - | WAITING
          'WAITING, rests'  | 'begin' |  60 | - | WAITING
          'WAITING, rests'  | 'cancel' |   1 | cancelled 2 | -
          'WAITING, rests'  | 'steer' |   1 | steered 2 | WAITING
          'WAITING, rests'  | 'wake' |   1 | ok 2 c1 | QUEUED
          'WAITING, rests'  | 'redrive, discard' |   1 | NOT_FOUND | WAITING
          'WAITING, rests'  | 'tick' |  60 | ok 2 c1 | QUEUED
          'WAITING, rests'  | 'tick' | 300 | ok 2 c1 | QUEUED
          'WAITING, rests'  | 'tick' | 900 | ok 2 c1, expired 2 | -

          'WAITING, 429'    | 'begin, answer, refusal, calls, transient, cut, permanent, 429, overloaded, done, broke, rests, crash, journal, shutdown, wake, tick' |   1 | - | WAITING
          'WAITING, 429'    | 'begin' |  60 | started 2 attempt 1 run 2 | RUNNING
          'WAITING, 429'    | 'cancel' |   1 | cancelled 2 | -
          'WAITING, 429'    | 'steer' |   1 | steered 2 | WAITING
          'WAITING, 429'    | 'redrive, discard' |   1 | NOT_FOUND | WAITING
          'WAITING, 429'    | 'tick' |  60 | - | WAITING
          'WAITING, 429'    | 'tick' | 300 | - | WAITING
          'WAITING, 429'    | 'tick' | 900 | expired 2 | -

          'RETRYING'        | 'begin' |   1 | started 2 attempt 2 run 2 | RUNNING
          'RETRYING'        | 'answer, refusal, calls, transient, cut, permanent, 429, overloaded, done, broke, rests, crash, journal, shutdown, wake, tick' |   1 | - | RETRYING
          'RETRYING'        | 'cancel' |   1 | cancelled 2 | -
          'RETRYING'        | 'steer' |   1 | steered 2 | RETRYING
          'RETRYING'        | 'redrive, discard' |   1 | NOT_FOUND | RETRYING
          'RETRYING'        | 'tick' |  60 | - | RETRYING
          'RETRYING'        | 'tick' | 300 | - | RETRYING
          'RETRYING'        | 'tick' | 900 | expired 2 | -

          'QUEUED again'    | 'begin' |   1 | started 2 attempt 1 run 2 | RUNNING
          'QUEUED again'    | 'answer, refusal, calls, transient, cut, permanent, 429, overloaded, done, broke, rests, crash, journal, shutdown, wake, tick' |   1 | - | QUEUED
          'QUEUED again'    | 'cancel' |   1 | cancelled 2 | -
          'QUEUED again'    | 'steer' |   1 | steered 2 | QUEUED
          'QUEUED again'    | 'redrive, discard' |   1 | NOT_FOUND | QUEUED
          'QUEUED again'    | 'tick' |  60 | - | QUEUED
          'QUEUED again'    | 'tick' | 300 | - | QUEUED
          'QUEUED again'    | 'tick' | 900 | expired 2 | -

          'SUCCEEDED'       | 'begin, answer, refusal, calls, transient, cut, permanent, 429, overloaded, done, broke, rests, crash, journal, shutdown, wake, tick' |   1 | - | -
          'SUCCEEDED'       | 'cancel, steer' |   1 | CONFLICT | -
          'SUCCEEDED'       | 'redrive, discard' |   1 | NOT_FOUND | -
          'SUCCEEDED'       | 'tick' |  60 | - | -
          'SUCCEEDED'       | 'tick' | 300 | - | -
          'SUCCEEDED'       | 'tick' | 900 | - | -

          'DEAD'            | 'begin, answer, refusal, calls, transient, cut, permanent, 429, overloaded, done, broke, rests, crash, journal, shutdown, wake, tick' |   1 | - | -
          'DEAD'            | 'cancel, steer' |   1 | CONFLICT | -
          'DEAD'            | 'redrive' |   1 | queued normal, redriven 2 | -
          'DEAD'            | 'discard' |   1 | discarded 2 | -
          'DEAD'            | 'tick' |  60 | - | -
          'DEAD'            | 'tick' | 300 | - | -
          'DEAD'            | 'tick' | 900 | - | -
          """)
  void decides(String given, String commands, int at, String entries, String state) {
    for (String command : commands.split(", ")) {
      Scene scene = given(given).at(at);
      assertThat(scene.tell(command(command, scene))).as(command).isEqualTo(entries);
      Task task = scene.agent().tasks().get(2);
      assertThat(task == null ? "-" : task.state().name()).as(command).isEqualTo(state);
    }
  }

  @Test
  void imagesStandInTheJournalAndNotInTheState() {
    Image image = new Image("data:image/png;base64," + "A".repeat(10_000));
    Scene scene = Scene.started();
    Command sent = new Command.Submit(TaskSpec.of("look").showing(List.of(image)));
    assertThat(scene.decide(sent))
        .isInstanceOfSatisfying(
            Decision.Accepted.class,
            yes ->
                assertThat(((Entry.TaskQueued) yes.entries().getFirst()).images())
                    .containsExactly(image));
    scene.does(sent, Say.begin(1));
    assertThat(scene.agent().toString()).doesNotContain("AAAA");
    assertThat(TaskSpec.of("look").showing(List.of()).images()).isNull();
  }
}
