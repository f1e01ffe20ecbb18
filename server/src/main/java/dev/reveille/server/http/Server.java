package dev.reveille.server.http;

import dev.reveille.server.config.ServerConfig;
import dev.reveille.server.config.ServerLimits;
import dev.reveille.server.rpc.Rpc;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening server. */
public final class Server implements AutoCloseable {
  /** Connections beyond the WebSockets, for probes and one-shot calls. */
  private static final int SPARE_CONNECTIONS = 200;

  private static final int ACCEPT_QUEUE = 1024;
  private static final int MAX_HEADER_BYTES = 8192;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  private final org.eclipse.jetty.server.Server jetty;
  private final ServerConnector connector;
  private final Sockets sockets;
  private final Rpc rpc;
  private final String host;

  private Server(
      org.eclipse.jetty.server.Server jetty,
      ServerConnector connector,
      Sockets sockets,
      Rpc rpc,
      String host) {
    this.jetty = jetty;
    this.connector = connector;
    this.sockets = sockets;
    this.rpc = rpc;
    this.host = host;
  }

  /**
   * Listens when it returns.
   *
   * @param scrape asked at each scrape
   * @throws IllegalArgumentException if the configuration would let strangers in
   * @throws IOException if the address cannot be bound
   */
  public static Server start(ServerConfig config, Rpc rpc, Health health, Scrape scrape)
      throws IOException {
    Gate gate = new Gate(config);
    ServerLimits limits = config.limits();
    VirtualThreadPool threads =
        new VirtualThreadPool(limits.maxRunningCalls() + limits.maxConnections());
    threads.setTracking(false);
    var jetty = new org.eclipse.jetty.server.Server(threads);
    jetty.setStopTimeout(0);
    jetty.setErrorHandler(new HttpErrors(new Replies(rpc)));
    Sockets sockets = new Sockets(limits);
    ServerConnector connector = connector(jetty, config);
    jetty.addConnector(connector);
    int maxSockets = limits.maxConnections() + SPARE_CONNECTIONS;
    jetty.addBean(new NetworkConnectionLimit(maxSockets, connector));
    jetty.setHandler(new Routes(gate, rpc, health, scrape, sockets, webSockets(jetty, limits)));
    Server server = new Server(jetty, connector, sockets, rpc, config.host());
    server.listen(config);
    sockets.start();
    return server;
  }

  private static ServerConnector connector(
      org.eclipse.jetty.server.Server jetty, ServerConfig config) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(config.limits().idleTimeoutSeconds().toMillis());
    return connector;
  }

  /** Idle sockets are ours to watch: Jetty would take our own pings for life. */
  private static ServerWebSocketContainer webSockets(
      org.eclipse.jetty.server.Server jetty, ServerLimits limits) {
    ServerWebSocketContainer container = ServerWebSocketContainer.ensure(jetty);
    container.setIdleTimeout(Duration.ZERO);
    container.setMaxTextMessageSize(limits.maxFrameBytes());
    container.setMaxFrameSize(limits.maxFrameBytes());
    container.setMaxBinaryMessageSize(limits.maxFrameBytes());
    container.setAutoFragment(false);
    return container;
  }

  private void listen(ServerConfig config) throws IOException {
    try {
      jetty.start();
    } catch (Exception failed) {
      close();
      throw new IOException(
          "cannot listen on " + config.host() + ":" + config.port() + ": " + reason(failed),
          failed);
    }
  }

  private static String reason(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Where clients find it, such as {@code http://127.0.0.1:7717}. */
  public URI address() {
    String name = host.contains(":") ? '[' + host + ']' : host;
    return URI.create("http://" + name + ':' + connector.getLocalPort());
  }

  /** How many WebSockets are open. */
  public int connections() {
    return sockets.size();
  }

  /**
   * Takes no more calls and waits for those that run. Sockets stay open, so that answers still go
   * out.
   *
   * @return false if some still ran at the deadline
   */
  public boolean drain(Duration deadline) throws InterruptedException {
    rpc.drain(RETRY_AFTER);
    return rpc.awaitIdle(deadline);
  }

  /** Closes all sockets, with 1001, and the port. */
  @Override
  public void close() {
    sockets.close();
    try {
      jetty.stop();
    } catch (Exception failed) {
      // Nobody retries: the process ends next.
      log.warn("the server did not stop cleanly", failed);
    }
  }
}
