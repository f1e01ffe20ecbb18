package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Another model that answers a recorded task. */
class SecondOpinionTest {
  private final List<Model.Request> heard = new ArrayList<>();

  /** What comes of it if the other model says this from a step on. */
  private SecondOpinion.Comparison other(String words, int fromStep, ModelReply... replies)
      throws Exception {
    Model scripted =
        (request, sink) -> {
          heard.add(request);
          return replies[heard.size() - 1];
        };
    Outside today = ReplayScene.PLAIN.outside(scripted);
    return new SecondOpinion(today, null).of(ReplayScene.PLAIN.recording(words), "other", fromStep);
  }

  private static ModelReply says(String text) {
    return ReplayScene.reply(text, Finish.STOP);
  }

  private static ModelReply calls(String... calls) {
    return ReplayScene.reply("", Finish.TOOL_CALLS, calls);
  }

  private static String said(@Nullable ModelReply reply) {
    return reply == null ? "nothing" : reply.calls().isEmpty() ? reply.text() : "calls";
  }

  private static List<String> brief(SecondOpinion.Comparison comparison) {
    return comparison.turns().stream()
        .map(turn -> turn.step() + " " + said(turn.recorded()) + " / " + said(turn.other()))
        .toList();
  }

  @Test
  void theSameCallHasItsRecordedResult() throws Exception {
    SecondOpinion.Comparison comparison =
        other("begin call:c ok:c say:done", 1, calls("c"), says("fine"));
    assertThat(brief(comparison)).containsExactly("1 calls / calls", "2 done / fine");
    assertThat(comparison.end()).isEqualTo("succeeded");
    assertThat(comparison.recorded()).isEqualTo(new Usage(20, 10));
    assertThat(comparison.other()).isEqualTo(new Usage(20, 10));
    assertThat(heard.getFirst().model()).isEqualTo("other");
    assertThat(heard.getLast().messages().toString()).contains("text of c");
  }

  @Test
  void beforeTheStepEverythingIsAsItWasRecorded() throws Exception {
    SecondOpinion.Comparison comparison =
        other("begin call:c ok:c call:d bad:d say:done", 3, says("fine"));
    assertThat(brief(comparison)).containsExactly("3 done / fine");
    assertThat(heard).hasSize(1);
    assertThat(heard.getFirst().messages().toString()).contains("text of c", "no d");
  }

  @Test
  void aCallThatWasNotRecordedEndsTheComparison() throws Exception {
    SecondOpinion.Comparison comparison =
        other("begin call:c ok:c say:done", 1, calls("c", "d"), says("never"));
    assertThat(brief(comparison)).containsExactly("1 calls / calls", "2 done / nothing");
    assertThat(comparison.end())
        .isEqualTo("it called read with {\"path\": \"d\"}, of which no result is recorded");
    assertThat(heard).hasSize(1);
  }

  @Test
  void theRulesHoldForItToo() throws Exception {
    SecondOpinion.Comparison comparison = other("begin say:done", 1, says(""), says("fine"));
    assertThat(brief(comparison)).containsExactly("1 done / ", "2 nothing / fine");
    assertThat(heard.getLast().messages().toString()).contains("Your reply was empty");
  }

  @Test
  void oneThatGoesInCirclesIsEnded() throws Exception {
    ModelReply[] circle = new ModelReply[100];
    Arrays.fill(circle, calls("c"));
    assertThat(other("begin call:c ok:c say:done", 1, circle).end()).contains("no progress");
  }

  @Test
  void aStepThatIsNotThereIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other("begin say:done", 2, says("fine")))
        .withMessage("fromStep must be from 1 to 1, the task's steps, not 2");
  }
}
