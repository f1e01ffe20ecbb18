package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reveille.core.Asked;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.ToolPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Recorded tasks that are taken through what has changed since. */
class ReplayTest {
  private static final String READS = "begin call:c ok:c say:done";

  private static Replay.Report replay(ReplayScene today, Recording recording) {
    return new Replay(today.outside()).of(recording);
  }

  /** The recording with each of its entries as they are made. */
  private static Recording with(Recording r, UnaryOperator<Entry> change) {
    List<Recording.Line> lines =
        r.lines().stream()
            .map(l -> new Recording.Line(l.seq(), l.at(), change.apply(l.entry())))
            .toList();
    return r.with(lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin",
        "begin say:done",
        READS,
        "begin call:c&d bad:d ok:c call:c ok:c say:done",
        "begin cut:on empty say:done",
        "begin refuse",
        "begin call:c crash begin ok:c say:done",
        "begin crash later begin crash later begin crash",
        "begin retry later begin retry later begin retry",
        "begin busy later begin busy later begin say:done",
        "begin broken",
        "begin stop begin call:c stop begin ok:c say:done",
        "steer:s begin call:c steer:t ok:c say:x",
        "begin steer:s say:x say:done",
        "begin ask:x steer:s arrive say:done",
        "begin ask:x steer:s steer:t arrive ask:y steer:u arrive say:done",
        "begin steer:s ask:x steer:t arrive say:done",
        "begin call:c rest:c later begin say:done",
        "begin call:c rest:c wake begin say:done",
        "begin call:c&d rest:c ok:d later begin say:done",
        "begin call:c await:c answer:c begin say:done",
        "begin call:c await:c later begin say:done",
        "begin call:c cancel",
        "cancel",
        "begin call:c ok:c call:c ok:c call:c ok:c call:c ok:c call:c ok:c call:c ok:c call:c ok:c"
      })
  void whatHasNotChangedComesOutTheSame(String words) throws Exception {
    Recording recording = ReplayScene.PLAIN.recording(words);
    Replay.Report report = replay(ReplayScene.PLAIN, recording);
    assertThat(report.differences()).isEmpty();
    assertThat(report.ok()).isTrue();
    assertThat(report.steps()).allMatch(step -> step.asked().equals("same"));
    assertThat(RecordingFile.read(RecordingFile.write(recording))).isEqualTo(recording);
  }

  /** What was said while the call was under way is told with the next one, and compared then. */
  @Test
  void aSteeringWordThatWouldReadOtherwiseIsNamedAtTheNextStep() throws Exception {
    Recording recording =
        with(
            ReplayScene.PLAIN.recording("begin ask:x steer:s arrive say:done"),
            entry ->
                entry instanceof Entry.TaskSteered e
                    ? new Entry.TaskSteered(e.task(), "z")
                    : entry);
    Replay.Report report = replay(ReplayScene.PLAIN, recording);
    assertThat(report.steps()).extracting(Replay.Step::asked).containsExactly("same", "differs");
  }

