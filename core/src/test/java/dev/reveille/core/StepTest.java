package dev.reveille.core;

import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.WAKE;
import static dev.reveille.core.Say.agree;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.asks;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.call;
import static dev.reveille.core.Say.cut;
import static dev.reveille.core.Say.deny;
import static dev.reveille.core.Say.done;
import static dev.reveille.core.Say.says;
import static dev.reveille.core.Say.submit;
import static dev.reveille.core.ToolPolicy.READ_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes between one step of a task and the next. */
class StepTest {

  private static Scene running() {
    return Scene.started().does(submit(), begin(1));
  }

  // ── going on ───────────────────────────────────────────────────────────────────────────────

  @Test
  void aReplyThatIsNoEndGoesOn() {
    Scene scene = running();
    assertThat(scene.tell(cut(2, 1, 1))).isEqualTo("replied 2 step 1, nudged 2 because cut");
    assertThat(scene.tell(says(2, 1, 2, " ", false, null)))
        .isEqualTo("replied 2 step 2, nudged 2 because empty");
    assertThat(scene.tell(says(2, 1, 3, "more", true, null)))
        .isEqualTo("replied 2 step 3, nudged 2 because asked");
    assertThat(scene.tell(answer(2, 1, 4))).isEqualTo("replied 2 step 4, succeeded 2");
  }

  /** It has said nothing, so that it brings nothing new: loops end it. */
  @Test
  void aReplyThatWasAllThinkingGoesOnToo() {
    Scene scene = running();
    ModelReply reply =
        new ModelReply("", "hm", List.of(), new Usage(3, 2), ModelReply.Finish.LENGTH);
    assertThat(scene.tell(new Command.ReplyArrived(2, 1, 1, reply, List.of())))
        .isEqualTo("replied 2 step 1, nudged 2 because cut");
    assertThat(scene.task(2).effort().stale()).isEqualTo(1);
    assertThat(scene.task(2).attempt()).isEqualTo(1);
  }

  @Test
  void itEndsAtTheLimitOfSteps() {
    Scene scene = Scene.started(Say.Patch.with().maxSteps(2).done()).does(submit(), begin(1));
    scene.does(cut(2, 1, 1));
    assertThat(scene.tell(cut(2, 1, 2))).isEqualTo("replied 2 step 2, failed 2");
  }

  @Test
  void aResultThatDoesNotFitIsRepairedOnce() {
    Scene scene = running();
    assertThat(scene.tell(says(2, 1, 1, "{}", false, "name is missing")))
        .isEqualTo("replied 2 step 1, nudged 2 because result");
    assertThat(scene.tell(says(2, 1, 2, "{}", false, "name is missing")))
        .isEqualTo("replied 2 step 2, failed 2");
    assertThat(scene.agent().lastError()).contains("name is missing");
  }

  @Test
  void aSteerIsReasonEnoughToGoOn() {
    Scene scene = running().does(Say.steer(2));
    assertThat(scene.tell(says(2, 1, 1, "{}", false, "bad"))).isEqualTo("replied 2 step 1");
    assertThat(scene.tell(answer(2, 1, 2))).isEqualTo("replied 2 step 2, succeeded 2");
  }

  // ── getting nowhere ────────────────────────────────────────────────────────────────────────

  private static String round(Scene scene, int step) {
    scene.does(call(2, 1, step, READ_ONLY));
    return scene.tell(done(2, 1, "c1"));
  }

  @Test
  void theSameCallWithTheSameAnswer() {
    Scene scene = Scene.started(Say.Patch.with().loopLimit(2).done()).does(submit(), begin(1));
    assertThat(round(scene, 1)).isEqualTo("ok 2 c1");
    assertThat(round(scene, 2)).isEqualTo("ok 2 c1");
    assertThat(round(scene, 3)).as("told").isEqualTo("ok 2 c1, nudged 2 because loop");
    assertThat(round(scene, 4)).isEqualTo("ok 2 c1");
    assertThat(round(scene, 5)).as("ended").isEqualTo("ok 2 c1, failed 2");
    assertThat(scene.agent().lastError()).startsWith("no progress");
  }

