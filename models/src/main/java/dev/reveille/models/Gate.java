package dev.reveille.models;

import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the models of one provider and lets only those calls out that make sense: so many
 * at once, none to a model that said when to come again, and none but a probe while the provider is
 * down. A call that is not let out is a deferral: it burns no attempt.
 */
final class Gate implements Model {
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final Endpoint endpoint;
  private final Model models;
  private final Allowances allowances;
  private final Limits limits;
  private final InstantSource clock;
  private final Semaphore places;
  private final CircuitBreaker breaker;
  private volatile @Nullable Instant openSince;
  private volatile @Nullable String lastError;

  Gate(Endpoint endpoint, Model models, Allowances allowances, Limits limits, InstantSource clock) {
    this.endpoint = endpoint;
    this.models = models;
    this.allowances = allowances;
    this.limits = limits;
    this.clock = clock;
    this.places = new Semaphore(limits.maxCalls(), true);
    this.breaker =
        CircuitBreaker.of(
            endpoint.provider(),
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.breakAfter())
                .minimumNumberOfCalls(limits.breakAfter())
                .failureRateThreshold(100)
                .waitDurationInOpenState(limits.breakFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock.withZone(ZoneOffset.UTC))
                .writableStackTraceEnabled(false)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(e ->
            openSince =
                e.getStateTransition().getToState() == CircuitBreaker.State.OPEN
                    ? clock.instant()
                    : null);
  }

  @Override
  public ModelReply call(Request request, Sink sink) throws ModelException, InterruptedException {
    Complaints complaints = endpoint.complaints(request.model());
    checkAllowance(request.model(), complaints);
    boolean free = places.getQueueLength() < limits.maxWaiting() || places.availablePermits() > 0;
    if (!free || !places.tryAcquire(limits.maxWait().toMillis(), TimeUnit.MILLISECONDS)) {
      String why = "all " + limits.maxCalls() + " calls that may be under way at once are";
      throw complaints.notAsked(Failure.Kind.RATE_LIMITED, why, wait(limits.maxWait()));
    }
    try {
      checkAllowance(request.model(), complaints);
      checkBreaker(complaints);
      return ask(request, sink);
    } finally {
      places.release();
    }
  }

  private void checkAllowance(String model, Complaints complaints) throws ModelException {
    Optional<Instant> until = allowances.closedUntil(model);
    if (until.isPresent()) {
      Duration left = wait(Duration.between(clock.instant(), until.get()));
      String why = "it said when to come again";
      throw complaints.notAsked(Failure.Kind.RATE_LIMITED, why, left);
    }
  }

  private void checkBreaker(Complaints complaints) throws ModelException {
    if (breaker.tryAcquirePermission()) {
      return;
    }
    Instant since = openSince;
    Duration left =
        since == null
            ? PROBE // somebody else is trying whether it is back
            : Duration.between(clock.instant(), since.plus(limits.breakFor()));
    String why = "its last calls failed, the last one so: " + lastError;
    throw complaints.notAsked(Failure.Kind.OVERLOADED, why, wait(left));
  }

  private ModelReply ask(Request request, Sink sink) throws ModelException, InterruptedException {
    boolean told = false;
    try {
      ModelReply reply = models.call(request, sink);
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      told = true;
      return reply;
    } catch (ModelException e) {
      told = heard(request.model(), e);
      throw e;
    } finally {
      if (!told) {
        breaker.releasePermission();
      }
    }
  }

  /** Whether the breaker was told: a refusal says nothing about the provider's health. */
  private boolean heard(String model, ModelException e) {
    boolean deferral = e.kind() == Failure.Kind.RATE_LIMITED || e.kind() == Failure.Kind.OVERLOADED;
    if (deferral && e.retryAfter().isPresent()) {
      allowances.close(model, clock.instant().plus(e.retryAfter().get()));
    }
    lastError = e.failure().message();
    boolean down =
        e.kind() == Failure.Kind.TRANSIENT
            || e.kind() == Failure.Kind.OVERLOADED && e.retryAfter().isEmpty();
    if (down) {
      breaker.onError(0, TimeUnit.NANOSECONDS, e);
    }
    return down;
  }

  private static Duration wait(Duration left) {
    return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
  }

  /** How the provider is, in one line. */
  Health health() {
    Instant since = openSince;
    String error = lastError == null ? "" : "; last error: " + lastError;
    if (since != null) {
      return new Health(endpoint.provider(), false, "left alone since " + since + error);
    }
    Map<String, Instant> closed = allowances.closed();
    String limited =
        closed.entrySet().stream()
            .map(it -> it.getKey() + " rate limited until " + it.getValue())
            .collect(Collectors.joining(", "));
    return new Health(endpoint.provider(), true, (limited.isEmpty() ? "ok" : limited) + error);
  }
}
