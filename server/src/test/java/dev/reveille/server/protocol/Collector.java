package dev.reveille.server.protocol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A collector of traces: it takes OTLP over HTTP, reads what comes, and keeps it. */
final class Collector implements AutoCloseable {
  private final HttpServer http;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> resources = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;

  private Collector(HttpServer http) {
    this.http = http;
  }

  static Collector start() throws IOException {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer http = HttpServer.create(loopback, 0);
    Collector collector = new Collector(http);
    http.createContext("/v1/traces", collector::take);
    http.start();
    return collector;
  }

  private void take(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (status == 200) {
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-key")));
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
      for (var resource : request.getResourceSpansList()) {
        resources.add(attributes(resource.getResource().getAttributesList()));
        resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
      }
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  void answer(int other) {
    status = other;
  }

  int requests() {
    return requests.get();
  }

  List<Span> spans() {
    return spans;
  }

  List<Span> named(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }

  List<Map<String, String>> resources() {
    return resources;
  }

  List<String> keys() {
    return keys;
  }

  static Map<String, String> attributes(List<KeyValue> list) {
    return list.stream()
        .collect(
            Collectors.toMap(
                KeyValue::getKey,
                it ->
                    it.getValue().hasStringValue()
                        ? it.getValue().getStringValue()
                        : it.getValue().hasIntValue()
                            ? String.valueOf(it.getValue().getIntValue())
                            : it.getValue().toString()));
  }

  static Map<String, String> attributes(Span span) {
    return attributes(span.getAttributesList());
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
