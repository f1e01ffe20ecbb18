package dev.reveille.server.rpc;

import dev.reveille.server.config.ServerLimits;
import dev.reveille.server.json.BadValue;
import dev.reveille.server.json.Binder;
import dev.reveille.server.json.Nearest;
import dev.reveille.server.json.Quote;
import dev.reveille.server.json.Shape;
import dev.reveille.server.json.WireType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods of a server, and how a call finds its method and becomes an answer. */
public final class Rpc {
  static final int MAX_NAME_LENGTH = 256;

  /** Accepted in all params, as older clients send it, and ignored where a method has no such. */
  private static final String SESSION_ID = "sessionId";

  private static final Logger log = LoggerFactory.getLogger(Rpc.class);

  private final ServerLimits limits;
  private final Binder binder;
  private final Map<String, Method<?>> methods;
  private final FrameReader reader;
  private final AnswerWriter writer;
  private final Semaphore running;
  private final CallListener listener;
  private volatile @Nullable RpcException draining;

  private Rpc(
      ServerLimits limits, Binder binder, Map<String, Method<?>> methods, CallListener listener) {
    this.listener = listener;
    this.limits = limits;
    this.binder = binder;
    this.methods = Collections.unmodifiableMap(methods);
    this.reader = new FrameReader(binder.mapper(), limits);
    this.writer = new AnswerWriter(binder);
    this.running = new Semaphore(limits.maxRunningCalls());
  }

  public static Builder builder(ServerLimits limits) {
    return new Builder(limits);
  }

  /** Collects methods. A method that cannot work is refused here, not at its first call. */
  public static final class Builder {
    private final ServerLimits limits;
    private final List<WireType<?>> wireTypes = new ArrayList<>();
    private final Map<String, Method<?>> methods = new LinkedHashMap<>();
    private CallListener listener = CallListener.NONE;

    private Builder(ServerLimits limits) {
      this.limits = limits;
    }

    /** A type that is a text on the wire, for params and results of all methods. */
    public Builder type(WireType<?> wireType) {
      wireTypes.add(wireType);
      return this;
    }

    /** Hears of every call, how it ended. */
    public Builder listener(CallListener one) {
      listener = one;
      return this;
    }

    /**
     * @throws IllegalArgumentException if there is one of this name already
     */
    public <P extends Record> Builder method(
        String name, Class<P> params, String summary, Handler<P> handler) {
      if (methods.put(name, new Method<>(name, params, summary, handler)) != null) {
        throw new IllegalArgumentException("two methods are named " + name);
      }
      return this;
    }

    /**
     * @throws IllegalArgumentException if a params record has a component that JSON cannot give, or
     *     a primitive one, which could not tell "left out" from zero
     */
    public Rpc build() {
      StreamReadConstraints constraints =
          StreamReadConstraints.builder()
              .maxNestingDepth(limits.maxDepth())
              .maxNumberLength(limits.maxNumberLength())
              .maxNameLength(MAX_NAME_LENGTH)
              .maxStringLength(limits.maxFrameBytes())
              .build();
      Rpc rpc = new Rpc(limits, new Binder(constraints, wireTypes), methods, listener);
      methods.values().forEach(rpc::check);
      return rpc;
    }
  }

  private void check(Method<?> method) {
    binder.shape(method.params());
    for (var component : method.params().getRecordComponents()) {
      if (component.getType().isPrimitive()) {
        throw new IllegalArgumentException(
            component + " of " + method.name() + " is primitive: box it, so that it can be absent");
      }
    }
  }

  /** In the order of their registration. */
  public Collection<Method<?>> methods() {
    return methods.values();
  }

  /** What a method takes. */
  public Shape params(Method<?> method) {
    return binder.shape(method.params());
  }

  public ServerLimits limits() {
    return limits;
  }

  /** Writes results, notifications and answers of other routes by the same rules. */
  public Binder binder() {
    return binder;
  }

  /** Encoded once, for any number of connections. */
  public Notification notification(String method, Object params) {
    return new Notification(writer.notification(method, params));
  }

  /** From now on every call is refused with {@code unavailable}; running ones go on. */
  public void drain(Duration retryAfter) {
    draining = RpcException.unavailable("the server is stopping", retryAfter);
  }

  /** Waits until no call runs. False if some still do at the deadline. */
  public boolean awaitIdle(Duration deadline) throws InterruptedException {
    int all = limits.maxRunningCalls();
    boolean idle = running.tryAcquire(all, deadline.toMillis(), TimeUnit.MILLISECONDS);
    if (idle) {
      running.release(all);
    }
    return idle;
  }

