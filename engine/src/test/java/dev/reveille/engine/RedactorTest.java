package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final String SECRET = "s3/cr+et \"k\\ey\" ünd so w=iter";
  private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz012345";

  private final Redactor redactor = Redactor.of(List.of(SECRET, PLAIN, "short"));

  @ParameterizedTest
  @CsvSource({
    "nothing, nothing",
    "a short word stays, a short word stays",
    "abcdefghijklmnopqrstuvwxyz012345, ***",
    "xabcdefghijklmnopqrstuvwxyz012345x, x***x",
    "abcdefghijklmnopqrstuvwxyz012345abcdefghijklmnopqrstuvwxyz012345, ******",
    "abcabcdefghijklmnopqrstuvwxyz012345, abc***",
    "cut at abcdefghijklmnopqrstuvwx, cut at ***",
    "cut abcdefghijklmnop… here, cut ***… here",
    "less than half: abcdefghijklmno, less than half: abcdefghijklmno",
    "6162636465666768696a6b6c6d6e6f707172737475767778797a303132333435, ***",
  })
  void takesSecretsOutOfTexts(String text, String clean) {
    assertThat(redactor.clean(text)).isEqualTo(clean);
  }

  @Test
  void knowsASecretInAUrlAndInJson() {
    String inForm = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    String inPath = inForm.replace("+", "%20");
    for (String form :
        List.of(
            SECRET,
            inForm,
            inPath,
            inForm.toLowerCase(java.util.Locale.ROOT),
            Json.MAPPER.writeValueAsString(SECRET))) {
      assertThat(redactor.clean("<" + form + ">")).matches("<\"?\\*\\*\\*\"?>");
    }
  }

  /** However it lies among other bytes: of its Base64, three characters at each end may be left. */
  @ParameterizedTest
  @ValueSource(strings = {"", "u", "me", "you", "Bearer ", "user:"})
  void knowsASecretInBase64BehindAnything(String before) {
    for (String behind : List.of("", "\n", "@h", " and more")) {
      byte[] bytes = (before + PLAIN + behind).getBytes(StandardCharsets.UTF_8);
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String clean = redactor.clean(encoder.encodeToString(bytes));
        int around = before.length() + behind.length();
        assertThat(clean).contains("***");
        assertThat(clean.length()).isLessThanOrEqualTo(3 + around * 4 / 3 + 8);
      }
    }
  }

  @Test
  void answersTheSameTextIfThereIsNothingInIt() {
    String text = "nothing in it";
    assertThat(redactor.clean(text)).isSameAs(text);
    assertThat(Redactor.NONE.clean(PLAIN)).isSameAs(PLAIN);
    assertThat(Redactor.of(List.of("1234567"))).isSameAs(Redactor.NONE);
  }

  /** However a provider cuts its reply into pieces, they are together what the reply is. */
  @Test
  void noPieceOfAStreamGivesASecretAway() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    String said = "your key is " + PLAIN + ", and abcdef is none; " + SECRET + " is another";
    for (int round = 0; round < 500; round++) {
      List<String> heard = new ArrayList<>();
      Models models = names -> new Models.Choice((request, sink) -> speak(said, random, sink), "m");
      ModelReply reply =
          new RedactedModels(models, redactor)
              .find(List.of())
              .model()
              .call(request(), (channel, delta) -> heard.add(delta));
      assertThat(String.join("", heard)).isEqualTo(reply.text()).doesNotContain(PLAIN, SECRET);
      assertThat(heard).noneMatch(piece -> piece.contains("abcdefg") || piece.contains("s3/cr"));
    }
  }

  private static Model.Request request() {
    return new Model.Request("m", List.of(), List.of(), ModelSettings.NONE);
  }

  private static ModelReply speak(String said, SplittableRandom random, Model.Sink sink) {
    for (int from = 0; from < said.length(); ) {
      int to = Math.min(said.length(), from + random.nextInt(1, 9));
      sink.delta(Model.Sink.Channel.TEXT, said.substring(from, to));
      from = to;
    }
    return reply(said);
  }

  private static ModelReply reply(String said) {
    List<ToolCall> calls = List.of(new ToolCall(said, said, said));
    return new ModelReply(
        said, said, calls, Usage.NONE, ModelReply.Finish.STOP, "p:" + said, "p " + said);
  }

  @Test
  void nothingOfAReplyOrAComplaintGivesASecretAway() throws Exception {
    Models models = names -> new Models.Choice((request, sink) -> reply(PLAIN), "m");
    ModelReply clean =
        new RedactedModels(models, redactor)
            .find(List.of())
            .model()
            .call(request(), Model.Sink.NONE);
    assertThat(clean.toString()).doesNotContain(PLAIN);
    Models refusing =
        names -> {
          throw new ModelException(Failure.Kind.RATE_LIMITED, "no: " + PLAIN, Optional.empty());
        };
    ModelException refused =
        Assertions.catchThrowableOfType(
            ModelException.class, () -> new RedactedModels(refusing, redactor).find(List.of()));
    assertThat(refused.failure()).isEqualTo(new Failure(Failure.Kind.RATE_LIMITED, "no: ***"));
    Models broken =
        names ->
            new Models.Choice(
                (request, sink) -> {
                  throw new IllegalStateException(PLAIN);
                },
                "m");
    assertThat(
            Assertions.catchThrowable(() ->
                    new RedactedModels(broken, redactor)
                        .find(List.of())
                        .model()
                        .call(request(), Model.Sink.NONE))
                .getMessage())
        .isEqualTo("java.lang.IllegalStateException: ***");
  }
}
