package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.client.Keys.Key;
import dev.reveille.client.TopState.Input;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code top} shows, and what its keys do: without a terminal and without a server. */
class TopTest {

  private static final Look PLAIN = new Look(false, 80, Run.NOW);
  private static final TerminalSize SIZE = new TerminalSize(14, 100);

  private static final JsonNode NONE = Json.object();

  private static TopSnapshot snapshot() {
    return TopSnapshot.of(
        new TopSnapshot.Answers(
            Json.parse(
                """
                {"name": "Reveille", "version": "0.1.0", "budget": null,
                 "nodes": [{"name": "a"}, {"name": "b", "load": {"agents": 3, "running": 1, "maxRunning": 1000, "load": 0.25}}]}
                """),
            Json.parse(
                "{\"checks\": [{\"name\": \"store\", \"ok\": true},"
                    + " {\"name\": \"models.x\", \"ok\": false, \"detail\": \"left alone\"}]}"),
            Json.parse(
                "{\"agents\": {\"active\": 1, \"idle\": 0, \"sleeping\": 1, \"stopped\": 1}, \"queued\": 9}"),
            Json.parse(
                """
                [
                  {"agentId": "busy", "state": "active", "running": 1, "queued": 2,
                   "lastActive": "2027-01-31T11:59:59Z"},
                  {"agentId": "night", "state": "sleeping", "running": 0, "queued": 0,
                   "wakeAt": "2027-01-31T12:05:00Z", "lastActive": "2027-01-31T11:00:00Z"},
                  {"agentId": "off", "state": "stopped", "running": 0, "queued": 7,
                   "lastActive": "2027-01-31T10:00:00Z"}]
                """),
            Map.of(
                "busy",
                Json.parse(
                    """
                    {"running": [{"taskId": "busy/4", "steps": 3, "calls": [{"tool": "read_file"}]}],
                     "usage": {"inputTokens": 1200, "outputTokens": 34}}
                    """)),
            Json.parse("{\"approvals\": [{}], \"nextCursor\": null}"),
            Json.parse("{\"deadLetters\": [{}, {}], \"nextCursor\": \"x\"}"),
            NONE));
  }

  private static TopState state(Input... inputs) {
    TopState state = TopState.BEGIN.on(new Input.Fetched(snapshot()));
    for (Input input : inputs) {
      state = state.on(input);
    }
    return state;
  }

  private static Input key(Key.Special special) {
    return new Input.Pressed(special);
  }

  private static Input key(char letter) {
    return new Input.Pressed(new Key.Letter(letter));
  }

  private static String shown(TopState state) {
    return String.join("\n", TopScreen.render(state, SIZE, PLAIN));
  }

  @Test
  void showsAllThatGoesOn() {
    assertThat(shown(state()).lines().map(String::stripTrailing))
        .containsExactly(
            "Reveille 0.1.0   3 agents: 1 active, 1 sleeping, 1 stopped",
            "running 1/1000   queued 9   load 0.25   used since begun: 0 tokens, 0.0000 USD",
            "wakes   night in 5m",
            "for you 1 approvals, 2+ dead letters",
            "unwell  models.x: left alone",
            "",
            " AGENT  STATE    RUNNING QUEUED NEXT WAKE  ACTIVE     TOKENS   DOING",
            ">busy   active   1       2      -          1s ago     1234     task 4 step 3 calls"
                + " read_file",
            " off    stopped  0       7      -          2h ago     -",
            " night  sleeping 0       0      in 5m      1h ago     -",
            "",
            "",
            "",
            "↑↓ move   enter open   s sort: activity   / filter   q quit");
  }

