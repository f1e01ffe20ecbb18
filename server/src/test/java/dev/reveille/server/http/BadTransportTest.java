package dev.reveille.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.config.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Broken WebSocket frames, handshakes and HTTP: what comes back, byte for byte sent. */
class BadTransportTest {
  private static final int MAX = ServerConfig.defaults().limits().maxFrameBytes();
  private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sample.none\"}";
  private static final String JSON = "Content-Type: application/json\r\n";

  private static Server server;

  @BeforeAll
  static void start() throws IOException {
    ServerConfig config = ServerConfig.defaults().withPort(0);
    server =
        Server.start(
            config, new SampleMethods().rpc(config.limits()), Health.good(), Scrape.NOTHING);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What is done on a fresh WebSocket, and with what the server ends it. */
  record Frames(String name, Sending sending, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Sending {
    void to(WireClient client) throws IOException;
  }

  static final List<Frames> FRAMES =
      List.of(
          new Frames(
              "a binary frame",
              c -> c.frame(WireClient.last(WireClient.BINARY), new byte[] {1, 2}),
              "close 1003 text frames only"),
          new Frames(
              "invalid UTF-8",
              c -> c.frame(WireClient.last(WireClient.TEXT), new byte[] {'"', (byte) 0xC3, '"'}),
              "close 1007 "),
          new Frames(
              "a surrogate in UTF-8",
              c ->
                  c.frame(
                      WireClient.last(WireClient.TEXT),
                      new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}),
              "close 1007 "),
          new Frames(
              "a frame over the limit",
              c -> {
                c.raw(new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0});
                c.raw(" ");
              },
              "close 1009 "),
          new Frames(
              "a message over the limit in many frames",
              c -> {
                c.frame(WireClient.TEXT, " ".repeat(MAX).getBytes(StandardCharsets.UTF_8));
                c.frame(WireClient.last(WireClient.CONTINUATION), new byte[] {' ', ' '});
              },
              "close 1009 "),
          new Frames(
              "a length of 2^62",
              c -> c.raw(new byte[] {(byte) 0x81, (byte) 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0}),
              "close 1009 "),
          new Frames(
              "an unmasked frame",
              c -> c.raw(new byte[] {(byte) 0x81, 2, '{', '}'}),
              "close 1002 "),
          new Frames(
              "an unknown opcode", c -> c.frame(WireClient.last(0x3), new byte[0]), "close 1002 "),
          new Frames(
              "reserved bits",
              c -> c.frame(WireClient.last(WireClient.TEXT) | 0x40, new byte[0]),
              "close 1002 "),
          new Frames(
              "a continuation of nothing",
              c -> c.frame(WireClient.last(WireClient.CONTINUATION), new byte[0]),
              "close 1002 "),
          new Frames(
              "a ping of 126 bytes",
              c -> c.frame(WireClient.last(WireClient.PING), new byte[126]),
              "close 1002 "),
          new Frames(
              "a close with an impossible code",
              c -> c.frame(WireClient.last(WireClient.CLOSE), new byte[] {0, 7}),
              "close 1002 "),
          new Frames(
              "a clean close",
              c -> c.frame(WireClient.last(WireClient.CLOSE), new byte[] {0x03, (byte) 0xE8}),
              "close 1000 "));

  @ParameterizedTest
  @FieldSource("FRAMES")
  void endsTheSocket(Frames row) throws IOException {
    try (WireClient client = WireClient.webSocket(server.address());
        WireClient beside = WireClient.webSocket(server.address())) {
      row.sending.to(client);
      assertThat(client.next()).startsWith(row.expected);
      assertThat(beside.call(CALL)).contains("\"result\":null");
    }
  }

  /** A request as it stands on the wire, the status of its answer and a part of the body. */
  record Http(String request, String status, String body) {
    @Override
    public String toString() {
      return request
              .lines()
              .findFirst()
              .orElse("")
              .transform(l -> l.substring(0, Math.min(60, l.length())))
          + " -> "
          + status
          + ' '
          + body;
    }
  }

  private static String post(String headers, String body) {
    return "POST /rpc HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        + headers
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  private static String get(String target, String headers) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        + headers
        + "\r\n";
  }

  static final List<Http> HTTP =
      List.of(
          new Http(post(JSON, CALL), "200", "\"result\":null"),
          new Http(post(JSON, "{\"jsonrpc\":\"2.0\",\"method\":\"sample.none\"}"), "204", ""),
          new Http(post("Content-Type: application/json; charset=UTF-8\r\n", CALL), "200", "null"),
          new Http(post("Content-Type: text/plain\r\n", CALL), "415", "application/json"),
          new Http(post("Content-Type: application/json;charset=latin1\r\n", CALL), "415", "UTF-8"),
          new Http(post("", CALL), "415", "invalid_request"),
          new Http(post(JSON, "\u00e9").replace("Length: 2", "Length: 1"), "400", "not UTF-8"),
          new Http(post(JSON, " ".repeat(MAX + 1)), "413", "\"limit\":\"maxFrameBytes\""),
          new Http(
              post(JSON, "").replace("Length: 0", "Length: 99999999999"), "413", "limit_exceeded"),
          new Http(
              "POST /rpc HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
                  + JSON
                  + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
              "400",
              "invalid_request"),
          new Http(post(JSON + "Content-Length: 3\r\n", CALL), "400", "invalid_request"),
          new Http(
              post(JSON, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sample.subscribe\"}"),
              "200",
              "call it over the WebSocket /ws"),
          new Http(get("/rpc", ""), "405", "takes POST only"),
          new Http(get("/ws", ""), "426", "WebSocket handshakes only"),
          new Http(
              get("/ws", "Upgrade: websocket\r\n")
                  .replace("Connection: close", "Connection: Upgrade, close"),
              "4",
              "invalid_request"),
          new Http(get("/nothing", ""), "404", "not_found"),
          new Http(get("/", ""), "200", "<!doctype html>"),
          new Http(get("/metrics", ""), "200", "text/plain"),
          new Http(get("/health/../rpc", ""), "405", "takes POST only"),
          new Http(get("/%2e%2e/rpc", ""), "400", "invalid_request"),
          new Http(get("/health/live", ""), "200", "{\"status\":\"ok\"}"),
          new Http(get("/health/ready", ""), "200", "{\"status\":\"ok\"}"),
          new Http(post(JSON, CALL).replace("/rpc", "/health/live"), "405", "takes GET only"),
          new Http(get("/" + "a".repeat(9000), ""), "414", "invalid_request"),
          new Http(get("/", "X-Long: " + "a".repeat(9000) + "\r\n"), "431", "invalid_request"),
          new Http("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "400", "invalid_request"),
          new Http("GET / HTTP/9.9\r\nHost: {host}\r\n\r\n", "505", ""),
          new Http("nonsense\r\n\r\n", "400", "invalid_request"),
          new Http("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n", "400", ""));

  @ParameterizedTest
  @FieldSource("HTTP")
  void answers(Http row) throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.raw(row.request.replace("{host}", client.authority));
      String answer = client.rest();
      assertThat(answer).startsWith("HTTP/1.1 " + row.status).contains(row.body);
      assertThat(answer).doesNotContain("Jetty", "Exception", "\tat ");
    }
  }
}
