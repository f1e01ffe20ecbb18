package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP. */
class HttpGetTest {
  private HttpServer server;
  private int port;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    port = server.getAddress().getPort();
    server.createContext("/html", e -> answer(e, 200, "text/html", "<h1>Hi</h1><p>a &lt; b</p>"));
    server.createContext("/long", e -> answer(e, 200, "text/plain", "x".repeat(5_000)));
    server.createContext("/gone", e -> answer(e, 404, "text/plain", "no such thing"));
    server.createContext("/image", e -> answer(e, 200, "image/png", "PNG"));
    server.createContext("/round", e -> redirect(e, "/round"));
    server.createContext("/inside", e -> redirect(e, "http://inside.example:" + port + "/html"));
    server.createContext("/there", e -> redirect(e, "/html"));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, 0); // in chunks
    try (var out = exchange.getResponseBody()) {
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /** "a.example" is public in name; where it really leads, the rules let pass or not. */
  private Caller caller(boolean allowPrivate) {
    WebRules rules =
        new WebRules(
            List.of("*.example:*", "localhost:*"), allowPrivate, Duration.ofMinutes(1), 1_000);
    return Caller.of(
        new HttpGet(rules, InstantSource.system(), host -> InetAddress.getAllByName("127.0.0.1")));
  }

  private String url(String host, String path) {
    return "{'url': 'http://%s:%d%s'}".formatted(host, port, path);
  }

  @Test
  void givesTextAndSaysThatItIsData() throws Exception {
    String text = caller(true).returned("http_get", url("a.example", "/html"));
    assertThat(text)
        .startsWith("GET http://a.example:" + port + "/html answered 200, text/html (data from")
        .endsWith("\n\nHi\na < b");
    assertThat(caller(true).returned("http_get", url("a.example", "/there"))).endsWith("a < b");
  }

  @Test
  void isBounded() throws Exception {
    assertThat(caller(true).returned("http_get", url("a.example", "/long")))
        .contains("only its first 1000 bytes")
        .endsWith("\n" + "x".repeat(1_000));
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, /gone, no such thing",
    "a.example, /image, only text can be read",
    "a.example, /round, more than 5 redirects",
    "b.other, /html, not among the allowed hosts",
  })
  void refusesTheRest(String host, String path, String why) throws Exception {
    assertThat(caller(true).failed("http_get", url(host, path))).contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "http://me:you@a.example/", "a.example", "http:/x"})
  void takesOnlyPlainUrls(String url) throws Exception {
    assertThat(caller(true).failed("http_get", "{'url': '" + url + "'}")).contains("must be http");
  }

  @Test
  void goesToNoPrivateAddress() throws Exception {
    assertThat(caller(false).failed("http_get", url("a.example", "/html")))
        .contains("leads to 127.0.0.1, which is no public address");
  }

  @Test
  void checksEachHopAndConnectsToTheAddressItChecked() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    HttpGet.Resolver rebinding =
        host -> {
          looks.incrementAndGet();
          return InetAddress.getAllByName(host.startsWith("inside") ? "10.0.0.1" : "127.0.0.1");
        };
    WebRules rules = new WebRules(List.of("a.*:*"), true, Duration.ofMinutes(1), 1_000);
    Caller caller = Caller.of(new HttpGet(rules, InstantSource.system(), rebinding));
    assertThat(caller.failed("http_get", url("a.example", "/inside")))
        .contains("is not among the allowed hosts");
    assertThat(looks).hasValue(1);
  }

  /** Each byte comes in time, and all of them never do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nX: %s",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;%s",
        "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n%s",
        "HTTP/1.1 100 Continue\r\n\r\n%s",
      })
  void aServerThatDripsIsCutAtTheTimeLimit(String answer) throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> drip(slow, answer));
      WebRules rules = new WebRules(List.of("localhost:*"), true, Duration.ofSeconds(1), 1 << 20);
      Caller caller = Caller.of(new HttpGet(rules, InstantSource.system()));
      String url = "{'url': 'http://localhost:" + slow.getLocalPort() + "/'}";
      assertThat(caller.failed("http_get", url)).contains("did not answer within 1 s");
    }
  }

  private static void drip(ServerSocket slow, String answer) {
    try (Socket socket = slow.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write(answer.replace("%s", "").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      while (true) {
        out.write('x');
        out.flush();
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException cut) {
      // as it should be
    }
  }

  @Test
  void aHostWithoutAPortIsItsWebServerOnly() throws Exception {
    WebRules rules =
        new WebRules(List.of("a.example", "b.example:81", "c.*:*"), true, Duration.ofMinutes(1), 9);
    assertThat(rules.allows("a.example", 80)).isTrue();
    assertThat(rules.allows("a.example", 443)).isTrue();
    assertThat(rules.allows("A.EXAMPLE", 22)).isFalse();
    assertThat(rules.allows("b.example", 81)).isTrue();
    assertThat(rules.allows("b.example", 80)).isFalse();
    assertThat(rules.allows("c.example", 8_080)).isTrue();
    Caller caller = Caller.of(new HttpGet(rules, InstantSource.system()));
    assertThat(caller.failed("http_get", url("a.example", "/html")))
        .contains("a.example:" + port + " is not among the allowed hosts");
  }

  /** As many as there are ways to write 127.0.0.1; any host is allowed here, by its name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "127.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "0.0.0.0",
        "0",
        "[::]",
        "169.254.169.254",
        "[64:ff9b::7f00:1]",
        "a@127.0.0.1",
        "127.0.0.1#",
        "%31%32%37.0.0.1",
        "①②⑦.0.0.1",
        "127.0.0.1\\\\@a.example"
      })
  void reachesNothingPrivateHoweverItIsWritten(String host) throws Exception {
    WebRules rules = new WebRules(List.of("*:*"), false, Duration.ofMinutes(1), 1_000);
    Caller caller = Caller.of(new HttpGet(rules, InstantSource.system()));
    assertThat(caller.failed("http_get", "{'url': 'http://" + host + ":" + port + "/html'}"))
        .containsAnyOf("no public address", "must be http", "is no URL", "there is no host")
        .doesNotContain("a < b");
  }

  @Test
  void takesNothingCompressed() throws Exception {
    server.createContext(
        "/packed",
        e -> {
          e.getResponseHeaders().set("Content-Encoding", "gzip");
          answer(e, 200, "text/plain", "\u001f\u008b");
        });
    assertThat(caller(true).failed("http_get", url("a.example", "/packed")))
        .contains("is compressed (gzip)");
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, true",
    "2606:4700::1111, true",
    "127.0.0.1, false",
    "10.1.2.3, false",
    "172.16.0.1, false",
    "192.168.1.1, false",
    "169.254.169.254, false",
    "100.64.0.1, false",
    "0.0.0.0, false",
    "255.255.255.255, false",
    "224.0.0.1, false",
    "198.18.0.1, false",
    "::1, false",
    "::, false",
    "fe80::1, false",
    "fc00::1, false",
    "::ffff:10.0.0.1, false",
    "64:ff9b::a00:1, false",
    "2002:a00:1::, false",
    "2001:0:a00:1::, false",
  })
  void knowsWhichAddressesArePublic(String address, boolean isPublic) throws Exception {
    assertThat(WebRules.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
  }

  @ParameterizedTest
  @CsvSource({
    "'<script>x<y</script>a', a",
    "'<p>one</p><p>two</p>', 'one\ntwo'",
    "'a<!-- b -->c', ac",
    "'<STYLE>b{}</style><b>c</b>  d', 'c d'",
    "'&amp;lt; &#65;&#x42; &nope; &', '&lt; AB &nope; &'",
    "'<td>a</td><td>b</td>', 'a b'",
    "'x < y', x",
    "'<script>never closed', ''",
  })
  void readsHtmlSimply(String html, String text) {
    assertThat(HtmlText.of(html)).isEqualTo(text.replace("\\n", "\n"));
  }
}
