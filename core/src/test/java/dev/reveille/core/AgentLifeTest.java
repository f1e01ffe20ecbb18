package dev.reveille.core;

import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.sleep;
import static dev.reveille.core.Say.submit;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command of a client or of the engine in every state of an agent, as {@link AgentState}
 * draws it.
 */
class AgentLifeTest {

  /** Names of the agents in the table's first column; task 2 is the one they have. */
  private static Scene given(String name) {
    return switch (name) {
      case "IDLE" -> Scene.started();
      case "WAITING" -> Scene.started().does(submit());
      case "ACTIVE" -> Scene.started().does(submit(), begin(1));
      case "ACTIVE, sleepy" -> Scene.started().does(submit(), begin(1), sleep(60));
      case "ACTIVE, draining" -> Scene.started().does(submit(), begin(1), Say.DRAIN);
      case "SLEEPING" -> Scene.started().does(sleep(60));
      case "SLEEPING, tasks" -> Scene.started().does(submit(), sleep(60));
      case "STOPPED" -> Scene.started().does(Say.STOP);
      case "STOPPED, tasks" -> Scene.started().does(submit(), Say.DRAIN);
      case "STOPPED, asleep" -> Scene.started().does(sleep(60), Say.STOP);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Command command(String name) {
    return switch (name) {
      case "create" -> Say.create(ConfigPatch.EMPTY);
      case "update" -> new Command.Update(Say.Patch.with().maxSteps(7).done());
      case "update nothing" -> new Command.Update(ConfigPatch.EMPTY);
      case "start" -> Say.START;
      case "drain" -> Say.DRAIN;
      case "stop" -> Say.STOP;
      case "delete" -> Say.DELETE;
      case "sleep" -> sleep(90);
      case "sleep past" -> sleep(5);
      case "wake" -> Say.WAKE;
      case "submit" -> submit();
      case "submit high" -> submit(Priority.HIGH);
      case "cancel" -> Say.cancel(2);
      case "steer" -> Say.steer(2);
      case "redrive" -> Say.redrive(2);
      case "discard" -> Say.discard(2);
      case "begin" -> begin(1);
      case "crash" -> Say.CRASH;
      case "tick" -> Say.TICK;
      case "answer" -> Say.answer(2, 1, 1);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest(name = "{0}: {1} at {2} s -> {3} -> {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'IDLE'             | 'create' |  10 | CONFLICT | IDLE
          'IDLE'             | 'update' |  10 | updated | IDLE
          'IDLE'             | 'update nothing, start, wake, begin, crash, tick, answer' |  10 | - | IDLE
          'IDLE'             | 'drain, stop' |  10 | stopped | STOPPED
          'IDLE'             | 'delete' |  10 | deleted | STOPPED
          'IDLE'             | 'sleep' |  10 | asleep +90 | SLEEPING
          'IDLE'             | 'sleep past' |  10 | asleep +5, woke by time | IDLE
          'IDLE'             | 'submit' |  10 | queued normal | WAITING
          'IDLE'             | 'submit high' |  10 | queued high | WAITING
          'IDLE'             | 'cancel, steer, redrive, discard' |  10 | NOT_FOUND | IDLE
          'IDLE'             | 'tick' |  60 | - | IDLE

          'WAITING'          | 'create' |  10 | CONFLICT | WAITING
          'WAITING'          | 'update' |  10 | updated | WAITING
          'WAITING'          | 'update nothing, start, wake, crash, tick, answer' |  10 | - | WAITING
          'WAITING'          | 'drain, stop' |  10 | stopped | STOPPED
          'WAITING'          | 'delete' |  10 | cancelled 2, deleted | STOPPED
          'WAITING'          | 'sleep' |  10 | asleep +90 | SLEEPING
          'WAITING'          | 'sleep past' |  10 | asleep +5, woke by time | WAITING
          'WAITING'          | 'submit' |  10 | queued normal | WAITING
          'WAITING'          | 'submit high' |  10 | queued high | WAITING
          'WAITING'          | 'cancel' |  10 | cancelled 2 | IDLE
          'WAITING'          | 'steer' |  10 | steered 2 | WAITING
          'WAITING'          | 'redrive, discard' |  10 | NOT_FOUND | WAITING
          'WAITING'          | 'begin' |  10 | started 2 attempt 1 run 1 | ACTIVE
          'WAITING'          | 'tick' |  60 | - | WAITING

          'ACTIVE'           | 'create' |  10 | CONFLICT | ACTIVE
          'ACTIVE'           | 'update' |  10 | updated | ACTIVE
          'ACTIVE'           | 'update nothing, start, wake, begin, tick' |  10 | - | ACTIVE
          'ACTIVE'           | 'drain' |  10 | draining | ACTIVE
          'ACTIVE'           | 'stop' |  10 | call lost 2, interrupted 2 by stop, stopped | STOPPED
          'ACTIVE'           | 'delete' |  10 | call lost 2, cancelled 2, deleted | STOPPED
          'ACTIVE'           | 'sleep' |  10 | asleep +90 | ACTIVE
          'ACTIVE'           | 'sleep past' |  10 | asleep +5, woke by time | ACTIVE
          'ACTIVE'           | 'submit' |  10 | queued normal | ACTIVE
          'ACTIVE'           | 'submit high' |  10 | queued high | ACTIVE
          'ACTIVE'           | 'cancel' |  10 | call lost 2, cancelled 2 | IDLE
          'ACTIVE'           | 'steer' |  10 | steered 2 | ACTIVE
          'ACTIVE'           | 'redrive, discard' |  10 | NOT_FOUND | ACTIVE
          'ACTIVE'           | 'crash' |  10 | call lost 2, interrupted 2 by crash | WAITING
          'ACTIVE'           | 'tick' |  60 | - | ACTIVE
          'ACTIVE'           | 'answer' |  10 | replied 2 step 1, succeeded 2 | IDLE

          'ACTIVE, sleepy'   | 'create' |  10 | CONFLICT | ACTIVE
          'ACTIVE, sleepy'   | 'update' |  10 | updated | ACTIVE
          'ACTIVE, sleepy'   | 'update nothing, start, begin, tick' |  10 | - | ACTIVE
          'ACTIVE, sleepy'   | 'drain' |  10 | draining | ACTIVE
          'ACTIVE, sleepy'   | 'stop' |  10 | call lost 2, interrupted 2 by stop, stopped | STOPPED
          'ACTIVE, sleepy'   | 'delete' |  10 | call lost 2, cancelled 2, deleted | STOPPED
          'ACTIVE, sleepy'   | 'sleep' |  10 | asleep +90 | ACTIVE
          'ACTIVE, sleepy'   | 'sleep past' |  10 | asleep +5, woke by time | ACTIVE
          'ACTIVE, sleepy'   | 'wake' |  10 | woke by hand | ACTIVE
          'ACTIVE, sleepy'   | 'submit' |  10 | queued normal | ACTIVE
          'ACTIVE, sleepy'   | 'submit high' |  10 | queued high, woke by task | ACTIVE
          'ACTIVE, sleepy'   | 'cancel' |  10 | call lost 2, cancelled 2 | SLEEPING
          'ACTIVE, sleepy'   | 'steer' |  10 | steered 2 | ACTIVE
          'ACTIVE, sleepy'   | 'redrive, discard' |  10 | NOT_FOUND | ACTIVE
          'ACTIVE, sleepy'   | 'crash' |  10 | call lost 2, interrupted 2 by crash | SLEEPING
          'ACTIVE, sleepy'   | 'tick' |  60 | woke by time | ACTIVE
          'ACTIVE, sleepy'   | 'answer' |  10 | replied 2 step 1, succeeded 2 | SLEEPING

          'ACTIVE, draining' | 'create' |  10 | CONFLICT | ACTIVE
          'ACTIVE, draining' | 'update' |  10 | updated | ACTIVE
          'ACTIVE, draining' | 'update nothing, drain, wake, begin, tick' |  10 | - | ACTIVE
          'ACTIVE, draining' | 'start' |  10 | agent started | ACTIVE
          'ACTIVE, draining' | 'stop' |  10 | call lost 2, interrupted 2 by stop, stopped | STOPPED
          'ACTIVE, draining' | 'delete' |  10 | call lost 2, cancelled 2, deleted | STOPPED
          'ACTIVE, draining' | 'sleep' |  10 | asleep +90 | ACTIVE
          'ACTIVE, draining' | 'sleep past' |  10 | asleep +5 | ACTIVE
          'ACTIVE, draining' | 'submit' |  10 | queued normal | ACTIVE
          'ACTIVE, draining' | 'submit high' |  10 | queued high | ACTIVE
          'ACTIVE, draining' | 'cancel' |  10 | call lost 2, cancelled 2, stopped | STOPPED
          'ACTIVE, draining' | 'steer' |  10 | steered 2 | ACTIVE
          'ACTIVE, draining' | 'redrive, discard' |  10 | NOT_FOUND | ACTIVE
          'ACTIVE, draining' | 'crash' |  10 | call lost 2, interrupted 2 by crash, stopped | STOPPED
          'ACTIVE, draining' | 'tick' |  60 | - | ACTIVE
          'ACTIVE, draining' | 'answer' |  10 | replied 2 step 1, succeeded 2, stopped | STOPPED

          'SLEEPING'         | 'create, cancel, steer' |  10 | CONFLICT | SLEEPING
          'SLEEPING'         | 'update' |  10 | updated | SLEEPING
          'SLEEPING'         | 'update nothing, start, begin, crash, tick, answer' |  10 | - | SLEEPING
          'SLEEPING'         | 'drain, stop' |  10 | stopped | STOPPED
          'SLEEPING'         | 'delete' |  10 | deleted | STOPPED
          'SLEEPING'         | 'sleep' |  10 | asleep +90 | SLEEPING
          'SLEEPING'         | 'sleep past' |  10 | asleep +5, woke by time | IDLE
          'SLEEPING'         | 'wake' |  10 | woke by hand | IDLE
          'SLEEPING'         | 'submit' |  10 | queued normal | SLEEPING
          'SLEEPING'         | 'submit high' |  10 | queued high, woke by task | WAITING
          'SLEEPING'         | 'redrive, discard' |  10 | NOT_FOUND | SLEEPING
          'SLEEPING'         | 'tick' |  60 | woke by time | IDLE

          'SLEEPING, tasks'  | 'create' |  10 | CONFLICT | SLEEPING
          'SLEEPING, tasks'  | 'update' |  10 | updated | SLEEPING
          'SLEEPING, tasks'  | 'update nothing, start, begin, crash, tick, answer' |  10 | - | SLEEPING
          'SLEEPING, tasks'  | 'drain, stop' |  10 | stopped | STOPPED
          'SLEEPING, tasks'  | 'delete' |  10 | cancelled 2, deleted | STOPPED
          'SLEEPING, tasks'  | 'sleep' |  10 | asleep +90 | SLEEPING
          'SLEEPING, tasks'  | 'sleep past' |  10 | asleep +5, woke by time | WAITING
          'SLEEPING, tasks'  | 'wake' |  10 | woke by hand | WAITING
          'SLEEPING, tasks'  | 'submit' |  10 | queued normal | SLEEPING
          'SLEEPING, tasks'  | 'submit high' |  10 | queued high, woke by task | WAITING
          'SLEEPING, tasks'  | 'cancel' |  10 | cancelled 2 | SLEEPING
          'SLEEPING, tasks'  | 'steer' |  10 | steered 2 | SLEEPING
          'SLEEPING, tasks'  | 'redrive, discard' |  10 | NOT_FOUND | SLEEPING
          'SLEEPING, tasks'  | 'tick' |  60 | woke by time | WAITING

          'STOPPED'          | 'create, cancel, steer' |  10 | CONFLICT | STOPPED
          'STOPPED'          | 'update' |  10 | updated | STOPPED
          'STOPPED'          | 'update nothing, drain, stop, wake, begin, crash, tick, answer' |  10 | - | STOPPED
          'STOPPED'          | 'start' |  10 | agent started | IDLE
          'STOPPED'          | 'delete' |  10 | deleted | STOPPED
          'STOPPED'          | 'sleep' |  10 | asleep +90 | STOPPED
          'STOPPED'          | 'sleep past' |  10 | asleep +5 | STOPPED
          'STOPPED'          | 'submit' |  10 | queued normal | STOPPED
          'STOPPED'          | 'submit high' |  10 | queued high | STOPPED
          'STOPPED'          | 'redrive, discard' |  10 | NOT_FOUND | STOPPED
          'STOPPED'          | 'tick' |  60 | - | STOPPED

          'STOPPED, tasks'   | 'create' |  10 | CONFLICT | STOPPED
          'STOPPED, tasks'   | 'update' |  10 | updated | STOPPED
          'STOPPED, tasks'   | 'update nothing, drain, stop, wake, begin, crash, tick, answer' |  10 | - | STOPPED
          'STOPPED, tasks'   | 'start' |  10 | agent started | WAITING
          'STOPPED, tasks'   | 'delete' |  10 | cancelled 2, deleted | STOPPED
          'STOPPED, tasks'   | 'sleep' |  10 | asleep +90 | STOPPED
          'STOPPED, tasks'   | 'sleep past' |  10 | asleep +5 | STOPPED
          'STOPPED, tasks'   | 'submit' |  10 | queued normal | STOPPED
          'STOPPED, tasks'   | 'submit high' |  10 | queued high | STOPPED
          'STOPPED, tasks'   | 'cancel' |  10 | cancelled 2 | STOPPED
          'STOPPED, tasks'   | 'steer' |  10 | steered 2 | STOPPED
          'STOPPED, tasks'   | 'redrive, discard' |  10 | NOT_FOUND | STOPPED
          'STOPPED, tasks'   | 'tick' |  60 | - | STOPPED

          'STOPPED, asleep'  | 'create, cancel, steer' |  10 | CONFLICT | STOPPED
          'STOPPED, asleep'  | 'update' |  10 | updated | STOPPED
          'STOPPED, asleep'  | 'update nothing, drain, stop, begin, crash, tick, answer' |  10 | - | STOPPED
          'STOPPED, asleep'  | 'start' |  10 | agent started | SLEEPING
          'STOPPED, asleep'  | 'delete' |  10 | deleted | STOPPED
          'STOPPED, asleep'  | 'sleep' |  10 | asleep +90 | STOPPED
          'STOPPED, asleep'  | 'sleep past' |  10 | asleep +5 | STOPPED
          'STOPPED, asleep'  | 'wake' |  10 | woke by hand | STOPPED
          'STOPPED, asleep'  | 'submit' |  10 | queued normal | STOPPED
          'STOPPED, asleep'  | 'submit high' |  10 | queued high | STOPPED
          'STOPPED, asleep'  | 'redrive, discard' |  10 | NOT_FOUND | STOPPED
          'STOPPED, asleep'  | 'tick' |  60 | - | STOPPED
          """)
  void decides(String given, String commands, int at, String entries, AgentState state) {
    for (String command : commands.split(", ")) {
      Scene scene = given(given).at(at);
      assertThat(scene.tell(command(command))).as(command).isEqualTo(entries);
      assertThat(scene.agent().state()).as(command).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update", "start", "drain", "stop", "delete", "sleep", "wake", "submit", "cancel", "steer",
        "redrive", "discard", "begin", "crash", "tick", "answer"
      })
  void anAbsentAgentIsNotFound(String command) {
    Scene deleted = Scene.started().does(Say.DELETE);
    assertThat(new Scene().tell(command(command))).isEqualTo("NOT_FOUND");
    assertThat(deleted.tell(command(command))).isEqualTo("NOT_FOUND");
  }

  @Test
  void anAbsentAgentIsCreated() {
    assertThat(new Scene().tell(command("create"))).isEqualTo("created");
    Command stopped = new Command.Create("d", null, AgentConfig.STANDARD, false);
    assertThat(new Scene().tell(stopped)).isEqualTo("created stopped");
  }

  @Test
  void aLaterNamesakeInheritsNothing() {
    Scene scene = Scene.started(Say.Patch.with().maxAttempts(1).done());
    scene.does(Say.keyed("k"), begin(1), Say.fails(2, 1, 1, Failure.Kind.TRANSIENT), submit());
    scene.does(sleep(60)).at(20).does(Say.DELETE, Say.create(ConfigPatch.EMPTY));
    Agent agent = scene.agent();
    assertThat(agent.deadLetters()).isEmpty();
    assertThat(agent.tasks().isEmpty()).isTrue();
    assertThat(agent.usage()).isEqualTo(Usage.NONE);
    assertThat(agent.errorCount()).isZero();
    assertThat(agent.lastError()).isNull();
    assertThat(agent.sleep()).isNull();
    assertThat(agent.config()).isEqualTo(AgentConfig.STANDARD);
    assertThat(agent.createdAt()).isEqualTo(Scene.instant(20));
    // The sequence goes on, so that the same key begins a task with another number.
    assertThat(scene.agent().seq()).isEqualTo(9);
    assertThat(scene.tell(Say.keyed("k"))).isEqualTo("queued normal");
    assertThat(scene.task(10).state()).isEqualTo(TaskState.QUEUED);
  }

  @Test
  void deletedAndCreatedInOneAppendItIsNewSinceThen() {
    Scene scene = Scene.started().at(20);
    scene.together(Say.DELETE, Say.create(ConfigPatch.EMPTY));
    assertThat(scene.agent().since()).isEqualTo(Scene.instant(20));
  }

  @Test
  void sinceTellsWhenItsStateBegan() {
    Scene scene = Scene.started().at(10).does(submit());
    assertThat(scene.agent().since()).isEqualTo(Scene.instant(10));
    scene.at(20).does(submit());
    assertThat(scene.agent().since()).as("still waiting").isEqualTo(Scene.instant(10));
    scene.at(30).does(begin(1)).at(40);
    // From ACTIVE through WAITING back to ACTIVE in one append: it never left.
    scene.together(Say.answer(2, 1, 1), begin(1));
    assertThat(scene.agent().since()).isEqualTo(Scene.instant(30));
  }
}