  @Test
  void anUnsafeCallThatACrashInterruptedIsTakenAsItWas() throws Exception {
    ReplayScene unsafe = ReplayScene.PLAIN.under(ToolPolicy.UNSAFE);
    Recording recording = unsafe.recording("begin call:c crash begin say:done");
    assertThat(replay(unsafe, recording).differences()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prompt | 1 | system   | You keep the files.   | You burn the files.
          tool   | 1 | tools    | fingerprint           | read: Burns a file.
          model  | 1 | settings | fingerprint           | other {}
          policy | 1 | entry    | "policy":"read_only"  | "policy":"unsafe"
          """)
  void theFirstDifferenceSaysWhatWasChanged(
      String what, int step, String part, String recorded, String now) throws Exception {
    ReplayScene was = ReplayScene.PLAIN;
    ReplayScene today =
        switch (what) {
          case "prompt" -> was.prompting("You burn the files.");
          case "tool" -> was.describing("Burns a file.");
          case "model" -> was.by("other");
          default -> was.under(ToolPolicy.UNSAFE);
        };
    Replay.Report report = replay(today, was.recording(READS));
    assertThat(report.ok()).isFalse();
    assertThat(report.differences()).as("told once, not at each step").hasSize(1);
    Replay.Difference first = report.differences().getFirst();
    assertThat(first.step()).isEqualTo(step);
    assertThat(first.part()).isEqualTo(part);
    assertThat(first.recorded()).contains(recorded);
    assertThat(first.today()).contains(now);
  }

  /** As if another version had put the result into other words. */
  @Test
  void aMessageThatWouldReadOtherwiseIsNamedAtItsStep() throws Exception {
    Recording recording =
        with(
            ReplayScene.PLAIN.recording(READS),
            entry ->
                entry instanceof Entry.ToolReturned e
                    ? new Entry.ToolReturned(e.task(), e.callId(), e.outcome(), "other words")
                    : entry);
    Replay.Report report = replay(ReplayScene.PLAIN, recording);
    assertThat(report.differences()).hasSize(1);
    assertThat(report.differences().getFirst().part()).isEqualTo("messages");
    assertThat(report.differences().getFirst().step()).isEqualTo(2);
    assertThat(report.differences().getFirst().today()).contains("other words");
    assertThat(report.steps()).extracting(Replay.Step::asked).containsExactly("same", "differs");
  }

  /** As if the rules of another version had come to another end. */
  @Test
  void anotherRuleIsFoundByWhatComesOfIt() throws Exception {
    Recording recording =
        with(
            ReplayScene.PLAIN.recording(READS),
            entry ->
                entry instanceof Entry.TaskSucceeded e
                    ? new Entry.TaskFailed(e.task(), new Failure(Failure.Kind.PERMANENT, "no"))
                    : entry);
    Replay.Difference first = replay(ReplayScene.PLAIN, recording).differences().getFirst();
    assertThat(first.part()).isEqualTo("entry");
    assertThat(first.seq()).isEqualTo(recording.lines().getLast().seq());
    assertThat(first.recorded()).contains("TaskFailed");
    assertThat(first.today()).contains("TaskSucceeded");
  }

  @Test
  void whatNoRuleWouldRecordTodayIsADifference() throws Exception {
    Recording recording =
        with(
            ReplayScene.PLAIN.recording("begin empty say:done"),
            entry ->
                entry instanceof Entry.TaskNudged e
                    ? new Entry.TaskNudged(e.task(), e.cause(), "Say more!")
                    : entry);
    List<Replay.Difference> differences = replay(ReplayScene.PLAIN, recording).differences();
    assertThat(differences.getFirst().recorded()).contains("Say more!");
    assertThat(differences.getFirst().today()).contains("Your reply was empty");
    assertThat(differences.get(1).part()).as("what the model is told then").isEqualTo("messages");
  }

  @Test
  void aJournalWithoutFingerprintsIsComparedByWhatCameOfIt() throws Exception {
    Recording old =
        with(
            ReplayScene.PLAIN.recording(READS),
            entry ->
                entry instanceof Entry.ModelReplied e
                    ? new Entry.ModelReplied(e.task(), e.step(), e.reply())
                    : entry);
    Replay.Report report = replay(ReplayScene.PLAIN.prompting("You burn the files."), old);
    assertThat(report.ok()).isTrue();
    assertThat(report.steps()).allMatch(step -> step.asked().equals("unknown"));
    assertThat(replay(ReplayScene.PLAIN.under(ToolPolicy.UNSAFE), old).ok()).isFalse();
  }

  @Test
  void aModelThatCannotBeHadHereIsNotMissed() throws Exception {
    Outside there = ReplayScene.PLAIN.prompting("You burn the files.").outside();
    Models none =
        names -> {
          throw new ModelException(Failure.Kind.PERMANENT, "no model m", Optional.empty());
        };
    Outside gone =
        new Outside(
            none,
            there.tools(),
            there.definitions(),
            there.tokens(),
            there.schemas(),
            there.gauges());
    Recording recording = ReplayScene.PLAIN.recording(READS);
    assertThat(new Replay(gone).of(recording).differences())
        .extracting(Replay.Difference::part)
        .containsExactly("system");
  }

  @Test
  void aFileThatFitsNotTogetherIsNoBug() throws Exception {
    Recording recording =
        with(
            ReplayScene.PLAIN.recording(READS),
            entry ->
                entry instanceof Entry.TaskStarted e
                    ? new Entry.ToolSuspended(e.task(), "?", Instant.EPOCH, "", null)
                    : entry);
    assertThat(replay(ReplayScene.PLAIN, recording).ok()).isFalse();
  }

  /** Whatever is done to a file, it is a difference or is refused in words, and soon. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"prompt\":\"Go\"=>\"prompt\":null",
        "\"type\":\"TaskQueued\"=>\"type\":\"TaskStarted\"",
        "\"type\":\"ToolReturned\"=>\"type\":\"Other\"",
        "\"callId\":\"c\"=>\"callId\":null",
        "\"reply\":=>\"answer\":",
        "\"maxMessages\":200=>\"maxMessages\":-1",
        "\"maxMessages\":200=>\"maxMessages\":\"x\"",
        "\"taskId\":\"a/3\"=>\"taskId\":\"a/4\"",
        "\"seq\":8=>\"seq\":9000000000000000000",
        "\"at\":\"2027=>\"at\":\"x",
        "\"entries\":[=>\"entries\":[7,"
      })
  void aFileThatWasTamperedWithIsNoBug(String change) throws Exception {
    String whole = RecordingFile.write(ReplayScene.PLAIN.recording(READS)).toString();
    String[] parts = change.split("=>");
    assertThat(whole).contains(parts[0]);
    String tampered = whole.replace(parts[0], parts[1]);
    try {
      assertThat(replay(ReplayScene.PLAIN, RecordingFile.read(Json.MAPPER.readTree(tampered))))
          .isNotNull();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageMatching("(?s)(the file|the recording|this is no|taskId).*");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          format   | this is no exported task
          version  | the file's version is 0
          taskId   | taskId must look like
          config   | the file has no "config"
          entries  | this is no whole recording
          """)
  void aFileThatIsNoneIsRefusedInWords(String missing, String why) throws Exception {
    ObjectNode file = RecordingFile.write(ReplayScene.PLAIN.recording(READS));
    file.remove(missing);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordingFile.read(file))
        .withMessageContaining(why);
  }

  @Test
  void fingerprintsAreOfThePartsAndOfNothingElse() throws Exception {
    Asked one = asked(ReplayScene.PLAIN);
    Asked two = asked(ReplayScene.PLAIN.prompting("Other."));
    assertThat(one.system()).hasSize(8).isNotEqualTo(two.system());
    assertThat(one.tools()).isEqualTo(two.tools());
    assertThat(one.messages()).isEqualTo(two.messages());
    assertThat(one.settings()).isEqualTo(two.settings());
  }

  private static Asked asked(ReplayScene scene) throws Exception {
    for (Recording.Line line : scene.recording("begin say:x").lines()) {
      if (line.entry() instanceof Entry.ModelReplied replied && replied.asked() != null) {
        return replied.asked();
      }
    }
    throw new AssertionError("no reply is recorded");
  }
}
