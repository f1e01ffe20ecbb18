package dev.reveille.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong values cannot exist. */
class ValuesTest {

  private static Scene limited(AgentLimits limits) {
    return Scene.started(Say.Patch.with().limits(limits).checkMailInterval(60).done());
  }

  private static Command mail() {
    return new Command.Deliver(new MailSpec("b", "", "text", Priority.LOW, null, null, null, null));
  }

  private static Command subscribe(String id) {
    return new Command.Subscribe(
        new Subscription(id, List.of("e"), Filter.NONE, Priority.LOW, null, true));
  }

  private static Command schedule(String id) {
    return new Command.SetSchedule(id, ScheduleSpec.of("go", "@every 1h"));
  }

  private static Command note(String key) {
    return new Command.Remember(new Note(key, "text", List.of(), "d"));
  }

  @Test
  void anAgentHasTheLimitsThatItsConfigSays() {
    Scene scene = limited(new AgentLimits(1, 1, 1, 2));
    scene.does(schedule("a"), subscribe("a"), note("a"));
    for (Command more : List.of(schedule("b"), subscribe("b"), note("b"))) {
      assertThat(scene.tell(more)).isEqualTo("LIMIT_EXCEEDED");
    }
    scene.does(mail(), mail(), mail()).at(60).does(Say.TICK);
    assertThat(scene.agent().tasks().size()).as("two mails and one").isEqualTo(2);
    Command.Update standard = new Command.Update(Say.Patch.with().limits(AgentLimits.NONE).done());
    scene.does(standard, schedule("b"), subscribe("b"), note("b"));
    assertThat(scene.agent().config().limits()).isNull();
  }

  @Test
  void limitsHaveBounds() {
    assertThatThrownBy(() -> new AgentLimits(0, null, null, null))
        .hasMessageContaining("limits.schedules");
    assertThatThrownBy(() -> new AgentLimits(null, null, null, 1_001))
        .hasMessageContaining("limits.mailsPerTask");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A.b_c:d-9", "0", "..", "user:jane"})
  void agentIds(String good) {
    assertThat(new AgentId(good)).hasToString(good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "ä", "a/b", "a\n", "é", "\uD83D\uDE00"})
  void notAgentIds(String bad) {
    assertThatThrownBy(() -> new AgentId(bad)).hasMessageContaining("agentId must be 1 to 128");
  }

  @Test
  void anAgentIdHasAtMost128Characters() {
    assertThat(new AgentId("x".repeat(128)).value()).hasSize(128);
    assertThatThrownBy(() -> new AgentId("x".repeat(129))).hasMessageContaining("128");
  }

  @Test
  void aTaskIdIsItsAgentAndItsNumber() {
    assertThat(TaskId.parse("a:b/12")).isEqualTo(new TaskId(new AgentId("a:b"), 12));
    assertThat(TaskId.parse("a:b/12")).hasToString("a:b/12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a/",
        "/1",
        "a/0",
        "a/-1",
        "a/01",
        "a/+1",
        "a/1/2",
        "a/99999999999999999999"
      })
  void notTaskIds(String bad) {
    assertThatThrownBy(() -> TaskId.parse(bad)).hasMessageContaining("agentId/number");
  }

  @Test
  void durationsHaveBounds() {
    for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(40_000))) {
      assertThatThrownBy(() -> new Retry(bad, Duration.ofSeconds(1), 2))
          .hasMessageContaining("retry.initialSeconds");
      assertThatThrownBy(() -> new Retry(Duration.ofSeconds(1), bad, 2))
          .hasMessageContaining("retry.maxSeconds");
    }
  }

  @Test
  void aPatchChangesWhatItNames() {
    AgentConfig changed =
        AgentConfig.STANDARD.with(Say.Patch.with().maxSteps(7).queueLimit(3).done());
    assertThat(changed.maxSteps()).isEqualTo(7);
    assertThat(changed.queueLimit()).isEqualTo(3);
    assertThat(changed.with(Say.Patch.with().maxSteps(50).queueLimit(100).done()))
        .isEqualTo(AgentConfig.STANDARD);
    assertThat(AgentConfig.STANDARD.with(ConfigPatch.EMPTY)).isEqualTo(AgentConfig.STANDARD);
  }

  /** What decide would throw on is refused where it is made: a cell must not stumble over it. */
  @Test
  void aPatchThatBreaksABoundIsNoCommand() {
    assertThatThrownBy(() -> new Command.Update(Say.Patch.with().maxSteps(0).done()))
        .hasMessageContaining("maxSteps must be from 1 to 10000, but was 0");
  }

  @Test
  void everyTaskEndsInOneTerminalState() {
    Failure failure = new Failure(Failure.Kind.PERMANENT, "");
    assertThat(
            List.of(
                TaskState.of(new Entry.TaskSucceeded(1, null)),
                TaskState.of(new Entry.TaskFailed(1, failure)),
                TaskState.of(new Entry.TaskCancelled(1, "")),
                TaskState.of(new Entry.TaskExpired(1)),
                TaskState.of(new Entry.TaskDied(1, failure))))
        .containsExactly(
            TaskState.SUCCEEDED,
            TaskState.FAILED,
            TaskState.CANCELLED,
            TaskState.EXPIRED,
            TaskState.DEAD)
        .allMatch(TaskState::isTerminal);
  }
}
