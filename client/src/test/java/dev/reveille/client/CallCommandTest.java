package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallCommandTest {

  private StubServer server;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run terminal(String... args) {
    return new Run.Setting(Map.of("REVEILLE_URL", "" + server.url()), "", true).run(args);
  }

  @Test
  void printsTheResultOnOneLine() {
    server.answer("wakeAgent", "{\"success\":true,\"agentId\":\"d\"}");
    Run run = Run.of(server, "call", "wakeAgent", "{\"agentId\":\"d\"}");
    assertThat(run).isEqualTo(new Run(0, "{\"success\":true,\"agentId\":\"d\"}\n", ""));
    assertThat(server.asked().getFirst().params()).isEqualTo(Json.parse("{\"agentId\":\"d\"}"));
  }

  @Test
  void takesMethodsWithAndWithoutPrefix() {
    server.answer("getHealth", "{}");
    assertThat(Run.of(server, "call", "getHealth").code()).isZero();
    assertThat(Run.of(server, "call", "async.getHealth").code()).isZero();
    Run.of(server, "call", "rpc.discover");
    assertThat(server.asked())
        .extracting(StubServer.Asked::method)
        .containsExactly("async.getHealth", "async.getHealth", "rpc.discover");
  }

  @Test
  void printsForPeopleOnATerminal() {
    server.answer("getHealth", "{\"status\":\"ok\"}");
    assertThat(terminal("call", "getHealth").out()).isEqualTo("{\n  \"status\" : \"ok\"\n}\n");
    assertThat(terminal("call", "getHealth", "--json").out()).isEqualTo("{\"status\":\"ok\"}\n");
  }

  @Test
  void readsParametersFromInput() {
    server.answer("getAgent", params -> params);
    Run run =
        new Run.Setting(Map.of("REVEILLE_URL", "" + server.url()), "{\"agentId\": \"ü\"}\n", false)
            .run("call", "getAgent", "-");
    assertThat(run.out()).isEqualTo("{\"agentId\":\"ü\"}\n");
  }

  @Test
  void tellsARefusalWithAllThatIsKnown() {
    server.answer(
        "getAgent",
        params -> {
          throw new StubServer.Refusal(
              -32001,
              "There is no agent nobody.",
              "{\"code\":\"not_found\",\"field\":\"agentId\",\"hint\":\"See listAgents.\"}");
        });
    Run run = Run.of(server, "call", "getAgent", "{\"agentId\":\"nobody\"}");
    assertThat(run)
        .isEqualTo(
            new Run(
                1,
                "",
                """
                error: There is no agent nobody. (not_found)
                  field: agentId
                  hint:  See listAgents.
                """));
    assertThat(Run.of(server, "call", "getAgent", "--json").err())
        .startsWith("{\"code\":-32001,")
        .contains("\"hint\":\"See listAgents.\"");
  }

  @Test
  void sendsTheToken() {
    server.answer("getHealth", "{}");
    Run.of(server, "call", "getHealth", "--token", "secret");
    new Run.Setting(Map.of("REVEILLE_URL", "" + server.url(), "REVEILLE_TOKEN", "other"), "", false)
        .run("call", "getHealth");
    assertThat(server.asked())
        .extracting(StubServer.Asked::authorization)
        .containsExactly("Bearer secret", "Bearer other");
  }

  @Test
  void saysHowToStartAServerIfThereIsNone() {
    server.close();
    assertThat(Run.of(server, "call", "getHealth"))
        .isEqualTo(
            new Run(1, "", "No server at " + server.url() + " . Start one with: reveille serve\n"));
  }

  @Test
  void tellsProgramsInJsonWhatIsWrong() {
    server.close();
    assertThat(Run.of(server, "agent", "list", "--json").err())
        .startsWith("{\"message\":\"No server at ")
        .endsWith("\"data\":{\"code\":\"no_server\"}}\n");
    Run misuse = Run.of(server, "agent", "list", "--json", "--colour");
    assertThat(misuse.code()).isEqualTo(2);
    assertThat(Json.text(Json.parse(misuse.err()).path("data"), "code")).isEqualTo("misuse");
  }

  @Test
  void knowsAnotherProgramOnThePort() {
    Run run = Run.of(server, "call", "getHealth", "--url", server.url() + "/");
    assertThat(run.err()).contains("no such method");
    server.answer("getHealth", params -> Json.parse("null"));
    assertThat(Run.of(server, "call", "getHealth").out()).isEqualTo("null\n");
  }

  @Test
  void meansTheSameWhetherPlainOrNot() {
    server.answer("getAgent", params -> params);
    String json = "{\"agentId\":\"d\"}";
    Run plain = Run.of(server, "call", "getAgent", json);
    assertThat(Run.of(server, "call", "--url=" + server.url(), "getAgent", json)).isEqualTo(plain);
    assertThat(Run.of(server, "--json", "call", "getAgent", json)).isEqualTo(plain);
  }

  @Test
  void refusesWhatIsNoCall() {
    assertThat(Run.of(server, "call").code()).isEqualTo(2);
    assertThat(Run.of(server, "call", "x", "{").err())
        .startsWith("error: JSON is not JSON: ")
        .endsWith("See: reveille call --help\n");
    assertThat(Run.of(server, "call", "x", "[1]").err())
        .startsWith("error: JSON must be a JSON object");
    assertThat(Run.of(server, "call", "x", "--url", "nowhere").err())
        .startsWith("error: 'nowhere' is not the URL of a server");
    assertThat(server.asked()).isEmpty();
  }
}
