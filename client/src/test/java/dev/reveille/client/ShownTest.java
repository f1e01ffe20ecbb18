package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see. It is noon. */
class ShownTest {

  private StubServer server;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void shows(String answer, String method, String line, String expected) {
    server.answer(method, answer);
    Run run = Run.of(server, line.split(" "));
    assertThat(run).isEqualTo(new Run(0, expected, ""));
    assertThat(Json.parse(Run.of(server, (line + " --json").split(" ")).out()))
        .isEqualTo(Json.parse(answer));
  }

  @Test
  void agents() {
    shows(
        """
        {"agents": [
          {"agentId": "d", "state": "sleeping", "since": "2027-01-31T11:59:18Z", "queued": 2, "running": 0,
           "wakeAt": "2027-01-31T12:05:00Z", "errorCount": 0, "definition": "d"},
          {"agentId": "a-much-longer-name", "state": "idle", "since": "2027-01-29T08:00:00Z",
           "queued": 0, "running": 1, "wakeAt": null, "errorCount": 1, "definition": null}],
         "nextCursor": "a-much-longer-name"}
        """,
        "listAgents",
        "agent list",
        """
        AGENT               STATE     SINCE     RUNNING  QUEUED  NEXT WAKE  ERRORS  DEFINITION
        d                   sleeping  42s ago   0        2       in 5m      0       d
        a-much-longer-name  idle      2d4h ago  1        0       -          1       -
        There are more: --cursor a-much-longer-name
        """);
  }

  @Test
  void approvals() {
    shows(
        """
        {"approvals": [
          {"approvalId": "d/7", "agentId": "d", "taskId": "d/2", "tool": "send_mail",
           "arguments": "{\\"to\\": \\"user:ann\\"}", "requestedAt": "2027-01-31T11:59:18Z",
           "expiresAt": "2027-01-31T12:05:00Z"}],
         "nextCursor": null}
        """,
        "listApprovals",
        "approvals",
        """
        APPROVAL  TASK  TOOL       ASKED    UNTIL  ARGUMENTS
        d/7       d/2   send_mail  42s ago  in 5m  {"to": "user:ann"}
        """);
  }

  @Test
  void noAgents() {
    shows("{\"agents\": [], \"nextCursor\": null}", "listAgents", "agent list", "None.\n");
  }

  @Test
  void states() {
    shows(
        """
        {"success": true, "agents": {
          "d": {"state": "active", "queue_depth": 3, "current_task": "d/7", "sleep_until": null,
                "wake_events": [], "error_count": 0, "last_active": "2027-01-31T11:59:59.600Z"}}}
        """,
        "getAgentStates",
        "agent states",
        """
        AGENT  STATE   QUEUE  TASK  ERRORS  LAST ACTIVE
        d      active  3      d/7   0       400ms ago
        """);
  }

  @Test
  void oneAgent() {
    shows(
        """
        {"agentId": "d", "state": "waiting", "why": "d/7 sleeps", "queue": {"depth": 1, "byPriority": {"low": 1}},
         "running": [], "waiting": [{"taskId": "d/7", "until": "2027-01-31T12:01:00Z"}], "lastError": null, "seq": 12}
        """,
        "getAgent",
        "agent show d",
        """
        agentId  d
        state    waiting
        why      d/7 sleeps
        queue    depth=1 byPriority={low=1}
        waiting  taskId=d/7 until=2027-01-31T12:01:00Z
        seq      12
        """);
  }

  @Test
  void tasks() {
    shows(
        """
        {"tasks": [
          {"taskId": "d/7", "agentId": "d", "state": "running", "priority": "normal", "attempt": 1,
           "queuedAt": "2027-01-31T11:58:00Z", "origin": "Check\\n  system health and report issues, all of them, to whoever wants to know"},
          {"taskId": "d/2", "agentId": "d", "state": "succeeded", "priority": "high", "attempt": 2,
           "queuedAt": "2027-01-31T09:00:00Z", "endedAt": "2027-01-31T09:00:01.5Z", "origin": "user"}]}
        """,
        "listTasks",
        "task list",
        """
        TASK  AGENT  STATE      PRIORITY  ATTEMPT  QUEUED  ENDED      ORIGIN
        d/7   d      running    normal    1        2m ago  -          Check ⏎ system health and report issues, all of them, to wh…
        d/2   d      succeeded  high      2        3h ago  2h59m ago  user
        """);
  }

  @Test
  void deadLetters() {
    shows(
        """
        {"deadLetters": [{"deadLetterId": "4", "kind": "task", "reason": "poison: died 3 times",
          "at": "2027-01-31T11:00:00Z", "agentId": "d", "taskId": "d/7"}]}
        """,
        "listDeadLetters",
        "deadletter list",
        """
        DEAD LETTER  KIND  AGENT  DIED    REASON
        4            task  d      1h ago  poison: died 3 times
        """);
  }

  @Test
  void timelineOfAnAgent() {
    shows(
        """
        {"entries": [
          {"seq": 1, "at": "2027-01-31T11:00:00Z", "type": "AgentCreated", "definition": "d", "started": true},
          {"seq": 2, "at": "2027-01-31T11:00:01Z", "type": "TaskQueued", "prompt": "Go", "priority": "normal"}]}
        """,
        "getTimeline",
        "agent timeline d",
        """
        SEQ  AT                    ENTRY         DETAILS
        1    2027-01-31T11:00:00Z  AgentCreated  definition=d started=true
        2    2027-01-31T11:00:01Z  TaskQueued    prompt=Go priority=normal
        """);
  }

