package dev.reveille.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.server.config.Secret;
import dev.reveille.server.config.ServerConfig;
import dev.reveille.server.config.ServerLimits;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who comes in, with a token configured and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateTest {
  private static final String TOKEN = "s3cret-täken";
  private static final List<String> ORIGINS = List.of("https://ops.example.org");

  /** Headers and target of a handshake, and the status of its answer without and with a token. */
  record Row(String name, String target, String headers, String open, String guarded) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Row> ROWS =
      List.of(
          new Row("nothing", "/ws", "", "101", "401"),
          new Row("the token", "/ws", bearer("s3cret-t\u00c3\u00a4ken"), "101", "401"),
          new Row("the token, encoded", "/ws?token=s3cret-t%C3%A4ken", "", "101", "101"),
          new Row("another token", "/ws", bearer("s3cret-taken"), "101", "401"),
          new Row("half the token", "/ws?token=s3cret", "", "101", "401"),
          new Row("no token in the query", "/ws?token=", "", "101", "401"),
          new Row("broken encoding", "/ws?token=%zz", "", "400", "401"),
          new Row("another scheme", "/ws", "Authorization: Basic czNjcmV0\r\n", "101", "401"),
          new Row("the same origin", good(), "Origin: http://{host}\r\n", "101", "101"),
          new Row("a loopback origin", good(), "Origin: http://localhost:3000\r\n", "101", "101"),
          new Row("a listed origin", good(), "Origin: https://ops.example.org\r\n", "101", "101"),
          new Row("a strange origin", good(), "Origin: https://evil.example.com\r\n", "403", "403"),
          new Row("origin null", good(), "Origin: null\r\n", "403", "403"),
          new Row("nonsense as origin", good(), "Origin: ://\r\n", "403", "403"),
          new Row(
              "a look-alike",
              good(),
              "Origin: http://127.0.0.1.evil.example.com\r\n",
              "403",
              "403"),
          new Row("Host localhost", good(), "Host: localhost:1\r\n", "101", "101"),
          new Row("Host ::1", good(), "Host: [::1]:1\r\n", "101", "101"),
          new Row("Host of a listed origin", good(), "Host: ops.example.org\r\n", "101", "101"),
          new Row("a rebound name", good(), "Host: evil.example.com\r\n", "403", "101"),
          new Row(
              "a rebound page",
              good(),
              "Host: evil.example.com\r\nOrigin: http://evil.example.com\r\n",
              "403",
              "101"));

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  private static String good() {
    return "/ws?token=s3cret-t%C3%A4ken";
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void letsInWhoMayComeIn(Row row) throws IOException {
    assertThat(handshake(row, null)).as("without a token configured").contains(row.open);
    assertThat(handshake(row, new Secret(TOKEN))).as("with a token").contains(row.guarded);
  }

  private static String handshake(Row row, @Nullable Secret token) throws IOException {
    try (Server server = start("127.0.0.1", token);
        WireClient client = new WireClient(server.address())) {
      return client.handshake(row.target, row.headers.replace("{host}", client.authority));
    }
  }

  private static Server start(String host, @Nullable Secret token) throws IOException {
    ServerLimits limits = ServerLimits.defaults();
    ServerConfig config = new ServerConfig(host, 0, token, ORIGINS, limits);
    return Server.start(config, new SampleMethods().rpc(limits), Health.good(), Scrape.NOTHING);
  }

  @Test
  void tellsWhatIsMissing() throws IOException {
    try (Server server = start("127.0.0.1", new Secret(TOKEN));
        WireClient client = new WireClient(server.address())) {
      client.raw("POST /rpc HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 401")
          .contains("WWW-Authenticate: Bearer")
          .endsWith(
              "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32005,\"message\":\"a valid token"
                  + " is needed\",\"data\":{\"code\":\"unauthenticated\",\"hint\":\"send"
                  + " Authorization: Bearer TOKEN, or ?token=TOKEN\"}}}");
    }
  }

  @Test
  void probesAreOpen() throws IOException {
    try (Server server = start("127.0.0.1", new Secret(TOKEN));
        WireClient client = new WireClient(server.address())) {
      client.raw("GET /health/ready HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void refusesToStandOpenToOthers() {
    assertThatThrownBy(() -> start("0.0.0.0", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "server.host is 0.0.0.0, which other machines can reach, but server.token is not set."
                + " Set server.token (or REVEILLE_SERVER_TOKEN), or bind to 127.0.0.1.");
  }

  @Test
  void tellsThatThePortIsTaken() throws IOException {
    try (Server first = start("127.0.0.1", null)) {
      int port = first.address().getPort();
      ServerConfig config = ServerConfig.defaults().withPort(port);
      assertThatThrownBy(() ->
              Server.start(
                  config, new SampleMethods().rpc(config.limits()), Health.good(), Scrape.NOTHING))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on 127.0.0.1:" + port + ": Address already in use");
    }
  }
}