  @Test
  void somethingNewInBetween() {
    Scene scene = Scene.started(Say.Patch.with().loopLimit(2).done()).does(submit(), begin(1));
    round(scene, 1);
    round(scene, 2);
    scene.does(call(2, 1, 3, READ_ONLY));
    assertThat(scene.tell(new Command.ToolDone(2, 1, "c1", false, "news"))).isEqualTo("ok 2 c1");
    assertThat(scene.task(2).effort().stale()).isZero();
  }

  @Test
  void whoSleepsBetweenLooksIsNoLoop() {
    Scene scene = Scene.started(Say.Patch.with().loopLimit(2).done()).does(submit(), begin(1));
    int run = 1;
    for (int step = 1; step < 20; step++) {
      scene.does(call(2, run, step, READ_ONLY, READ_ONLY), done(2, run, "c1"));
      scene.does(Say.rests(2, run, "c2", step * 60));
      scene.at(step * 60).does(TICK, begin(1));
      run++;
    }
    assertThat(scene.task(2).effort().stale()).isZero();
  }

  @Test
  void aChainOfMailsEnds() {
    Scene scene = Scene.started(Say.Patch.with().maxHops(3).done());
    assertThat(scene.tell(mail(3))).startsWith("mail from b");
    assertThat(scene.task(3).terms().hops()).isEqualTo(3);
    assertThat(scene.decide(mail(4)))
        .isInstanceOfSatisfying(
            Decision.Rejected.class,
            no -> {
              assertThat(no.code()).isEqualTo(Decision.Code.LIMIT_EXCEEDED);
              assertThat(no.why()).contains("number 4 in a chain").contains("config.maxHops");
            });
  }

  private static Command mail(int hops) {
    return new Command.Deliver(
        new MailSpec("b", "s", "body", Priority.NORMAL, null, null, null, null, hops));
  }

  // ── approvals ──────────────────────────────────────────────────────────────────────────────