  @Test
  void noLineIsLongerThanTheTerminalAndThereAreNoMoreThanItHas() {
    for (int rows : List.of(1, 3, 8, 24, 60)) {
      for (int columns : List.of(1, 20, 80, 200)) {
        List<String> lines =
            TopScreen.render(
                state(new Input.Trouble("gone")), new TerminalSize(rows, columns), PLAIN);
        assertThat(lines).hasSizeLessThanOrEqualTo(rows);
        assertThat(lines)
            .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(columns));
      }
    }
  }

  @Test
  void arrowsMoveAndEnterOpens() {
    assertThat(shown(state(key(Key.Special.DOWN)))).contains(">off");
    assertThat(shown(state(key(Key.Special.END)))).contains(">night");
    assertThat(shown(state(key(Key.Special.DOWN), key(Key.Special.UP), key(Key.Special.UP))))
        .contains(">busy");
    TopState open = state(key(Key.Special.DOWN), key(Key.Special.ENTER));
    assertThat(shown(open)).contains("asking for off ...", "esc or q back");
    TopState looked =
        open.on(
            new Input.Looked("off", Json.parse("{\"agentId\": \"off\", \"why\": \"by hand\"}")));
    assertThat(shown(looked)).contains("why      by hand");
    assertThat(looked.on(new Input.Looked("busy", NONE))).isEqualTo(looked);
    assertThat(looked.on(key('q')).open()).isEmpty();
    assertThat(looked.on(key('q')).over()).isFalse();
  }

  @Test
  void sSorts() {
    TopState state = state();
    assertThat(state.visible()).extracting(TopAgent::id).containsExactly("busy", "off", "night");
    TopState byName = state.on(key('s'));
    assertThat(byName.visible()).extracting(TopAgent::id).containsExactly("busy", "night", "off");
    TopState byWake = byName.on(key('s')).on(key('s')).on(key('s'));
    assertThat(byWake.order()).isEqualTo(TopAgent.Order.WAKE);
    assertThat(byWake.visible().getFirst().id()).isEqualTo("night");
  }

  @Test
  void slashFilters() {
    TopState written = state(key('/'), key('q'), key(Key.Special.BACKSPACE), key('N'), key('i'));
    assertThat(written.over()).as("q was written").isFalse();
    assertThat(written.visible()).extracting(TopAgent::id).containsExactly("night");
    TopState kept = written.on(key(Key.Special.ENTER));
    assertThat(shown(kept)).contains("/ filter: Ni");
    assertThat(kept.on(key(Key.Special.ESCAPE)).visible()).hasSize(3);
    assertThat(shown(state(key('/'), key('x')))).contains("No agent is like 'x'.");
    assertThat(
            state(key('/'), key('s'), key('t'), key('o'), key('p'), key('p'), key('e'), key('d'))
                .visible())
        .extracting(TopAgent::id)
        .containsExactly("off");
  }

  @Test
  void theFeedTellsStepsAndSpend() {
    Notification step =
        new Notification(
            "async.task.step",
            Json.parse(
                """
                {"agentId": "busy", "taskId": "busy/4", "kind": "model", "step": 4,
                 "usage": {"inputTokens": 100, "outputTokens": 20, "costMicros": 1500}}
                """));
    TopState told = state(new Input.Told(step, "x"));
    assertThat(shown(told)).contains("120 tokens, 0.0015 USD", "task 4 step 4");
    assertThat(told.alerts()).isEmpty();
  }

  @Test
  void theLastAlertsStay() {
    TopState state = state();
    for (int i = 1; i <= 6; i++) {
      Notification dead = new Notification("async.task.dead", Json.parse("{\"agentId\": \"a\"}"));
      state = state.on(new Input.Told(dead, "dead " + i));
    }
    assertThat(state.alerts()).containsExactly("dead 3", "dead 4", "dead 5", "dead 6");
  }

  @Test
  void troubleIsSaidUntilItIsOver() {
    TopState lost = state(new Input.Trouble("connection lost, trying again"));
    assertThat(shown(lost)).contains("connection lost", ">busy");
    assertThat(shown(lost.on(new Input.Fetched(snapshot())))).doesNotContain("connection lost");
  }

  @Test
  void qAndCtrlCEndIt() {
    assertThat(state(key('q')).over()).isTrue();
    assertThat(state(key('/'), key(Key.Special.INTERRUPT)).over()).isTrue();
  }
}
