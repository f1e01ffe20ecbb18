package dev.reveille.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces that keeps the names of spans, as often as they come. */
final class SpanNames implements AutoCloseable {
  private final HttpServer http;
  private final List<String> names = new CopyOnWriteArrayList<>();

  SpanNames() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/v1/traces", this::take);
    http.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    for (var resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      for (var scope : resource.getScopeSpansList()) {
        scope.getSpansList().forEach(span -> names.add(span.getName()));
      }
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** How many spans of that name have come. */
  int count(String name) {
    return Collections.frequency(names, name);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
