package dev.reveille.client;

import dev.reveille.postgres.LocalPort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Speaks the protocol on a real socket and answers what a test has told it to. */
final class StubServer implements AutoCloseable {

  /** What was asked of it. */
  record Asked(String method, JsonNode params, String authorization) {}

  /** An error that a method answers. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int number;
    private final transient JsonNode data;

    Refusal(int number, String message, String data) {
      super(message);
      this.number = number;
      this.data = Json.parse(data);
    }

    ObjectNode json() {
      ObjectNode error = Json.object().put("code", number).put("message", getMessage());
      error.set("data", data);
      return error;
    }
  }

  private final ServerSocket listener;
  private final Thread accepting;
  private final Map<String, UnaryOperator<JsonNode>> methods = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final StubFeed feed = new StubFeed();

  StubServer() throws IOException {
    this(LocalPort.claim()); // tests close it, and start another in its place
  }

  StubServer(int port) throws IOException {
    listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    accepting = Thread.ofPlatform().daemon().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  StubFeed feed() {
    return feed;
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  StubServer answer(String method, String result) {
    JsonNode fixed = Json.parse(result);
    return answer(method, params -> fixed);
  }

  /** Of a method that has no {@code async.} in front. */
  void answerRpc(String method, String result) {
    JsonNode fixed = Json.parse(result);
    methods.put(method, params -> fixed);
  }

  StubServer answer(String method, UnaryOperator<JsonNode> result) {
    methods.put("async." + method, result);
    return this;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String request = line(in);
      Map<String, String> headers = headers(in);
      if (request.startsWith("GET /ws")) {
        feed.serve(new StubSocket(in, socket.getOutputStream(), headers));
      } else {
        rpc(socket.getOutputStream(), in, request, headers);
      }
    } catch (IOException | UncheckedIOException gone) {
      // the client, or the test, has closed the connection
    } finally {
      sockets.remove(socket);
    }
  }

  private void rpc(OutputStream out, InputStream in, String request, Map<String, String> headers)
      throws IOException {
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    boolean known = request.startsWith("POST /rpc ");
    byte[] answer = known ? Json.bytes(answered(Json.parse(utf8(body)), headers)) : new byte[0];
    String head =
        "HTTP/1.1 %s\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: %d\r\n"
            + "Connection: close\r\n\r\n";
    out.write(
        head.formatted(known ? "200 OK" : "404 Not Found", answer.length)
            .getBytes(StandardCharsets.US_ASCII));
    out.write(answer);
    out.flush();
  }

  private ObjectNode answered(JsonNode call, Map<String, String> headers) {
    String method = Json.text(call, "method");
    asked.add(new Asked(method, call.path("params"), headers.getOrDefault("authorization", "")));
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", call.path("id"));
    try {
      UnaryOperator<JsonNode> known = methods.get(method);
      if (known == null) {
        throw new Refusal(-32601, "no such method: " + method, "{\"code\":\"method_not_found\"}");
      }
      answer.set("result", known.apply(call.path("params")));
    } catch (Refusal refusal) {
      answer.set("error", refusal.json());
    }
    return answer;
  }

  static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** As kill -9 does it: every connection breaks and nobody listens any more. */
  @Override
  public void close() {
    try {
      listener.close();
      accepting.join(); // from now on nobody listens
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
