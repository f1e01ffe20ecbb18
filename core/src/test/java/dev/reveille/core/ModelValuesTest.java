package dev.reveille.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelValuesTest {

  @Test
  void settingsMerge() {
    var mine = new ModelSettings(0.1, null, 5, null, null, Duration.ofSeconds(1), null);
    ModelSettings merged = mine.over(ModelSettings.STANDARD);
    assertThat(merged.temperature()).isEqualTo(0.1);
    assertThat(merged.idle()).isEqualTo(Duration.ofSeconds(1));
    assertThat(merged.total()).isEqualTo(ModelSettings.STANDARD.total());
    assertThat(merged.topP()).isNull();
  }

  private static ModelSettings hot(double temperature) {
    return new ModelSettings(temperature, null, null, null, null, null, null);
  }

  @Test
  void theMostParticularSettingCounts() {
    var task = new ModelSettings(null, null, 7, null, null, null, null);
    var definition = new ModelSettings(0.3, 0.9, 9, null, null, null, null);
    assertThat(ModelSettings.merged(task, null, definition, hot(1)))
        .isEqualTo(new ModelSettings(0.3, 0.9, 7, null, null, null, null));
    assertThat(ModelSettings.merged(task, hot(0.5), definition, hot(1)))
        .isEqualTo(new ModelSettings(0.5, 0.9, 7, null, null, null, null));
    assertThat(ModelSettings.merged()).isEqualTo(ModelSettings.NONE);
    assertThat(ModelSettings.merged(null, ModelSettings.STANDARD))
        .isEqualTo(ModelSettings.STANDARD);
  }

  @Test
  void anAgentsSettingsAreTakenBackByNone() {
    AgentConfig set = AgentConfig.STANDARD.with(settings(hot(1)));
    assertThat(set.settings()).isEqualTo(hot(1));
    assertThat(set.with(ConfigPatch.EMPTY).settings()).isEqualTo(hot(1));
    assertThat(set.with(settings(ModelSettings.NONE))).isEqualTo(AgentConfig.STANDARD);
    assertThat(new TaskTerms(null, null, null, null, 0, ModelSettings.NONE))
        .as("the same as nothing said")
        .isEqualTo(TaskTerms.NONE);
  }

  private static ConfigPatch settings(ModelSettings settings) {
    return Say.Patch.with().settings(settings).done();
  }

  @Test
  void settingsHaveBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelSettings(2.1, null, null, null, null, null, null))
        .withMessageContaining("temperature must be 0 to 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelSettings(Double.NaN, null, null, null, null, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelSettings(null, 0.0, null, null, null, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelSettings(null, null, 0, null, null, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelSettings(null, null, null, null, null, Duration.ofHours(2), null))
        .withMessageContaining("idleSeconds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/a.png",
        "file:///etc/passwd",
        "data:text/html;base64,AA",
        "data:image/png,AA",
        "data:image/png;base64,",
        "https://",
        ""
      })
  void anImageIsDataOrOnTheWeb(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Image(url));
  }

  @Test
  void imagesHaveBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Image("data:image/png;base64," + "A".repeat(Image.MAX_DATA)));
    var image = new Image("data:image/webp;base64,QUJD");
    assertThat(image.mediaType()).isEqualTo("image/webp");
    assertThat(image.base64()).isEqualTo("QUJD");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message.User("x", Collections.nCopies(21, image)));
  }
}
