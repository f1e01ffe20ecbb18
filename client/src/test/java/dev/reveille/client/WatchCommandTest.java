package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class WatchCommandTest {

  private StubServer server;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
    StubFeed feed = server.feed();
    feed.publish(
        "async.agent.stateChanged",
        """
        {"agentId": "d", "at": "2027-01-31T12:00:00.5Z", "from": "idle", "to": "active", "why": "d/2 runs"}
        """);
    feed.publish(
        "async.task.step",
        """
        {"agentId": "d", "at": "2027-01-31T12:00:01Z", "taskId": "d/2", "step": 1, "tool": "system_health"}
        """);
    feed.publish(
        "async.task.completed",
        """
        {"agentId": "d", "at": "2027-01-31T12:00:02Z", "taskId": "d/2", "result": "two\\nlines"}
        """);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void printsALineForEach() {
    assertThat(Run.of(server, "watch", "d", "--from", "c0", "--count", "3"))
        .isEqualTo(
            new Run(
                0,
                """
                12:00:00.500  d             agent.stateChanged    idle → active  (d/2 runs)
                12:00:01.000  d             task.step             d/2  step=1  tool=system_health
                12:00:02.000  d             task.completed        d/2  result=two ⏎ lines
                """,
                ""));
    assertThat(server.feed().subscriptions())
        .containsExactly(Json.parse("{\"agents\":[\"d\"],\"cursor\":\"c0\"}"));
  }

  @Test
  void goesOnOverBreaks() {
    server.feed().cutEvery(1);
    Run run = Run.of(server, "watch", "--from", "c0", "--count", "3", "--json");
    assertThat(run.out().lines().map(line -> Json.text(Json.parse(line).path("params"), "cursor")))
        .containsExactly("c1", "c2", "c3");
    assertThat(run.err()).contains("-- connection lost (", "-- connected again, going on after c2");
  }

  @Test
  void endsWhenItsTimeIsUp() {
    assertThat(Run.of(server, "watch", "--for", "50ms")).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void asksForKindsAndTokens() {
    Run.of(
        server, "watch", "--kind", "task.completed,async.task.error", "--tokens", "--for", "1ms");
    assertThat(server.feed().subscriptions())
        .containsExactly(
            Json.parse(
                "{\"agents\":\"*\",\"kinds\":[\"async.task.completed\",\"async.task.error\"],\"tokens\":true}"));
  }

  @Test
  void saysThatThereIsNoServer() {
    server.close();
    assertThat(Run.of(server, "watch").err()).startsWith("No server at http");
  }
}
