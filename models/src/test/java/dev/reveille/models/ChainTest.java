package dev.reveille.models;

import static dev.reveille.core.Failure.Kind.OVERLOADED;
import static dev.reveille.core.Failure.Kind.PERMANENT;
import static dev.reveille.core.Failure.Kind.RATE_LIMITED;
import static dev.reveille.core.Failure.Kind.TRANSIENT;
import static dev.reveille.core.Failure.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reveille.core.Failure;
import dev.reveille.core.Image;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.Usage;
import dev.reveille.engine.Model;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final Model WELL =
      (request, sink) -> new ModelReply("ok", "", List.of(), Usage.NONE, ModelReply.Finish.STOP);

  private static Model failing(Failure.Kind kind, int seconds, boolean elsewhere) {
    Optional<Duration> after =
        seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    return (request, sink) -> {
      throw new ModelException(kind, kind + " " + request.model(), after, elsewhere, false);
    };
  }

  private static final Model BROKEN =
      (request, sink) -> {
        throw new ModelException(TRANSIENT, "cut", Optional.empty(), true, true);
      };

  private static ModelReply call(Model... models) throws Exception {
    List<Line> lines = new ArrayList<>();
    for (Model model : models) {
      lines.add(new Line("p", "m" + lines.size(), model, ModelSettings.NONE, false));
    }
    return new Chain(lines, List.of()).call(Requests.prompt("x"), Sink.NONE);
  }

  private static ModelException failure(Model... models) {
    return catchThrowableOfType(ModelException.class, () -> call(models));
  }

  @Test
  void theNextAnswersWhereOneCannot() throws Exception {
    for (Failure.Kind kind : Failure.Kind.values()) {
      assertThat(call(failing(kind, 0, true), WELL).model()).isEqualTo("p:m1");
    }
    assertThat(call(WELL, failing(TRANSIENT, 0, true)).model()).isEqualTo("p:m0");
  }

  @Test
  void whatWouldBeRefusedAnywhereGoesNoFurther() {
    ModelException refused =
        failure(failing(TRANSIENT, 0, true), failing(PERMANENT, 0, false), WELL);
    assertThat(refused.kind()).isEqualTo(PERMANENT);
    assertThat(refused).hasMessage("PERMANENT m1");
  }

  @Test
  void whatOneMayChargeForIsTold() {
    assertThat(failure(failing(TRANSIENT, 0, true), failing(OVERLOADED, 1, true)).isCharged())
        .isFalse();
    assertThat(failure(BROKEN, failing(OVERLOADED, 1, true)).isCharged()).isTrue();
    ModelException refused = failure(BROKEN, failing(PERMANENT, 0, false));
    assertThat(refused.isCharged()).isTrue();
    assertThat(refused.isElsewhere()).isFalse();
  }

  @Test
  void ifAllFailTheFirstThatPassesIsWaitedFor() {
    ModelException all =
        failure(
            failing(TRANSIENT, 0, true),
            failing(OVERLOADED, 40, true),
            failing(RATE_LIMITED, 60, true),
            failing(PERMANENT, 0, true));
    assertThat(all.kind()).isEqualTo(RATE_LIMITED);
    assertThat(all.retryAfter()).contains(Duration.ofSeconds(40));
    assertThat(all).hasMessageContaining("none of 4 models answered: TRANSIENT m0 | OVERLOADED m1");
    ModelException soon =
        failure(failing(RATE_LIMITED, 3_600, true), failing(UNAVAILABLE, 0, true));
    assertThat(soon.kind()).isEqualTo(RATE_LIMITED);
    assertThat(soon.retryAfter()).as("the other one may be back at any time").isEmpty();
    assertThat(failure(failing(PERMANENT, 0, true), failing(TRANSIENT, 0, true)).kind())
        .isEqualTo(TRANSIENT);
  }

  @Test
  void aModelThatTakesNoImagesIsPassedOver() throws Exception {
    var look =
        Requests.of(new Message.User("look", List.of(new Image("https://example.org/a.png"))));
    var blind = new Line("p", "blind", WELL, ModelSettings.NONE, false);
    var seeing = new Line("p", "seeing", WELL, ModelSettings.NONE, true);
    assertThat(new Chain(List.of(blind, seeing), List.of()).call(look, Sink.NONE).model())
        .isEqualTo("p:seeing");
    ModelException refused =
        catchThrowableOfType(
            ModelException.class, () -> new Chain(List.of(blind), List.of()).call(look, Sink.NONE));
    assertThat(refused.kind()).isEqualTo(PERMANENT);
    assertThat(refused).hasMessageContaining("say images: true");
  }

  @Test
  void settingsOfTheRequestGoBeforeThoseOfTheModel() throws Exception {
    List<ModelSettings> seen = new ArrayList<>();
    Model model =
        (request, sink) -> {
          seen.add(request.settings());
          return WELL.call(request, sink);
        };
    var base = new ModelSettings(0.1, 0.2, 300, null, null, null, null);
    var own = new ModelSettings(0.9, null, null, null, null, null, null);
    new Chain(List.of(new Line("p", "m", model, base, false)), List.of())
        .call(new Model.Request("", List.of(new Message.User("x")), List.of(), own), Sink.NONE);
    assertThat(seen).containsExactly(new ModelSettings(0.9, 0.2, 300, null, null, null, null));
  }
}
