package dev.reveille.core;

import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.WAKE;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.call;
import static dev.reveille.core.Say.done;
import static dev.reveille.core.Say.fails;
import static dev.reveille.core.Say.rests;
import static dev.reveille.core.Say.steer;
import static dev.reveille.core.Say.submit;
import static dev.reveille.core.ToolPolicy.READ_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.Say.Patch;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a running task does: steps, tool calls, rests, steering; and results that come too late. */
class RunningTest {

  private static Scene running() {
    return Scene.started().does(submit(), begin(1));
  }

  private static List<String> effects(Scene scene) {
    return scene.agent().effects().stream()
        .map(effect ->
            switch (effect) {
              case Effect.CallModel e -> "model step " + e.step();
              case Effect.CallTool e -> "tool " + e.callId();
            })
        .toList();
  }

  @Test
  void effectsAreTheIntentsWithoutOutcome() {
    Scene scene = running();
    assertThat(effects(scene)).containsExactly("model step 1");
    scene.does(call(2, 1, 1, READ_ONLY, READ_ONLY, READ_ONLY));
    assertThat(effects(scene)).containsExactly("tool c1", "tool c2", "tool c3");
    scene.does(done(2, 1, "c2"));
    assertThat(effects(scene)).containsExactly("tool c1", "tool c3");
    scene.does(rests(2, 1, "c3", 60));
    assertThat(effects(scene)).containsExactly("tool c1");
    scene.does(done(2, 1, "c1"));
    assertThat(effects(scene)).isEmpty();
    scene.at(60).does(TICK, begin(1));
    assertThat(effects(scene)).containsExactly("model step 2");
    scene.does(answer(2, 2, 2));
    assertThat(effects(scene)).isEmpty();
  }

  // ── too late ───────────────────────────────────────────────────────────────────────────────

  private static Arguments late(String what, UnaryOperator<Scene> given, Command command) {
    return Arguments.of(what, given, command);
  }

