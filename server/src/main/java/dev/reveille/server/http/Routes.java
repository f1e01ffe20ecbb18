package dev.reveille.server.http;

import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import dev.reveille.server.telemetry.Page;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * Which address is served by what. Probes and the dashboard's files are open, for they hold no
 * data; everything else passes the gate.
 */
final class Routes extends Handler.Abstract {
  private final Gate gate;
  private final Rpc rpc;
  private final Health health;
  private final Scrape scrape;
  private final Sockets sockets;
  private final ServerWebSocketContainer webSockets;
  private final Replies replies;
  private final RpcRoute rpcRoute;
  private final EventsRoute eventsRoute;
  private final DashboardRoute dashboard;

  Routes(
      Gate gate,
      Rpc rpc,
      Health health,
      Scrape scrape,
      Sockets sockets,
      ServerWebSocketContainer webSockets) {
    this.scrape = scrape;
    this.gate = gate;
    this.rpc = rpc;
    this.health = health;
    this.sockets = sockets;
    this.webSockets = webSockets;
    this.replies = new Replies(rpc);
    Bodies bodies = new Bodies(rpc.limits().maxFrameBytes(), replies);
    this.rpcRoute = new RpcRoute(rpc, bodies, replies);
    this.eventsRoute = new EventsRoute(rpc, bodies, replies);
    this.dashboard = new DashboardRoute(new Assets(), replies);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    switch (request.getHttpURI().getCanonicalPath()) {
      case "/health/live" -> probe(health.live().get(), request, response, callback);
      case "/health/ready" -> probe(health.ready().get(), request, response, callback);
      case null -> notFound(request, response, callback);
      case String path -> {
        if (!dashboard.handle(path, request, response, callback)) {
          guarded(path, request, response, callback);
        }
      }
    }
    return true;
  }

  private void guarded(String path, Request request, Response response, Callback callback)
      throws IOException {
    Optional<RpcException> refusal = gate.refusal(request);
    if (refusal.isPresent()) {
      replies.refuse(response, refusal.get(), callback);
      return;
    }
    switch (path) {
      case "/rpc" -> rpcRoute.handle(request, response, callback);
      case "/events" -> eventsRoute.handle(request, response, callback);
      case "/ws" -> upgrade(request, response, callback);
      case "/metrics" -> metrics(request, response, callback);
      default -> notFound(request, response, callback);
    }
  }

  private void probe(Health.Report report, Request request, Response response, Callback callback) {
    if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
      int status = report.ok() ? 200 : 503;
      replies.json(response, status, rpc.binder().write(report.body()), callback);
    } else {
      replies.methodNotAllowed(response, "GET", callback);
    }
  }

  private void metrics(Request request, Response response, Callback callback) {
    if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
      Page page = scrape.page(request.getHeaders().get(HttpHeader.ACCEPT));
      replies.text(response, page.contentType(), page.text(), callback);
    } else {
      replies.methodNotAllowed(response, "GET", callback);
    }
  }

  private void notFound(Request request, Response response, Callback callback) {
    RpcException refusal =
        new RpcException(ErrorCode.NOT_FOUND, "there is nothing at this address")
            .hint(
                "the dashboard (/), /ws, POST /rpc, POST /events, /metrics, /health/live and"
                    + " /health/ready are served");
    replies.refuse(response, refusal, callback);
  }

  private void upgrade(Request request, Response response, Callback callback) {
    if (sockets.isFull()) {
      int max = rpc.limits().maxConnections();
      String message = "the server has " + max + " connections already";
      replies.refuse(response, RpcException.limit("maxConnections", max, message), callback);
    } else if (!webSockets.upgrade(this::socket, request, response, callback)) {
      RpcException refusal =
          new RpcException(
                  ErrorCode.INVALID_REQUEST, "this address takes WebSocket handshakes only")
              .hint("POST /rpc takes single calls");
      replies.refuse(response, 426, refusal, callback);
    }
  }

  /** No extensions: compression costs memory per socket and helps little on short frames. */
  private Object socket(
      ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
    response.setExtensions(List.of());
    return new Socket(rpc, sockets, Request.getRemoteAddr(request));
  }
}