  @Test
  void timelineOfATask() {
    server.answer("getTask", "{\"taskId\": \"d/2\", \"agentId\": \"d\"}");
    server.answer(
        "getTimeline",
        params ->
            Json.parse(
                params.path("fromSeq").asInt() > 3
                    ? "{\"entries\": []}"
                    : """
                    {"entries": [
                      {"seq": 1, "at": "t1", "type": "AgentCreated"},
                      {"seq": 2, "at": "t2", "type": "TaskQueued", "prompt": "Go"},
                      {"seq": 3, "at": "t3", "type": "TaskStarted", "task": 2, "attempt": 1}]}
                    """));
    assertThat(Run.of(server, "task", "timeline", "d/2").out())
        .isEqualTo(
            """
            SEQ  AT  ENTRY        DETAILS
            2    t2  TaskQueued   prompt=Go
            3    t3  TaskStarted  task=2 attempt=1
            """);
  }

  @Test
  void health() {
    shows(
        """
        {"status": "ok", "checks": [
          {"name": "store", "ok": true, "detail": "writable"},
          {"name": "definitions", "ok": true, "detail": "all loaded"}]}
        """,
        "getHealth",
        "health",
        """
        ok
        CHECK        STATUS  DETAIL
        store        ok      writable
        definitions  ok      all loaded
        """);
  }

  @Test
  void overviewIsReadAtAGlance() {
    shows(
        """
        {"agents": {"active": 2, "idle": 5}, "running": 2, "maxRunning": 1000, "load": 0.99731,
         "queued": 4, "waiting": 1, "retrying": 0, "wakesNextHour": 3, "approvals": 1,
         "oldestQueued": {"taskId": "d/2", "queuedAt": "2027-01-31T11:50:00Z"},
         "deadLetters": {"task": 1, "event": 0, "mail": 0},
         "spentToday": {"costUsd": 0.5, "tokens": 12345, "complete": false},
         "alerts": [
           {"kind": "stuckTask", "what": "task a/1 runs, and nothing is on record since 2027-01-31T11:00:00.123Z"},
           {"kind": "stuckTask", "what": "b"}, {"kind": "stuckTask", "what": "c"},
           {"kind": "stuckTask", "what": "d"}, {"kind": "storeLag", "what": "slow"}]}
        """,
        "getOverview",
        "overview",
        """
        agents         2 active, 5 idle
        tasks          2 running of 1000, 4 queued, 1 waiting, 0 retrying
        oldest queued  d/2, 10m ago
        load           1.00
        wakes          3 within the hour
        approvals      1
        dead letters   1 task, 0 event, 0 mail
        spent today    0.5000 USD, 12,345 tokens, still being counted
        alerts         stuckTask: task a/1 runs, and nothing is on record since 2027-01-31T11:00:00Z
                       stuckTask: b
                       stuckTask: c
                       stuckTask: and 1 more
                       storeLag: slow
        """);
  }

  @Test
  void illHealthHasAnExitCode() {
    server.answer("getHealth", "{\"status\": \"unavailable\", \"checks\": []}");
    assertThat(Run.of(server, "health").code()).isEqualTo(1);
  }

  @Test
  void replays() {
    String answer =
        """
        {"taskId": "d/2", "ok": false,
         "differences": [{"seq": 4, "step": 1, "part": "system", "recorded": "fingerprint 1: a", "today": "fingerprint 2: b\\nc"}],
         "steps": [{"step": 1, "seq": 4, "asked": "differs"}, {"step": 2, "seq": 7, "asked": "unknown"}],
         "other": {"model": "x:y", "fromStep": 2, "end": "succeeded",
           "turns": [{"step": 2, "recorded": {"text": "done", "calls": []}, "other": {"text": "", "calls": [{"tool": "read", "arguments": "{}"}]}},
                     {"step": 3, "recorded": null, "other": {"text": "fine", "calls": []}}],
           "recordedUsage": {"inputTokens": 10, "outputTokens": 2}, "usage": {"inputTokens": 12, "outputTokens": 3}}}
        """;
    server.answer("replayTask", answer);
    Run run = Run.of(server, "replay", "d/2", "--model", "x:y", "--from-step", "2");
    String shown =
        """
        d/2: 1 difference in 2 steps (what the model was told at 1 of them is not known)

        step 1, entry 4: the system prompt
          recorded  fingerprint 1: a
          today     fingerprint 2: b
                    c

        x:y from step 2 on: succeeded

        step 2
          recorded  done
          other     calls read {}

        step 3
          recorded  nothing
          other     fine

          recorded  inputTokens=10 outputTokens=2
          other     inputTokens=12 outputTokens=3
        """;
    assertThat(run).isEqualTo(new Run(1, shown, ""));
    assertThat(server.asked().getFirst().params())
        .isEqualTo(Json.parse("{\"taskId\":\"d/2\",\"model\":\"x:y\",\"fromStep\":2}"));
  }

  @Test
  void outcomes() {
    shows(
        "{\"success\": true, \"agentId\": \"d\", \"state\": \"idle\"}",
        "createAgent",
        "agent create d",
        "d is idle\n");
    shows(
        "{\"agentId\": \"d\", \"state\": \"sleeping\", \"sleepUntil\": \"2027-01-31T14:00:00Z\"}",
        "sleepAgent",
        "agent sleep d --for 2h",
        "d is sleeping, until 2027-01-31T14:00:00Z\n");
    shows(
        "{\"agentId\": \"d\", \"taskId\": \"d/2\", \"state\": \"queued\", \"position\": 0}",
        "sendTask",
        "task send d Go",
        "d/2 queued for d\n");
  }
}
