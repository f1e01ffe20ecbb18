package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model.Sink;
import dev.reveille.engine.ModelException;
import dev.reveille.engine.Models;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class ProvidersTest {
  private static final ProviderConfig LOCAL =
      new ProviderConfig(
          "my-vllm",
          ProviderConfig.Kind.OPENAI,
          Optional.of("http://127.0.0.1:8000/v1"),
          Optional.empty(),
          List.of("qwen3", "qwen3:small"),
          1000,
          false,
          ModelSettings.NONE,
          Limits.STANDARD);

  private final Map<String, String> environment = new HashMap<>();

  @ParameterizedTest
  @CsvSource({
    "'', rehearsal, rehearsal",
    "rehearsal, rehearsal, rehearsal",
    "rehearsal:anything, rehearsal, anything",
    "ollama:llama3:8b, ollama, llama3:8b",
    "openrouter:anthropic/claude-sonnet, openrouter, anthropic/claude-sonnet",
    "openai:gpt, openai, gpt",
    "my-vllm, my-vllm, qwen3",
    "my-vllm:qwen3:small, my-vllm, qwen3:small",
  })
  void findsAModelByItsReference(String reference, String provider, String name) throws Exception {
    environment.put("OPENAI_API_KEY", "sk-secret");
    environment.put("OPENROUTER_API_KEY", " sk-secret\n");
    try (Providers providers = providers("rehearsal")) {
      Line resolved = providers.resolve(reference);
      assertThat(resolved.provider()).isEqualTo(provider);
      assertThat(resolved.name()).isEqualTo(name);
      assertThat(resolved.model()).isSameAs(providers.resolve(reference).model());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpt-4o | there is no provider gpt-4o; write provider:model with one of openai, anthropic, gemini, openrouter, ollama, rehearsal, my-vllm",
        ":x | there is no provider ;",
        "ollama | names a provider but no model; write ollama:<model>",
        "ollama: | names a provider but no model",
        "my-vllm:gpt | provider my-vllm is configured for qwen3, qwen3:small only",
        "openai:gpt | provider openai has no key: set the environment variable OPENAI_API_KEY",
        "openrouter:gpt | cannot use the key in OPENROUTER_API_KEY: it holds blanks",
      })
  void saysWhatThereIs(String reference, String message) {
    environment.put("OPENROUTER_API_KEY", "sk secret");
    try (Providers providers = providers("rehearsal")) {
      ModelException failure =
          catchThrowableOfType(ModelException.class, () -> providers.resolve(reference));
      assertThat(failure.kind()).isEqualTo(Failure.Kind.PERMANENT);
      assertThat(failure).hasMessageContaining(message).hasMessageNotContaining("secret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "my-vllm:qwen3, false",
    "openrouter:nobody/knows, true",
    "ollama:llama3, true",
    "openai:nobody-knows, false",
    "nobody:x, true",
  })
  void knowsOfWhichModelNobodyKnowsThePrice(String reference, boolean isPriced) {
    try (Providers providers = providers("rehearsal")) {
      assertThat(providers.unpriced(List.of(reference)))
          .isEqualTo(isPriced ? List.of() : List.of(reference));
    }
  }

  @Test
  void takesTheBaseUrlFromTheEnvironment() throws Exception {
    try (var provider = new FakeProvider(wire -> wire.open().text("hi").finish("stop").done())) {
      environment.put("OPENAI_BASE_URL", provider.baseUrl().toString());
      environment.put("OPENAI_API_KEY", "sk-from-environment");
      try (Providers providers = providers("openai:gpt")) {
        Line resolved = providers.resolve("");
        assertThat(resolved.model().call(Requests.prompt("x"), Sink.NONE).text()).isEqualTo("hi");
        assertThat(provider.received.take().header("authorization"))
            .isEqualTo("Bearer sk-from-environment");
      }
    }
  }

  @Test
  void aProviderWithoutAKeyIsAskedWithoutOne() throws Exception {
    try (var provider = new FakeProvider(wire -> wire.open().text("hi").finish("stop").done())) {
      environment.put("OLLAMA_BASE_URL", provider.baseUrl().toString());
      try (Providers providers = providers("rehearsal")) {
        providers.resolve("ollama:llama3").model().call(Requests.prompt("x"), Sink.NONE);
        assertThat(provider.received.take().header("authorization")).isEmpty();
      }
    }
  }

  @Test
  void refusesAWrongAddressWhenItStarts() {
    environment.put("MY_VLLM_BASE_URL", "localhost:8000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> providers("rehearsal"))
        .withMessageContaining("base URL of provider my-vllm is not an http(s) address")
        .withMessageContaining("MY_VLLM_BASE_URL");
  }

  @Test
  void refusesABrokenConfiguration() {
    var missing =
        new ModelsConfig(List.of(), Optional.empty(), Optional.of(Path.of("no-such.yaml")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Providers(missing, name -> Optional.empty(), () -> Instant.EPOCH))
        .withMessageContaining("no-such.yaml: cannot be read");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ProviderConfig.of(
                ProviderConfig.Kind.OPENAI, "My Provider", "http://x/v1", Optional.empty()))
        .withMessageContaining("a-z, 0-9 and -");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelsConfig(List.of(), Optional.of(" "), Optional.empty()))
        .withMessageContaining("defaultModel is blank");
  }

  @Test
  void openRouterIsTheDefaultWhereItsKeyIsAndNothingElseIsSaid() throws Exception {
    assertThat(standard().resolve("").provider()).isEqualTo("rehearsal");
    environment.put("OPENROUTER_API_KEY", "sk-secret");
    assertThat(standard().resolve("").provider()).isEqualTo("openrouter");
    assertThat(standard().resolve("").name()).isEqualTo("openrouter/auto");
    assertThat(providers("ollama:llama3").resolve("").provider()).isEqualTo("ollama");
  }

  /** One provider is down, another unknown, the third answers; what is down is told of. */
  @Test
  void theNextOfSeveralAnswersInItsOwnProtocol() throws Exception {
    try (var down = new FakeProvider(wire -> wire.plain(529, "Retry-After: 9\r\n", "{}"));
        var well =
            new FakeProvider(wire -> {
              Speech.ANTHROPIC.start(wire);
              Speech.ANTHROPIC.text(wire, "hi");
              Speech.ANTHROPIC.end(wire, Speech.End.STOP);
            })) {
      environment.put("GEMINI_BASE_URL", down.baseUrl().toString());
      environment.put("GEMINI_API_KEY", "g-secret");
      environment.put("ANTHROPIC_BASE_URL", well.baseUrl().toString());
      environment.put("ANTHROPIC_API_KEY", "a-secret");
      try (Providers providers = providers("rehearsal")) {
        assertThat(providers.health()).isEmpty();
        Models.Choice choice =
            providers.find(List.of("nobody:x", "gemini:flash", "anthropic:claude-sonnet-4-5"));
        for (int i = 0; i < 2; i++) {
          ModelReply reply = choice.model().call(Requests.prompt("x"), Sink.NONE);
          assertThat(reply.text()).isEqualTo("hi");
          assertThat(reply.model()).isEqualTo("anthropic:claude-sonnet-4-5");
          assertThat(reply.usage().costMicros()).isEqualTo(40 * 3 + 18 + 20 * 15);
        }
        assertThat(down.received).hasSize(1);
        assertThat(providers.health())
            .extracting(Health::provider, Health::ok)
            .containsExactly(tuple("anthropic", true), tuple("gemini", true));
        assertThat(providers.health().getLast().detail())
            .startsWith("flash rate limited until 1970-01-01T00:00:09Z; last error: gemini");
        Models.Choice none = providers.find(List.of("nobody:x", "gemini:flash"));
        ModelException failure =
            catchThrowableOfType(
                ModelException.class, () -> none.model().call(Requests.prompt("x"), Sink.NONE));
        assertThat(failure.failure().isDeferral()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
        assertThat(failure)
            .hasMessageContaining("there is no provider nobody")
            .hasMessageNotContaining("secret");
      }
    }
  }

  @Test
  void theFirstPatternThatSaysSomethingCounts() throws Exception {
    var hot = new ModelSettings(1.0, null, 5, null, null, null, null);
    var cold = new ModelSettings(0.0, 0.5, null, null, null, null, null);
    var config =
        new ModelsConfig(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new PerModel("ollama:llava*", Optional.of(true), Optional.of(32_000), hot),
                new PerModel("ollama:*", Optional.of(false), Optional.empty(), cold)),
            List.of(),
            Duration.ofSeconds(1));
    try (var providers = new Providers(config, name -> Optional.empty(), () -> Instant.EPOCH)) {
      Line line = providers.resolve("ollama:llava:7b");
      assertThat(line.images()).isTrue();
      assertThat(line.settings()).isEqualTo(new ModelSettings(1.0, 0.5, 5, null, null, null, null));
      assertThat(providers.resolve("ollama:llama3").images()).isFalse();
      assertThat(providers.abilities(List.of("ollama:llava:7b")))
          .isEqualTo(new Models.Abilities(32_000, true));
      assertThat(providers.abilities(List.of("ollama:llama3")))
          .as("nobody has said how much it takes")
          .isEqualTo(new Models.Abilities(null, false));
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "anthropic:claude-sonnet-4-5, 200000, true",
        "openai:gpt-5-mini, 272000, true",
        "openai:gpt-4.1, 1047576, true",
        "gemini:gemini-2.5-flash, 1048576, true",
        "openrouter:anthropic/claude-sonnet-4, 200000, false",
        "openrouter:somebody/else, -, false",
        "rehearsal, -, false",
        "nobody:at-all, -, true",
      })
  void whatIsKnownOfAModelNeedsNoKey(String reference, @Nullable Integer window, boolean images) {
    try (Providers providers = standard()) {
      assertThat(providers.abilities(List.of(reference)))
          .isEqualTo(new Models.Abilities(window, images));
    }
  }

  @Test
  void theLeastWindowOfAChainCounts() {
    try (Providers providers = standard()) {
      assertThat(
              providers.abilities(
                  List.of("gemini:gemini-2.5-pro", "openrouter:x/y", "openai:gpt-4o", "nobody:x")))
          .isEqualTo(new Models.Abilities(128_000, true));
    }
  }

  private Providers standard() {
    return new Providers(
        ModelsConfig.STANDARD,
        name -> Optional.ofNullable(environment.get(name)),
        () -> Instant.EPOCH);
  }

  @Test
  void aKeyDoesNotShowItself() {
    Optional<ApiKey> key = ApiKey.of(Optional.of("sk-secret"));
    assertThat(key).isPresent();
    assertThat("" + key.get() + LOCAL).doesNotContain("secret");
    assertThat(ApiKey.of(Optional.of("  "))).isEmpty();
  }

  private Providers providers(String defaultModel) {
    return new Providers(
        new ModelsConfig(List.of(LOCAL), Optional.of(defaultModel), Optional.empty()),
        name -> Optional.ofNullable(environment.get(name)),
        () -> Instant.EPOCH);
  }
}
