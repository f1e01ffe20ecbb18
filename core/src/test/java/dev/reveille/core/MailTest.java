package dev.reveille.core;

import static dev.reveille.core.Say.STOP;
import static dev.reveille.core.Say.TICK;
import static dev.reveille.core.Say.answer;
import static dev.reveille.core.Say.begin;
import static dev.reveille.core.Say.fails;
import static dev.reveille.core.Say.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail from its coming to one of its ends. */
class MailTest {

  private static Command mail(Priority priority) {
    return mail(priority, null, null, null);
  }

  private static Command mail(
      Priority priority, @Nullable String thread, @Nullable Integer expires, @Nullable String key) {
    return new Command.Deliver(
        new MailSpec(
            "b",
            "hello",
            "text",
            priority,
            thread,
            null,
            expires == null ? null : Scene.instant(expires),
            key));
  }

  @Test
  void becomesATaskInTheVeryDecisionThatTakesIt() {
    Scene scene = Scene.started();
    assertThat(scene.tell(mail(Priority.NORMAL))).isEqualTo("mail from b, queued normal");
    assertThat(scene.task(3).threadId()).isEqualTo("mail:a/2");
    scene.does(begin(1));
    assertThat(scene.tell(answer(3, 1, 1))).isEqualTo("replied 3 step 1, succeeded 3, read 2");
    assertThat(scene.agent().mails()).isEmpty();
  }

  @Test
  void theSameKeyIsTheSameMail() {
    Scene scene = Scene.started();
    scene.does(mail(Priority.LOW, null, null, "k"), begin(1), answer(3, 1, 1));
    assertThat(scene.tell(mail(Priority.LOW, null, null, "k"))).isEqualTo("-");
    Decision again = scene.decide(mail(Priority.LOW, null, null, "k"));
    assertThat(((Decision.Accepted) again).task()).isEqualTo(new TaskId(new AgentId("a"), 2));
  }

  @Test
  void mailsOfOneThreadAreHandledOneAfterAnother() {
    Scene scene = Scene.started(Say.Patch.with().maxConcurrentTasks(5).done());
    scene.does(mail(Priority.LOW, "t", null, null), mail(Priority.URGENT, "t", null, null));
    assertThat(scene.startable()).containsExactly(3L);
  }

