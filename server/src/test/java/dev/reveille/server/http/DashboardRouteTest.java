package dev.reveille.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.server.config.Secret;
import dev.reveille.server.config.ServerConfig;
import dev.reveille.server.config.ServerLimits;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard's files over real HTTP, of a server that wants a token for everything else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardRouteTest {
  private Server server;

  @BeforeAll
  void start() throws IOException {
    ServerLimits limits = ServerLimits.defaults();
    var config = new ServerConfig("127.0.0.1", 0, new Secret("s3cret"), List.of(), limits);
    server = Server.start(config, new SampleMethods().rpc(limits), Health.good(), Scrape.NOTHING);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String ask(String method, String target, String headers) throws IOException {
    try (WireClient client = new WireClient(server.address())) {
      client.raw(
          "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n"
              .formatted(method, target, client.authority, headers));
      return client.rest();
    }
  }

  @Test
  void servesThePageWithoutTokenAndGuardsIt() throws IOException {
    String answer = ask("GET", "/", "");
    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .contains("Content-Type: text/html; charset=utf-8")
        .contains("X-Content-Type-Options: nosniff")
        .contains("Referrer-Policy: no-referrer")
        .contains("frame-ancestors 'none'")
        .contains("default-src 'none'")
        .doesNotContain("unsafe-inline")
        .doesNotContain("unsafe-eval")
        .endsWith("</html>\n");
    assertThat(answer.split("\r\n\r\n", 2)[1])
        .as("names no other host")
        .doesNotContain("http:", "https:", "//");
    assertThat(ask("POST", "/rpc", "")).startsWith("HTTP/1.1 401");
    assertThat(ask("GET", "/nothing", "")).startsWith("HTTP/1.1 401");
  }

  @Test
  void everyFileThatThePageNamesIsThere() throws IOException {
    String page = ask("GET", "/", "");
    Matcher named = Pattern.compile("\"(/(?:ui|lib)/[^\"]*[^/\"])\"").matcher(page);
    assertThat(named.results().map(it -> it.group(1)).toList())
        .hasSizeGreaterThan(8)
        .allSatisfy(path -> assertThat(ask("GET", path, "")).startsWith("HTTP/1.1 200"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/app.js",
        "/lib/lit/index.js",
        "/lib/lit-html/lit-html.js",
        "/lib/lit/directives/repeat.js",
        "/lib/uplot/uPlot.esm.js"
      })
  void servesScripts(String path) throws IOException {
    assertThat(ask("GET", path, ""))
        .startsWith("HTTP/1.1 200")
        .contains("Content-Type: text/javascript; charset=utf-8")
        .contains("Cache-Control: no-cache");
  }

  @Test
  void answersAKnownCopyWithoutBody() throws IOException {
    String first = ask("GET", "/ui/app.js", "");
    Matcher etag = Pattern.compile("ETag: (\"[^\"]+\")").matcher(first);
    assertThat(etag.find()).isTrue();
    String second = ask("GET", "/ui/app.js", "If-None-Match: \"x\", " + etag.group(1) + "\r\n");
    assertThat(second).startsWith("HTTP/1.1 304").endsWith("\r\n\r\n");
    assertThat(ask("GET", "/ui/app.js", "If-None-Match: \"x\"\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void answersHeadWithTheLengthOnly() throws IOException {
    assertThat(ask("HEAD", "/ui/app.js", ""))
        .startsWith("HTTP/1.1 200")
        .containsPattern("Content-Length: [1-9]")
        .endsWith("\r\n\r\n");
  }

  @Test
  void takesNoOtherMethod() throws IOException {
    assertThat(ask("POST", "/", "")).startsWith("HTTP/1.1 405").contains("Allow: GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/",
        "/ui/none.js",
        "/ui/../Reveille.class",
        "/ui/%2e%2e/logback.xml",
        "/ui/..%2f..%2fx.js",
        "/ui//app.js",
        "/ui/.hidden.js",
        "/ui/css/..\\app.js",
        "/ui/app.js%00",
        "/lib/",
        "/lib/lit",
        "/lib/jackson/x.js",
        "/lib/lit/../../../maven/x.js",
        "/lib/uplot/uPlot.d.ts"
      })
  void findsNothingElse(String target) throws IOException {
    assertThat(ask("GET", target, "").substring(0, 12)).isIn("HTTP/1.1 401", "HTTP/1.1 400");
  }
}