  private static Stream<Arguments> tooLate() {
    UnaryOperator<Scene> plain = s -> s;
    UnaryOperator<Scene> tool = s -> s.does(call(2, 1, 1, READ_ONLY));
    UnaryOperator<Scene> secondRun = s -> s.does(call(2, 1, 1, READ_ONLY), Say.CRASH, begin(1));
    UnaryOperator<Scene> secondStep = s -> s.does(call(2, 1, 1, READ_ONLY), done(2, 1, "c1"));
    UnaryOperator<Scene> resting = s -> s.does(call(2, 1, 1, READ_ONLY), rests(2, 1, "c1", 60));
    UnaryOperator<Scene> cancelled = s -> s.does(Say.cancel(2));
    UnaryOperator<Scene> stopped = s -> s.does(Say.STOP);
    return Stream.of(
        late("a reply of an earlier step", secondStep, answer(2, 1, 1)),
        late("a reply of a later step", plain, answer(2, 1, 2)),
        late("a reply of another run", plain, answer(2, 2, 1)),
        late("a reply while tools are called", tool, answer(2, 1, 2)),
        late("a reply after cancel", cancelled, answer(2, 1, 1)),
        late("a reply after stop", stopped, answer(2, 1, 1)),
        late("a reply of a task that never was", plain, answer(9, 1, 1)),
        late("a failure of an earlier step", secondStep, fails(2, 1, 1, Failure.Kind.PERMANENT)),
        late("a failure of another run", plain, fails(2, 2, 1, Failure.Kind.PERMANENT)),
        late("a failure while tools are called", tool, fails(2, 1, 2, Failure.Kind.PERMANENT)),
        late("a failure after cancel", cancelled, fails(2, 1, 1, Failure.Kind.PERMANENT)),
        late("a result of an earlier run", secondRun, done(2, 1, "c1")),
        late("a result given twice", secondStep, done(2, 1, "c1")),
        late("a result of another call", tool, done(2, 1, "c9")),
        late("a result of a resting call", resting, done(2, 1, "c1")),
        late("a result after cancel", s -> cancelled.apply(tool.apply(s)), done(2, 1, "c1")),
        late("a rest of an earlier run", secondRun, rests(2, 1, "c1", 60)),
        late("a rest given twice", resting, rests(2, 1, "c1", 90)),
        late("a rest after its result", secondStep, rests(2, 1, "c1", 60)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLate")
  void whatComesTooLateIsIgnored(String what, UnaryOperator<Scene> given, Command command) {
    Scene scene = given.apply(running());
    Agent before = scene.agent();
    assertThat(scene.tell(command)).isEqualTo("-");
    assertThat(scene.agent()).isEqualTo(before);
  }

  // ── limits and wrong replies ───────────────────────────────────────────────────────────────

  @Test
  void theStepLimitEndsATask() {
    Scene scene = Scene.started(Patch.with().maxSteps(2).done()).does(submit(), begin(1));
    scene.does(call(2, 1, 1, READ_ONLY), done(2, 1, "c1"));
    assertThat(scene.tell(call(2, 1, 2, READ_ONLY))).isEqualTo("replied 2 step 2, failed 2");
    assertThat(scene.agent().lastError()).contains("after 2 steps", "config.maxSteps");
  }

  @Test
  void aFinalAnswerAtTheStepLimitIsSuccess() {
    Scene scene = Scene.started(Patch.with().maxSteps(1).done()).does(submit(), begin(1));
    assertThat(scene.tell(answer(2, 1, 1))).isEqualTo("replied 2 step 1, succeeded 2");
  }

  @Test
  void eachCallOfAReplyHasItsPolicy() {
    ModelReply two =
        new ModelReply(
            "",
            "",
            List.of(new ToolCall("x", "t", "{}"), new ToolCall("y", "t", "{}")),
            Usage.NONE,
            ModelReply.Finish.TOOL_CALLS);
    assertThatThrownBy(() -> new Command.ReplyArrived(2, 1, 1, two, List.of(READ_ONLY)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void usageIsCounted() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY), done(2, 1, "c1"), answer(2, 1, 2));
    assertThat(scene.agent().usage()).isEqualTo(new Usage(6, 4));
  }

  // ── rests ──────────────────────────────────────────────────────────────────────────────────

  @Test
  void oneCallRestsWhileAnotherRuns() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY, READ_ONLY), rests(2, 1, "c1", 60));
    assertThat(scene.task(2).state()).isEqualTo(TaskState.RUNNING);
    assertThat(scene.nextWake()).isEqualTo("task a/2 has slept enough +60");
    scene.does(done(2, 1, "c2"));
    assertThat(scene.task(2).state()).isEqualTo(TaskState.WAITING);
    assertThat(scene.startable()).isEmpty();
    assertThat(scene.at(60).tell(TICK)).isEqualTo("ok 2 c1");
    assertThat(scene.startable()).containsExactly(2L);
  }