  /** The answer to something that never became a call. */
  public String refusal(RpcException refusal) {
    return writer.error(Call.NULL_ID, refusal);
  }

  /**
   * Reads JSON that is no frame by the rules for frames.
   *
   * @throws RpcException parse_error, or limit_exceeded
   */
  public JsonNode tree(String text) {
    return reader.tree(text);
  }

  /** Runs all calls of a frame, those of a batch side by side. */
  Answer answer(String frame, Connection connection) {
    return switch (reader.read(frame)) {
      case Frame.One(Call call) -> answer(call, connection);
      case Frame.Batch(List<Call> calls) -> Batch.answer(calls, this, connection);
    };
  }

  /** Refuses all calls of a frame, each under its id. */
  Answer refuse(String frame, RpcException refusal) {
    Frame read = reader.read(frame);
    List<Answer> answers = read.calls().stream().map(call -> refused(call, refusal)).toList();
    return read instanceof Frame.One ? answers.getFirst() : Answer.list(answers);
  }

  Answer refused(Call call, RpcException refusal) {
    RpcException first = call.refusal() == null ? refusal : call.refusal();
    listener.refused(known(call.method()), first.code());
    String id = call.id();
    return id == null ? Answer.NONE : Answer.of(writer.error(id, first));
  }

  Answer answer(Call call, Connection connection) {
    RpcException refusal = call.refusal() == null ? draining : call.refusal();
    if (refusal != null) {
      return refused(call, refusal);
    }
    if (!running.tryAcquire()) {
      int max = limits.maxRunningCalls();
      return refused(
          call,
          RpcException.limit("maxRunningCalls", max, "the server runs " + max + " calls already"));
    }
    try {
      return run(call, connection);
    } finally {
      running.release();
    }
  }

  /** What a caller makes up is no name. */
  private String known(@Nullable String method) {
    return method != null && methods.containsKey(method) ? method : CallListener.UNKNOWN;
  }

  private Answer run(Call call, Connection connection) {
    long began = System.nanoTime();
    try {
      Object result = invoke(method(call.method()), call, connection);
      Runnable afterwards = result instanceof AndThen(_, Runnable then) ? then : Answer.NOTHING;
      Object value = result instanceof AndThen(Object inner, _) ? inner : result;
      String id = call.id();
      String written = id == null ? null : writer.result(id, value);
      listener.answered(known(call.method()), Duration.ofNanos(System.nanoTime() - began));
      return new Answer(written, List.of(afterwards));
    } catch (RpcException refusal) {
      return refused(call, refusal);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return refused(call, RpcException.unavailable("the call was cut off", Duration.ofSeconds(1)));
    } catch (Exception | StackOverflowError bug) {
      // Nobody retries: the caller is told the incident, the log has the rest.
      return refused(call, internal(call, bug));
    }
  }

  private <P extends Record> @Nullable Object invoke(
      Method<P> method, Call call, Connection connection) throws Exception {
    return method.handler().handle(params(method, call), connection);
  }

  private Method<?> method(String name) {
    Method<?> method = methods.get(name);
    if (method == null) {
      throw new RpcException(ErrorCode.METHOD_NOT_FOUND, "there is no method " + Quote.of(name))
          .hint(
              Nearest.of(name, methods.keySet())
                  .map(nearest -> "did you mean " + nearest + "?")
                  .orElse("rpc.discover lists them all"));
    }
    return method;
  }

  private <P extends Record> P params(Method<P> method, Call call) {
    String raw = call.params();
    JsonNode node =
        raw == null ? binder.mapper().createObjectNode() : binder.mapper().readTree(raw);
    if (!(node instanceof ObjectNode params)) {
      throw new RpcException(ErrorCode.INVALID_PARAMS, "params must be an object, but was a list")
          .hint("send params by name, as {\"field\": value}");
    }
    if (!params(method).fields().containsKey(SESSION_ID)) {
      params.remove(SESSION_ID);
    }
    try {
      return binder.bind(params, method.params());
    } catch (BadValue bad) {
      RpcException refusal = new RpcException(ErrorCode.INVALID_PARAMS, bad.message());
      RpcException at = bad.path().isEmpty() ? refusal : refusal.with("field", bad.path());
      String hint = bad.hint();
      throw hint == null ? at : at.hint(hint);
    }
  }

  private static RpcException internal(Call call, Throwable bug) {
    String incident = Long.toHexString(ThreadLocalRandom.current().nextLong() >>> 16);
    log.atError()
        .addKeyValue("incident", incident)
        .addKeyValue("method", call.method())
        .setCause(bug)
        .log("a call failed");
    return new RpcException(ErrorCode.INTERNAL, "internal error; the log tells more")
        .with("incident", incident);
  }
}
