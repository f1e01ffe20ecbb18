package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
        new WebRules(List.of("*.example", "localhost"), allowPrivate, Duration.ofSeconds(5), 1_000);
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
    WebRules rules = new WebRules(List.of("a.*"), true, Duration.ofSeconds(5), 1_000);
    Caller caller = Caller.of(new HttpGet(rules, InstantSource.system(), rebinding));
    assertThat(caller.failed("http_get", url("a.example", "/inside")))
        .contains("inside.example is not among the allowed hosts");
    assertThat(looks).hasValue(1);
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
