package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo's proof must not be a claim: each kind of loss is found. */
class DemoProofTest {

  private static final List<String> GOOD =
      List.of(
          "{'seq':1,'type':'AgentCreated'}",
          "{'seq':2,'type':'TaskQueued','prompt':'Go'}",
          "{'seq':3,'type':'TaskStarted','task':2,'run':1}",
          "{'seq':4,'type':'ModelReplied','task':2,'step':1}",
          "{'seq':5,'type':'ToolCalled','task':2,'callId':'a'}",
          "{'seq':6,'type':'TaskStarted','task':2,'run':2}",
          "{'seq':7,'type':'ToolReturned','task':2,'callId':'a'}",
          "{'seq':8,'type':'ModelReplied','task':2,'step':2}",
          "{'seq':9,'type':'TaskSucceeded','task':2}");

  private static List<JournalEntry> journal(List<String> lines) {
    return lines.stream()
        .map(line -> JournalEntry.of("d", Json.parse(line.replace('\'', '"'))))
        .toList();
  }

  private static List<String> with(int index, String line) {
    List<String> lines = new ArrayList<>(GOOD);
    lines.set(index, line);
    return lines;
  }

  private static List<String> problems(List<String> lines, String state, int told) {
    return new DemoProof(
            Map.of("d", journal(GOOD.subList(0, 5))),
            Map.of("d", journal(lines)),
            Map.of("d/2", state),
            Map.of("d/2", told))
        .findings().stream().flatMap(finding -> finding.problems().stream()).toList();
  }

  @Test
  void nothingIsWrongWithAGoodRun() {
    assertThat(problems(GOOD, "succeeded", 1)).isEmpty();
  }

  @Test
  void findsATaskThatDidNotSucceed() {
    assertThat(problems(GOOD, "running", 1)).containsExactly("d/2 is running");
  }

  @Test
  void findsATaskThatNeverEnded() {
    assertThat(problems(GOOD.subList(0, 8), "succeeded", 1)).containsExactly("d/2 ended 0 times");
  }

  @Test
  void findsATaskThatEndedTwice() {
    assertThat(problems(with(7, "{'seq':8,'type':'TaskFailed','task':2}"), "succeeded", 1))
        .containsExactly("d/2 ended 2 times");
  }

  @Test
  void findsATaskThatNobodyAcknowledged() {
    assertThat(problems(with(7, "{'seq':8,'type':'TaskSucceeded','task':5}"), "succeeded", 1))
        .containsExactly("d/5 ended, but nobody was told that it exists");
  }

  @Test
  void findsAGap() {
    assertThat(problems(with(8, "{'seq':10,'type':'TaskSucceeded','task':2}"), "succeeded", 1))
        .containsExactly("d: entry 10 stands at 9");
  }

  @Test
  void findsAChangedPast() {
    assertThat(problems(with(1, "{'seq':2,'type':'TaskQueued','prompt':'No'}"), "succeeded", 1))
        .containsExactly("d: entry 2 is not what it was");
  }

  @Test
  void findsAStepThatWasDoneTwice() {
    assertThat(
            problems(with(7, "{'seq':8,'type':'ModelReplied','task':2,'step':1}"), "succeeded", 1))
        .containsExactly("d/2: model reply 1 is recorded twice");
    assertThat(
            problems(
                with(7, "{'seq':8,'type':'ToolReturned','task':2,'callId':'a'}"), "succeeded", 1))
        .containsExactly("d/2: ToolReturned a is recorded twice");
  }

  @Test
  void findsAnEndThatTheFeedToldTwice() {
    assertThat(problems(GOOD, "succeeded", 2)).containsExactly("d/2 was told as ended 2 times");
    assertThat(problems(GOOD, "succeeded", 0)).containsExactly("d/2 was told as ended 0 times");
  }
}
