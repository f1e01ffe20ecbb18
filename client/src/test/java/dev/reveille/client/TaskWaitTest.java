package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TaskWaitTest {

  private StubServer server;
  private final List<StubServer> restarted = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new StubServer().answer("sendTask", "{\"agentId\":\"d\",\"taskId\":\"d/2\"}");
  }

  @AfterEach
  void stop() {
    server.close();
    restarted.forEach(StubServer::close);
  }

  @Test
  void printsTheResultOfASuccess() {
    server.answer(
        "awaitTask", "{\"taskId\":\"d/2\",\"state\":\"succeeded\",\"result\":\"All\\nwell\"}");
    assertThat(Run.of(server, "task", "send", "d", "Go", "--wait"))
        .isEqualTo(new Run(0, "All\nwell\n", ""));
  }

  /** A model may have been told to write it; into a file it goes as it is. */
  @Test
  void aResultDoesNothingToATerminal() {
    String said = "\u001b]52;c;ZXZpbA==\u0007 \u009b2J \u202eevil";
    server.answer(
        "awaitTask", params -> Json.object().put("state", "succeeded").put("result", said));
    Map<String, String> env = Map.of("REVEILLE_URL", "" + server.url());
    String shown = new Run.Setting(env, "", true).run("task", "wait", "d/2").out();
    assertThat(shown).isEqualTo(" ]52;c;ZXZpbA==   2J  evil\n");
    assertThat(Run.of(server, "task", "wait", "d/2").out()).isEqualTo(said + '\n');
  }

  @Test
  void sendsWhatComesFromInput() {
    Run run =
        new Run.Setting(Map.of("REVEILLE_URL", "" + server.url()), "two\nlines\n", false)
            .run("task", "send", "d", "-");
    assertThat(run.code()).isZero();
    assertThat(Json.text(server.asked().getFirst().params(), "prompt")).isEqualTo("two\nlines");
  }

  @Test
  void failsWithTheTask() {
    server.answer(
        "awaitTask",
        "{\"taskId\":\"d/2\",\"state\":\"dead\",\"error\":{\"code\":\"rate_limited\",\"message\":\"no\"}}");
    assertThat(Run.of(server, "task", "wait", "d/2"))
        .isEqualTo(new Run(1, "", "task d/2 dead: code=rate_limited message=no\n"));
    Run json = Run.of(server, "task", "wait", "d/2", "--json");
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.out()).contains("\"state\":\"dead\"");
  }

  @Test
  void asksAgainUntilItHasEnded() {
    AtomicInteger rounds = new AtomicInteger();
    server.answer(
        "awaitTask",
        params -> {
          if (rounds.incrementAndGet() < 3) {
            throw new StubServer.Refusal(-32007, "It goes on.", "{\"code\":\"timeout\"}");
          }
          return Json.parse("{\"state\":\"succeeded\",\"result\":\"done\"}");
        });
    assertThat(Run.of(server, "task", "wait", "d/2").out()).isEqualTo("done\n");
    assertThat(rounds).hasValue(3);
  }

  @Test
  void endsWhenItsTimeIsUp() {
    server.answer(
        "awaitTask",
        params -> {
          throw new StubServer.Refusal(-32007, "It goes on.", "{\"code\":\"timeout\"}");
        });
    assertThat(Run.of(server, "task", "wait", "d/2", "--for", "0s"))
        .isEqualTo(new Run(1, "", "error: It goes on. (timeout)\n"));
  }

  @Test
  void outlivesTheServer() {
    server.answer(
        "awaitTask",
        params -> {
          int port = server.url().getPort();
          server.close();
          restarted.add(restart(port));
          throw new StubServer.Refusal(0, "never arrives", "{}");
        });
    assertThat(Run.of(server, "task", "wait", "d/2"))
        .isEqualTo(new Run(0, "after the restart\n", ""));
  }

  private static StubServer restart(int port) {
    try {
      return new StubServer(port)
          .answer("awaitTask", "{\"state\":\"succeeded\",\"result\":\"after the restart\"}");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