  @Test
  void aCallWaitsUntilSomebodyAgrees() {
    Scene scene = running();
    assertThat(scene.tell(asks(2, 1, 1)))
        .isEqualTo("replied 2 step 1, called 2 c1, asks for approval 2 c1 +604800");
    assertThat(scene.task(2).state()).isEqualTo(TaskState.WAITING);
    assertThat(scene.agent().effects()).isEmpty();
    assertThat(scene.agent().why(scene.now())).contains("waits for approval a/6 of tool");
    assertThat(scene.tell(WAKE)).as("no hand wakes it").isEqualTo("-");
    assertThat(scene.tell(new Command.AnswerArrived(2, 1, "c1", false, "yes"))).isEqualTo("-");
    assertThat(scene.tell(agree(6))).isEqualTo("approved 2 c1");
    assertThat(scene.tell(begin(1))).isEqualTo("started 2 attempt 1 run 2");
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallTool(2, 2, "c1"));
    assertThat(scene.tell(agree(6))).isEqualTo("CONFLICT");
  }

  @Test
  void anAgreedCallThatACrashInterruptsIsNotRunTwice() {
    Scene scene = running().does(asks(2, 1, 1), agree(6), begin(1));
    assertThat(scene.tell(Say.CRASH)).isEqualTo("unknown 2 c1, interrupted 2 by crash");
  }

  @Test
  void theOtherCallsOfAReplyNeedNotWaitForAnApproval() {
    ToolCall asked = new ToolCall("c1", "pay", "{}");
    ToolCall free = new ToolCall("c2", "look", "{}");
    ModelReply reply =
        new ModelReply("", "", List.of(asked, free), new Usage(3, 2), ModelReply.Finish.TOOL_CALLS);
    List<ToolPolicy> policies = List.of(ToolPolicy.UNSAFE, READ_ONLY);
    Scene scene =
        running()
            .does(
                new Command.ReplyArrived(
                    2, 1, 1, reply, policies, List.of("c1"), false, null, null));
    assertThat(scene.task(2).state()).isEqualTo(TaskState.RUNNING);
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallTool(2, 1, "c2"));
  }

  @Test
  void aNoIsToldToTheModel() {
    Scene scene = running().does(asks(2, 1, 1));
    assertThat(scene.tell(deny(6))).isEqualTo("not approved 2 c1, failed 2 c1");
    assertThat(scene.does(begin(1)).agent().effects())
        .containsExactly(new Effect.CallModel(2, 2, 2));
  }

  @Test
  void noAnswerIsANo() {
    Scene scene = running().does(asks(2, 1, 1));
    Duration week = scene.agent().config().approvalTtl();
    assertThat(scene.at(week.toSeconds()).tell(agree(6))).as("too late").isEqualTo("CONFLICT");
    assertThat(scene.at(week.toSeconds()).tell(TICK)).isEqualTo("not approved 2 c1, failed 2 c1");
  }

  // ── conversations made shorter ─────────────────────────────────────────────────────────────

  @Test
  void aShorterConversationIsAnotherCall() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY), done(2, 1, "c1"));
    Command shorter = new Command.Compacted(2, 1, 1, 1, "it looked", new Usage(3, 2));
    assertThat(scene.tell(shorter)).isEqualTo("compacted 2 through 1");
    assertThat(scene.agent().effects()).isEqualTo(List.of(new Effect.CallModel(2, 1, 2, 1)));
    assertThat(scene.tell(shorter)).as("too late").isEqualTo("-");
    assertThat(scene.agent().usage().tokens()).isEqualTo(10);
  }

  // ── conversations that are too long for their model ────────────────────────────────────────

  private static Command tooLong(int run, int step) {
    return Say.fails(2, run, step, Failure.Kind.TOO_LONG);
  }

  private static Command shorter(int run, int compaction, int step) {
    return new Command.Compacted(2, run, compaction, step, "it looked", new Usage(3, 2));
  }

  @Test
  void whatIsTooLongForItsModelIsMadeShorterAndTriedAgain() {
    Scene scene = running().does(call(2, 1, 1, READ_ONLY), done(2, 1, "c1"));
    assertThat(scene.tell(tooLong(1, 2))).isEqualTo("too long 2");
    assertThat(scene.task(2).state()).isEqualTo(TaskState.RUNNING);
    assertThat(scene.agent().effects())
        .as("a call that knows of it")
        .containsExactly(new Effect.CallModel(2, 1, 2, 0, true));
    assertThat(scene.tell(shorter(1, 1, 1))).isEqualTo("compacted 2 through 1");
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallModel(2, 1, 2, 1, false));
    assertThat(scene.task(2).attempt()).as("no attempt is burnt").isEqualTo(1);
    assertThat(scene.tell(answer(2, 1, 2))).isEqualTo("replied 2 step 2, succeeded 2");
  }

  @Test
  void onceForEachStep() {
    Scene scene = running().does(tooLong(1, 1), shorter(1, 1, 0), call(2, 1, 1, READ_ONLY));
    scene.does(done(2, 1, "c1"));
    assertThat(scene.tell(tooLong(1, 2))).as("another step").isEqualTo("too long 2");
    scene.does(shorter(1, 2, 1));
    assertThat(scene.tell(tooLong(1, 2))).isEqualTo("failed 2");
    assertThat(scene.agent().lastError())
        .contains("too long, also when it is to be made shorter", "contextTokens", "it broke");
  }

  @Test
  void aSummaryThatIsTooLongItselfIsTheEnd() {
    Scene scene = running().does(tooLong(1, 1));
    assertThat(scene.tell(tooLong(1, 1))).isEqualTo("failed 2");
  }

  @Test
  void aCrashDoesNotForgetThatItIsTooLong() {
    Scene scene = running().does(tooLong(1, 1), Say.CRASH, begin(1));
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallModel(2, 2, 1, 0, true));
    scene.does(Say.fails(2, 2, 1, Failure.Kind.OVERLOADED)).at(600).does(begin(1));
    assertThat(scene.agent().effects()).containsExactly(new Effect.CallModel(2, 3, 1, 0, true));
  }

  @Test
  void whoHasNotHeardThatItIsTooLongComesTooLate() {
    assertThat(running().does(answer(2, 1, 1)).tell(tooLong(1, 1))).isEqualTo("-");
    assertThat(running().tell(tooLong(1, 2))).isEqualTo("-");
  }
}
