package dev.reveille.tools.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpTransportException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A transport that remembers what went out under which id: the library gives ids and tells them to
 * nobody. So a call can be taken back, and a request fails whose answer ends without its result.
 */
final class CallsUnderWay implements McpClientTransport {
  private static final Logger LOG = LoggerFactory.getLogger(CallsUnderWay.class);

  /** The name under which the transport is told the id of the request that it is to send. */
  static final String ID = "reveille.id";

  /** For a result that was in the answer and is still being read, in milliseconds. */
  private static final int READING = 500;

  private final McpClientTransport transport;
  private final Duration limit;
  private final Consumer<Throwable> broken;
  private final Map<McpSchema.CallToolRequest, Object> ids =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final Map<Object, Sinks.Empty<Void>> unanswered = new ConcurrentHashMap<>();

  /**
   * @param limit how long a call may take; for all else the library has one
   * @param broken is told what goes wrong in the transport
   */
  CallsUnderWay(McpClientTransport transport, Duration limit, Consumer<Throwable> broken) {
    this.transport = transport;
    this.limit = limit;
    this.broken = broken;
  }

  /** The call has come to its end, whatever that was. */
  void over(McpSchema.CallToolRequest call) {
    Object id = ids.remove(call);
    if (id != null) {
      settle(id);
    }
  }

  /** Nothing more comes of the answer to a request: it fails, unless its result was in it. */
  void ended(Object id) {
    CompletableFuture.delayedExecutor(READING, TimeUnit.MILLISECONDS)
        .execute(() -> {
          Sinks.Empty<Void> request = unanswered.remove(id);
          if (request != null) {
            request.tryEmitError(new McpTransportException("its answer ended without a result"));
          }
        });
  }

  /** Tells the server that nobody wants the result any more. Returns at once. */
  void takeBack(McpSchema.CallToolRequest call, String reason) {
    Object id = ids.get(call);
    if (id != null) {
      var notification =
          new McpSchema.JSONRPCNotification(
              "notifications/cancelled", Map.of("requestId", id, "reason", reason));
      Thread.ofVirtual() // a server that reads nothing would hold up whoever has given up on it
          .start(() ->
              transport
                  .sendMessage(notification)
                  .subscribe(
                      ok -> {},
                      wrong -> LOG.debug("taking back a call: {}", Failures.words(wrong))));
    }
  }

  /** For a request it answers only when that is over: until then the library takes a failure. */
  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    if (!(message instanceof McpSchema.JSONRPCRequest request)) {
      return transport.sendMessage(message);
    }
    Sinks.Empty<Void> failure = Sinks.empty();
    unanswered.put(request.id(), failure);
    var told = McpTransportContext.create(Map.of(ID, request.id()));
    Mono<Void> answered =
        transport
            .sendMessage(message)
            .contextWrite(context -> context.put(McpTransportContext.KEY, told))
            .then(failure.asMono());
    if (request.params() instanceof McpSchema.CallToolRequest call) {
      ids.put(call, request.id());
      return answered.timeout(limit);
    }
    return answered;
  }

  @Override
  public Mono<Void> connect(
      Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
    return transport.connect(message -> handler.apply(message.doOnNext(this::received)));
  }

  private void received(McpSchema.JSONRPCMessage message) {
    if (message instanceof McpSchema.JSONRPCResponse response && response.id() != null) {
      settle(response.id());
    }
  }

  private void settle(Object id) {
    Sinks.Empty<Void> request = unanswered.remove(id);
    if (request != null) {
      request.tryEmitEmpty();
    }
  }

  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    transport.setExceptionHandler(handler.andThen(broken));
  }

  @Override
  public List<String> protocolVersions() {
    return transport.protocolVersions();
  }

  @Override
  public Mono<Void> closeGracefully() {
    return transport.closeGracefully();
  }

  @Override
  public void close() {
    transport.close();
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return transport.unmarshalFrom(data, type);
  }
}