  @Test
  void aRestThatEndsWhileAnotherCallRunsParksNothing() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY, READ_ONLY), rests(2, 1, "c1", 60));
    assertThat(scene.at(60).tell(TICK)).isEqualTo("ok 2 c1");
    assertThat(scene.task(2).state()).isEqualTo(TaskState.RUNNING);
    scene.does(done(2, 1, "c2"));
    assertThat(effects(scene)).containsExactly("model step 2");
  }

  @Test
  void twoRestsEndOneByOne() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY, READ_ONLY));
    scene.does(rests(2, 1, "c1", 60), rests(2, 1, "c2", 90));
    assertThat(scene.at(60).tell(TICK)).isEqualTo("ok 2 c1");
    assertThat(scene.task(2).state()).isEqualTo(TaskState.WAITING);
    assertThat(scene.at(90).tell(TICK)).isEqualTo("ok 2 c2");
    assertThat(scene.task(2).state()).isEqualTo(TaskState.QUEUED);
  }

  @Test
  void aRestUntilThePastIsOverAtOnce() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY)).at(10);
    assertThat(scene.tell(rests(2, 1, "c1", 5))).isEqualTo("rests 2 c1 +5, ok 2 c1");
    assertThat(scene.startable()).containsExactly(2L);
  }

  @Test
  void theResultOfARestSaysWhoWokeItAndAfterHowLong() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY, READ_ONLY));
    scene.does(rests(2, 1, "c1", 60), rests(2, 1, "c2", 90));
    assertThat(texts(scene.at(61).together(TICK)))
        .containsExactly("woken by time after 61.0 s (it slept for: nap)");
    assertThat(texts(scene.at(70).together(new Command.Wake("lunch"))))
        .containsExactly("woken by hand: lunch after 70.0 s (it slept for: nap)");
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream().map(e -> ((Entry.ToolReturned) e).text()).toList();
  }

  @Test
  void aRestGoesOnWhileTheAgentIsStoppedOrAsleep() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY), rests(2, 1, "c1", 60), Say.STOP);
    assertThat(scene.at(60).tell(TICK)).isEqualTo("ok 2 c1");
    assertThat(scene.startable()).isEmpty();
    scene.does(Say.START);
    assertThat(scene.startable()).containsExactly(2L);
    Scene asleep = running().does(call(2, 1, 1, READ_ONLY), rests(2, 1, "c1", 60), Say.sleep(90));
    assertThat(asleep.at(60).tell(TICK)).isEqualTo("ok 2 c1");
    assertThat(asleep.agent().state()).isEqualTo(AgentState.SLEEPING);
  }

  @Test
  void aHandWakesTheAgentAndWhatRestsInItsTasks() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY), rests(2, 1, "c1", 60), Say.sleep(null));
    assertThat(scene.tell(WAKE)).isEqualTo("woke by hand, ok 2 c1");
    assertThat(scene.startable()).containsExactly(2L);
  }

  // ── steering ───────────────────────────────────────────────────────────────────────────────

  @Test
  void aMessageDuringTheLastModelCallIsNotLost() {
    Scene scene = running().does(steer(2));
    assertThat(scene.tell(answer(2, 1, 1)))
        .as("it answered something else")
        .isEqualTo("replied 2 step 1");
    assertThat(effects(scene)).containsExactly("model step 2");
    assertThat(scene.tell(answer(2, 1, 2))).isEqualTo("replied 2 step 2, succeeded 2");
  }

  @Test
  void aMessageThatTheModelWillSeeAnywayCostsNoStep() {
    Scene beforeItStarts = Scene.started().does(submit(), steer(2), begin(1));
    assertThat(beforeItStarts.tell(answer(2, 1, 1))).isEqualTo("replied 2 step 1, succeeded 2");
    Scene duringATool = running().does(call(2, 1, 1, READ_ONLY), steer(2), done(2, 1, "c1"));
    assertThat(duringATool.tell(answer(2, 1, 2))).isEqualTo("replied 2 step 2, succeeded 2");
    Scene callThatCrashed = running().does(steer(2), Say.CRASH, begin(1));
    assertThat(callThatCrashed.tell(answer(2, 2, 1))).isEqualTo("replied 2 step 1, succeeded 2");
    Scene callThatFailed = running().does(steer(2), fails(2, 1, 1, Failure.Kind.TRANSIENT)).at(9);
    assertThat(callThatFailed.does(begin(1)).tell(answer(2, 2, 1))).endsWith("succeeded 2");
    Scene callsTools = running().does(steer(2), call(2, 1, 1, READ_ONLY), done(2, 1, "c1"));
    assertThat(callsTools.tell(answer(2, 1, 2))).isEqualTo("replied 2 step 2, succeeded 2");
  }

  @Test
  void aMessageDoesNotWakeARestingTask() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY), rests(2, 1, "c1", 60), steer(2));
    assertThat(scene.task(2).state()).isEqualTo(TaskState.WAITING);
    assertThat(scene.startable()).isEmpty();
  }
}