  @Test
  void ordinaryMailWaitsForItsRoundAndIsHandledTogether() {
    Scene scene = Scene.started(Say.Patch.with().checkMailInterval(60).done());
    assertThat(scene.tell(mail(Priority.LOW))).isEqualTo("mail from b");
    assertThat(scene.nextWake()).isEqualTo("its mail is to be handled +60");
    assertThat(scene.at(30).tell(mail(Priority.NORMAL))).isEqualTo("mail from b");
    assertThat(scene.tell(mail(Priority.HIGH))).isEqualTo("mail from b, queued high");
    assertThat(scene.at(59.999).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(60).tell(TICK)).isEqualTo("queued normal");
    assertThat(scene.agent().mails()).extracting(Mail::task).containsExactly(6L, 6L, 5L);
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  @ParameterizedTest
  @CsvSource({
    "NORMAL, ,       'mail from b, queued normal', SLEEPING",
    "HIGH,   ,       'mail from b, woke by mail, queued high', WAITING",
    "LOW,    LOW,    'mail from b, woke by mail, queued low', WAITING",
    "LOW,    NORMAL, 'mail from b, queued low', SLEEPING"
  })
  void wakes(Priority priority, @Nullable Priority asked, String then, AgentState state) {
    Scene scene = Scene.started();
    scene.does(new Command.FallAsleep(new Sleep(null, List.of(), asked, null, "")));
    assertThat(scene.tell(mail(priority))).isEqualTo(then);
    assertThat(scene.agent().state()).isEqualTo(state);
  }

  @Test
  void urgentMailIsAWakeEvent() {
    Scene scene = Scene.started(Say.Patch.with().checkMailInterval(60).done());
    scene.does(new Command.FallAsleep(new Sleep(null, List.of("urgent_*"), null, null, "")));
    assertThat(scene.tell(mail(Priority.NORMAL))).isEqualTo("mail from b");
    assertThat(scene.tell(mail(Priority.URGENT))).startsWith("mail from b, woke by mail");
  }

  /** claude-code #82858: mail that comes as the agent falls asleep is left in the inbox. */
  @Test
  void mailAndFallingAsleepCannotPassEachOtherBy() {
    for (boolean mailFirst : List.of(true, false)) {
      Scene scene = Scene.started();
      Command fallAsleep =
          new Command.FallAsleep(new Sleep(null, List.of(), Priority.LOW, null, ""));
      scene.together(
          mailFirst ? mail(Priority.LOW) : fallAsleep, mailFirst ? fallAsleep : mail(Priority.LOW));
      assertThat(scene.agent().tasks().size()).isEqualTo(1);
      assertThat(scene.agent().hasUnread()).isFalse();
      assertThat(scene.agent().sleep()).as("mail first: %s", mailFirst).isNull();
    }
  }

  @Test
  void unreadMailExpires() {
    Scene scene = Scene.started(Say.Patch.with().checkMailInterval(60).done());
    scene.does(mail(Priority.LOW, null, 10, null));
    assertThat(scene.nextWake()).isEqualTo("mail a/2 expires +10");
    assertThat(scene.at(10).tell(TICK)).isEqualTo("mail expired 2, mail died 2");
    assertThat(scene.nextWake()).isEqualTo("-");
  }

  @Test
  void whatItsTaskCouldNotDealWithGoesBack() {
    Scene scene = Scene.started().does(mail(Priority.LOW), begin(1));
    assertThat(scene.tell(fails(3, 1, 1, Failure.Kind.PERMANENT)))
        .isEqualTo("failed 3, bounced 2, mail died 2");
    scene.does(mail(Priority.LOW));
    assertThat(scene.tell(Say.cancel(9))).isEqualTo("cancelled 9, bounced 8");
    scene.does(mail(Priority.LOW));
    assertThat(scene.tell(Say.DELETE)).isEqualTo("cancelled 13, bounced 12, deleted");
  }

  @Test
  void aFullQueueLeavesItUnreadUntilThereIsRoom() {
    Scene scene = Scene.started(Say.Patch.with().queueLimit(1).done()).does(Say.submit());
    assertThat(scene.tell(mail(Priority.URGENT))).isEqualTo("mail from b");
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.tell(begin(1))).isEqualTo("started 2 attempt 1 run 1, queued urgent");
  }

  @Test
  void aFullMailboxRefuses() {
    Scene scene = Scene.started(Say.Patch.with().mailboxLimit(1).done());
    scene.does(mail(Priority.LOW));
    assertThat(scene.tell(mail(Priority.LOW))).isEqualTo("LIMIT_EXCEEDED");
  }

  @Test
  void aPersonsMailboxMayBeAnotherSizeBeforeItsFirstMailAndLater() {
    Agent user = Agent.absent(new AgentId("user:ada"));
    for (int limit : new int[] {1, 2}) {
      user = after(user, new Command.Update(Say.Patch.with().mailboxLimit(limit).done()));
      assertThat(user.life()).isEqualTo(Agent.Life.PASSIVE);
      user = after(user, mail(Priority.LOW));
      Decision full = user.decide(mail(Priority.LOW), new Moment(Instant.EPOCH, 0));
      assertThat(Brief.of(full)).isEqualTo("LIMIT_EXCEEDED");
    }
  }

  private static Agent after(Agent agent, Command command) {
    return ((Decision.Accepted) agent.decide(command, new Moment(Instant.EPOCH, 0))).after();
  }

