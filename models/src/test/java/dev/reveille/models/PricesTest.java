package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Usage;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
  private static final Count COUNT = new Count(1_000, 100, 600, 100);

  @Test
  void pricesByTheBuiltInTable() {
    // 300 * 3 + 600 * 0.3 + 100 * 3.75 + 100 * 15
    assertThat(new Prices(List.of()).usage("anthropic:claude-sonnet-4-5", COUNT, null))
        .isEqualTo(new Usage(1_000, 100, 600, 2_955, 0));
  }

  @Test
  void whatUsersSayGoesBeforeAndWhatTheProviderSaysBeforeThat() {
    var own = new Prices(List.of(new Price("anthropic:*", 1, 2, null, null)));
    assertThat(own.usage("anthropic:claude-sonnet-4-5", COUNT, null).costMicros()).isEqualTo(1_200);
    assertThat(own.usage("anthropic:claude-sonnet-4-5", COUNT, 77L).costMicros()).isEqualTo(77);
  }

  /** A budget would become larger by what a broken provider says. */
  @Test
  void nobodyGivesBackWhatWasSpent() {
    Prices prices = new Prices(List.of());
    Usage less = prices.usage("x:y", new Count(-1, -2, -3, -4), -5L);
    assertThat(less).isEqualTo(Usage.NONE);
    Usage much = prices.usage("x:y", new Count(Long.MAX_VALUE, 1, 0, 0), Long.MAX_VALUE);
    assertThat(much.plus(much).inputTokens()).isPositive();
    assertThat(much.plus(much).costMicros()).isPositive();
  }

  @Test
  void aPriceThatNobodyKnowsIsCounted() {
    Usage usage = new Prices(List.of()).usage("my-vllm:qwen", COUNT, null);
    assertThat(usage.costMicros()).isZero();
    assertThat(usage.unpricedCalls()).isEqualTo(1);
    assertThat(usage.plus(usage).unpricedCalls()).isEqualTo(2);
    assertThat(new Prices(List.of()).usage("ollama:llama3", COUNT, null).unpricedCalls()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "a:b, a:b, true",
    "a:*, a:b, true",
    "*, a:b, true",
    "a:*-mini*, a:x-mini-2, true",
    "a:*-mini, a:x-mini-2, false",
    "a:b, a:bc, false",
    "a*b*c, aXbYbZc, true",
  })
  void patterns(String pattern, String text, boolean fits) {
    assertThat(Patterns.matches(pattern, text)).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "x-ratelimit-remaining-requests, x-ratelimit-reset-requests, 6m0s, 360000",
    "x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens, 20ms, 20",
    "x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens, 1h2m3.5s, 3723500",
    "anthropic-ratelimit-output-tokens-remaining, anthropic-ratelimit-output-tokens-reset, 2026-11-22T10:00:09Z, 9000",
    "x-ratelimit-remaining, x-ratelimit-reset, 1795341630000, 30000",
    "x-ratelimit-remaining, x-ratelimit-reset, 30, 30000",
    "x-ratelimit-remaining, x-ratelimit-reset, soon, -1",
    "x-ratelimit-remaining, x-ratelimit-reset, 2020-01-01T00:00:00Z, -1",
    "x-other, x-ratelimit-reset, 30, -1",
  })
  void headersSayWhenALimitIsThereAgain(String remaining, String reset, String value, long millis) {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of(remaining, List.of("0"), reset, List.of(value)), (name, text) -> true);
    assertThat(RateHeaders.closedUntil(headers, now))
        .isEqualTo(millis < 0 ? Optional.empty() : Optional.of(now.plusMillis(millis)));
  }
}
