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