  /** An approval that nobody hears of expires, and a budget that nobody hears of stays spent. */
  @ParameterizedTest
  @CsvSource({
    "b,          ,           0",
    "b,          notice:b/7, 1",
    "postmaster, bounce:b/7, 1"
  })
  void whatTheSystemSaysHasRoomOfItsOwn(String from, @Nullable String key, int room) {
    Scene scene = Scene.started(Say.Patch.with().mailboxLimit(1).done());
    scene.does(mail(Priority.LOW));
    for (int i = 0; i <= room; i++) {
      String own = key == null ? null : key + i;
      Command more =
          new Command.Deliver(new MailSpec(from, "", "text", Priority.LOW, null, null, null, own));
      assertThat(scene.tell(more))
          .isEqualTo(i < room ? "mail from " + from + ", queued low" : "LIMIT_EXCEEDED");
    }
  }

  @Test
  void aStoppedAgentKeepsItsMail() {
    Scene scene = Scene.started().does(STOP);
    assertThat(scene.tell(mail(Priority.URGENT))).isEqualTo("mail from b, queued urgent");
    assertThat(scene.agent().state()).isEqualTo(AgentState.STOPPED);
    assertThat(scene.startable()).isEmpty();
  }

  @Test
  void aPersonsMailboxBeginsWithItsFirstMailAndHasNoTasks() {
    Agent nobody = Agent.absent(new AgentId("user:ann"));
    Moment now = new Moment(Scene.START, 0);
    Agent ann = ((Decision.Accepted) nobody.decide(mail(Priority.URGENT), now)).after();
    assertThat(ann.exists()).isTrue();
    assertThat(ann.hasUnread()).isTrue();
    assertThat(ann.tasks()).isEmpty();
    assertThat(Brief.of(ann.decide(Say.submit(), now))).isEqualTo("CONFLICT");
    assertThat(Brief.of(ann.decide(Say.DELETE, now))).isEqualTo("CONFLICT");
    Command read = new Command.MarkMail(1, Command.MarkMail.As.READ);
    Agent after = ((Decision.Accepted) ann.decide(read, now)).after();
    assertThat(after.hasUnread()).isFalse();
    assertThat(Brief.of(nobody.decide(read, now))).isEqualTo("NOT_FOUND");
  }

  @Test
  void noAgentCanTakeAReservedName() {
    for (String name : List.of("user", "user:ann", "postmaster", "reveille:events")) {
      Decision created =
          Agent.absent(new AgentId(name))
              .decide(Say.create(ConfigPatch.EMPTY), new Moment(Scene.START, 0));
      assertThat(Brief.of(created)).as(name).isEqualTo("CONFLICT");
    }
  }

  @Test
  void anIdleAgentThatAskedForItIsRemoved() {
    Scene scene = Scene.started(Say.Patch.with().idleTtl(60).done());
    assertThat(scene.nextWake())
        .isEqualTo("it has been idle for idleTtlSeconds and is removed +60");
    scene.at(50).does(mail(Priority.LOW), begin(1)).at(100).does(answer(3, 1, 1));
    assertThat(scene.at(159).tell(TICK)).isEqualTo("-");
    assertThat(scene.at(160).tell(TICK)).isEqualTo("deleted");
    Scene stopped = Scene.started(Say.Patch.with().idleTtl(60).done()).does(STOP).at(1_000);
    assertThat(stopped.tell(Say.START)).as("not removed as it starts").isEqualTo("agent started");
    assertThat(Scene.started(Say.Patch.with().idleTtl(60).done()).does(sleep(null)).nextWake())
        .isEqualTo("-");
  }

  /** They would be gone with it, and nobody could redrive them. */
  @Test
  void anIdleAgentIsKeptWhileItHasOpenDeadLetters() {
    Scene scene = Scene.started(Say.Patch.with().idleTtl(60).maxAttempts(1).done());
    scene.does(Say.submit(), begin(1), fails(2, 1, 1, Failure.Kind.TRANSIENT));
    assertThat(scene.nextWake()).isEqualTo("-");
    assertThat(scene.at(100).tell(TICK)).isEqualTo("-");
    assertThat(scene.agent().why(scene.now()))
        .isEqualTo("nothing to do; not removed while it has 1 open dead letter");
    scene.does(Say.discard(2));
    assertThat(scene.agent().why(scene.now())).isEqualTo("nothing to do");
    assertThat(scene.tell(TICK)).isEqualTo("deleted");
  }
}
