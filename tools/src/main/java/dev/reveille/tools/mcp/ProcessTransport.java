package dev.reveille.tools.mcp;

import static java.util.concurrent.CompletableFuture.delayedExecutor;

import dev.reveille.tools.ProcessTree;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpTransportException;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A server that is a process of ours: a line of JSON for each message, on its standard input and
 * output. The library's own transport says nothing when its process ends, and calls would wait out
 * their time; this one tells at once, and lets no process live longer than itself.
 */
final class ProcessTransport implements McpClientTransport {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessTransport.class);
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_LOGGED = 500;

  /** For what a process has written before its end, in milliseconds. */
  private static final int READING = 500;

  private final ProcessBuilder builder;
  private final McpJsonMapper json;
  private final Runnable ended;
  private volatile @Nullable Process process;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile String trouble = "its process has ended";

  /**
   * @param ended is told once, when the process has ended by itself
   */
  ProcessTransport(ProcessBuilder builder, McpJsonMapper json, Runnable ended) {
    this.builder = builder;
    this.json = json;
    this.ended = ended;
  }

  @Override
  public List<String> protocolVersions() {
    return List.of(
        ProtocolVersions.MCP_2024_11_05,
        ProtocolVersions.MCP_2025_03_26,
        ProtocolVersions.MCP_2025_06_18,
        ProtocolVersions.MCP_2025_11_25);
  }

  @Override
  public Mono<Void> connect(
      Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
    return Mono.fromRunnable(() -> start(handler));
  }

  private void start(
      Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
    try {
      Process started = builder.start();
      process = started;
      Thread.ofVirtual().start(() -> read(started, handler));
      Thread.ofVirtual().start(() -> drain(started));
      started.onExit().thenRunAsync(this::over, delayedExecutor(READING, TimeUnit.MILLISECONDS));
    } catch (IOException cannot) {
      trouble = "cannot be started: " + cannot.getMessage();
      throw new McpTransportException(trouble, cannot);
    }
  }

  private void read(
      Process from, Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> to) {
    try (InputStream in = from.getInputStream()) {
      Lines lines = new Lines(in, MOST_BYTES);
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          handle(line, to);
        }
      }
    } catch (IOException broken) {
      LOG.debug("reading from an MCP server: {}", broken.getMessage());
    }
    ProcessTree.kill(from);
    over();
  }

  /**
   * The end of its output or its own, whichever is noticed first: others may hold its output open.
   */
  private void over() {
    if (over.compareAndSet(false, true)) {
      ended.run();
    }
  }

  private void handle(
      String line, Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> to) {
    try {
      to.apply(Mono.just(McpSchema.deserializeJsonRpcMessage(json, line)))
          .subscribe(
              ok -> {}, wrong -> LOG.debug("a message of an MCP server: {}", wrong.toString()));
    } catch (IOException | RuntimeException noMessage) {
      LOG.debug("an MCP server wrote a line that is no message");
    }
  }

  /** What it writes for people; read, so that it can go on writing. */
  private static void drain(Process from) {
    try (InputStream in = from.getErrorStream()) {
      Lines lines = new Lines(in, MOST_LOGGED);
      for (String line = lines.next(); line != null; line = lines.next()) {
        LOG.debug("an MCP server says: {}", line);
      }
    } catch (IOException closed) {
      LOG.debug("the errors of an MCP server: {}", closed.getMessage());
    }
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    return Mono.fromRunnable(() -> send(message));
  }

  private synchronized void send(McpSchema.JSONRPCMessage message) {
    Process to = process;
    if (to == null || !to.isAlive()) {
      throw new McpTransportException(trouble);
    }
    try {
      String line = json.writeValueAsString(message) + "\n";
      OutputStream out = to.getOutputStream();
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException broken) {
      throw new McpTransportException("its process takes nothing more", broken);
    }
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(this::stop);
  }

  /** Not synchronized: a message that the server does not take must not keep it alive. */
  private void stop() {
    Process to = process;
    if (to != null) {
      ProcessTree.kill(to);
    }
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return json.convertValue(data, type);
  }
}
