package dev.reveille.models;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leaves one model alone while it is down, with one call from time to time that tries whether it is
 * back; the longer it is down, the rarer.
 */
final class Breaker {
  /** Who is left alone and wanted by nobody for so long after is not spoken of any more. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final Limits limits;
  private final InstantSource clock;
  private final CircuitBreaker breaker;
  private volatile @Nullable Instant since;
  private volatile Instant until = Instant.EPOCH;
  private volatile String lastError = "";

  Breaker(String name, Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.breakAfter())
                .minimumNumberOfCalls(limits.breakAfter())
                .failureRateThreshold(100)
                .waitIntervalFunctionInOpenState(times -> pause(times).toMillis() - 1) // to be past
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock.withZone(ZoneOffset.UTC))
                .writableStackTraceEnabled(false)
                .build());
    breaker.getEventPublisher().onStateTransition(e -> became(e.getStateTransition().getToState()));
  }

  private Duration pause(int times) {
    Duration pause = limits.pause(times);
    until = clock.instant().plus(pause);
    return pause;
  }

  private void became(State state) {
    switch (state) {
      case CLOSED -> since = null;
      case OPEN -> since = since == null ? clock.instant() : since;
      default -> {}
    }
  }

  /**
   * Whether a call may go out; if so, it must be told of its end.
   *
   * @return how long it must wait instead; empty: it may
   */
  Optional<Duration> ask() {
    if (breaker.tryAcquirePermission()) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), until);
    // Else somebody is trying whether it is back, and may have to wait long for the answer.
    return Optional.of(left.isPositive() ? left : limits.breakFor());
  }

  void answered() {
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  void failed(Throwable why) {
    lastError = String.valueOf(why.getMessage());
    breaker.onError(0, TimeUnit.NANOSECONDS, why);
  }

  /** The call says nothing about whether it is down. */
  void forget() {
    breaker.releasePermission();
  }

  String lastError() {
    return lastError;
  }

  /** Since when it is left alone; empty if it is not, or nobody has wanted it for long. */
  Optional<Instant> leftAloneSince() {
    boolean wanted = clock.instant().isBefore(until.plus(FORGOTTEN));
    return wanted ? Optional.ofNullable(since) : Optional.empty();
  }
}
