package dev.reveille.models;

import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Stands before the models of one provider and lets only those calls out that make sense: so many
 * at once, none to a model that said when to come again, and none but a probe to one that is down.
 * A call that is not let out is a deferral: it burns no attempt.
 */
final class Gate implements Model {
  /** Models of a provider of which it is known how they are; those last wanted. */
  private static final int MOST = 1_000;

  private final Endpoint endpoint;
  private final Model models;
  private final Allowances allowances;
  private final Limits limits;
  private final InstantSource clock;
  private final Semaphore places;
  private final Map<String, Breaker> breakers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Breaker> eldest) {
          return size() > MOST;
        }
      };
  private volatile String lastError = "";

  Gate(Endpoint endpoint, Model models, Allowances allowances, Limits limits, InstantSource clock) {
    this.endpoint = endpoint;
    this.models = models;
    this.allowances = allowances;
    this.limits = limits;
    this.clock = clock;
    this.places = new Semaphore(limits.maxCalls(), true);
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
      Breaker breaker = breaker(request.model());
      Optional<Duration> wait = breaker.ask();
      if (wait.isPresent()) {
        String why = "its last calls failed, the last one so: " + breaker.lastError();
        throw complaints.notAsked(Failure.Kind.UNAVAILABLE, why, wait(wait.get()));
      }
      return ask(request, sink, breaker);
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

  private Breaker breaker(String model) {
    synchronized (breakers) {
      return breakers.computeIfAbsent(model, it -> new Breaker(it, limits, clock));
    }
  }

  private ModelReply ask(Request request, Sink sink, Breaker breaker)
      throws ModelException, InterruptedException {
    boolean told = false;
    try {
      ModelReply reply = models.call(request, sink);
      breaker.answered();
      told = true;
      return reply;
    } catch (ModelException e) {
      lastError = e.failure().message();
      e.retryAfter()
          .ifPresent(wait -> allowances.close(request.model(), clock.instant().plus(wait)));
      if (isDown(e)) {
        breaker.failed(e);
        told = true;
      }
      throw e;
    } finally {
      if (!told) {
        breaker.forget();
      }
    }
  }

  /** A refusal says nothing about its health; nor does it need a rest that names one itself. */
  private static boolean isDown(ModelException e) {
    return switch (e.kind()) {
      case TRANSIENT -> true;
      case OVERLOADED, UNAVAILABLE -> e.retryAfter().isEmpty();
      case RATE_LIMITED, BUDGET_SPENT, TOO_LONG, PERMANENT -> false;
    };
  }

  private static Duration wait(Duration left) {
    return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
  }

  /** How the provider and those of its models that are in trouble are, in one line. */
  Health health() {
    Map<String, Instant> leftAlone = leftAlone();
    List<String> troubles = new ArrayList<>();
    leftAlone.forEach((model, since) -> troubles.add(model + " left alone since " + since));
    allowances
        .closed()
        .forEach((model, until) -> troubles.add(model + " rate limited until " + until));
    String error = lastError.isEmpty() ? "" : "; last error: " + lastError;
    String how = troubles.isEmpty() ? "ok" : String.join(", ", troubles);
    return new Health(endpoint.provider(), leftAlone.isEmpty(), how + error);
  }

  private Map<String, Instant> leftAlone() {
    Map<String, Instant> all = new LinkedHashMap<>();
    synchronized (breakers) {
      breakers.forEach((model, it) -> it.leftAloneSince().ifPresent(at -> all.put(model, at)));
    }
    return all;
  }
}
