package dev.reveille.tools.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A transport that remembers under which id each call went out, so that a call can be taken back:
 * the library gives ids and tells them to nobody.
 */
final class CallsUnderWay implements McpClientTransport {
  private static final Logger LOG = LoggerFactory.getLogger(CallsUnderWay.class);

  private final McpClientTransport transport;
  private final Map<McpSchema.CallToolRequest, Object> ids =
      Collections.synchronizedMap(new IdentityHashMap<>());

  CallsUnderWay(McpClientTransport transport) {
    this.transport = transport;
  }

  /** The call has come to its end, whatever that was. */
  void over(McpSchema.CallToolRequest call) {
    ids.remove(call);
  }

  /** Tells the server that nobody wants the result any more. Returns at once. */
  void takeBack(McpSchema.CallToolRequest call, String reason) {
    Object id = ids.remove(call);
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

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    if (message instanceof McpSchema.JSONRPCRequest request
        && request.params() instanceof McpSchema.CallToolRequest call) {
      ids.put(call, request.id());
    }
    return transport.sendMessage(message);
  }

  @Override
  public Mono<Void> connect(
      Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
    return transport.connect(handler);
  }

  @Override
  public void setExceptionHandler(Consumer<Throwable> handler) {
    transport.setExceptionHandler(handler);
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
