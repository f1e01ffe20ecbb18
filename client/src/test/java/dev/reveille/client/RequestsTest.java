package dev.reveille.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each command asks of the server. */
class RequestsTest {

  private StubServer server;

  @BeforeEach
  void start() throws IOException {
    server = new StubServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          health                            | getHealth | {}
          definition list                   | listDefinitions | {}
          definition show reviewer          | getDefinition | {"name":"reviewer"}
          agent list                        | listAgents | {}
          agent list --state idle --prefix a --limit 5 --cursor x | listAgents | {"state":"idle","prefix":"a","limit":5,"cursor":"x"}
          agent show d                      | getAgent | {"agentId":"d"}
          agent create d                    | createAgent | {"agentId":"d"}
          agent create e --definition d --no-start --if-missing | createAgent | {"agentId":"e","definition":"d","ifExists":"return","autoStart":false}
          agent create e --prompt Hi --description x --model m --tool a,b | createAgent | {"agentId":"e","definition":{"description":"x","systemPrompt":"Hi","model":"m","tools":["a","b"]}}
          agent create d --model m --tool a --tool b --concurrency 2 --queue-limit 9 | createAgent | {"agentId":"d","config":{"model":"m","tools":["a","b"],"maxConcurrentTasks":2,"queueLimit":9}}
          agent update d --task-timeout 15m --retry-initial 500ms --retry-factor 1.5 | updateAgent | {"agentId":"d","config":{"taskTimeoutSeconds":900,"retry":{"initialSeconds":0.5,"factor":1.5}}}
          agent update d --budget-tokens 9000000000 --budget-per 1d --check-mail 1m30s | updateAgent | {"agentId":"d","config":{"budget":{"maxTokens":9000000000,"perSeconds":86400},"checkMailInterval":90}}
          agent start d                     | startAgent | {"agentId":"d"}
          agent stop d                      | stopAgent | {"agentId":"d","mode":"drain"}
          agent stop d --now                | stopAgent | {"agentId":"d","mode":"now"}
          agent sleep d                     | sleepAgent | {"agentId":"d"}
          agent sleep d --for 2h --wake-on a.*,b --wake-on-mail high --wake-below-load 0.5 --reason r | sleepAgent | {"agentId":"d","durationSeconds":7200,"wakeEvents":["a.*","b"],"wakeOnMailPriority":"high","wakeOnLoadBelow":0.5,"reason":"r"}
          agent sleep d --until 2027-01-31T09:00+01:00 | sleepAgent | {"agentId":"d","untilTime":"2027-01-31T09:00:00+01:00"}
          agent wake d --reason now         | wakeAgent | {"agentId":"d","reason":"now"}
          agent delete d                    | deleteAgent | {"agentId":"d"}
          agent states                      | getAgentStates | {}
          agent states d e                  | getAgentStates | {"agentIds":["d","e"]}
          agent timeline d --from 5 --limit 7 | getTimeline | {"agentId":"d","fromSeq":5,"limit":7}
          task send d Go                    | sendTask | {"agentId":"d","prompt":"Go"}
          task send d Go --priority high --key k --thread t --delay 30 --ttl 1w --timeout 2m | sendTask | {"agentId":"d","prompt":"Go","priority":"high","idempotencyKey":"k","threadId":"t","delaySeconds":30,"ttlSeconds":604800,"timeoutSeconds":120}
          task send d Go --not-before 2027-01-31T09:00:00Z --expires 2027-01-31T10:00:00Z --max-attempts 2 --context {"a":1} | sendTask | {"agentId":"d","prompt":"Go","notBefore":"2027-01-31T09:00:00Z","expiresAt":"2027-01-31T10:00:00Z","maxAttempts":2,"context":{"a":1}}
          task send d Go --budget-tokens 9000000000 --budget-usd 0.5 --budget-calls 3 --budget-time 2m --model a:b,c | sendTask | {"agentId":"d","prompt":"Go","models":["a:b","c"],"budget":{"maxTokens":9000000000,"maxCostUsd":0.5,"maxCalls":3,"maxSeconds":120}}
          task send d Look --image https://example.org/a.png --temperature 0 --effort low --max-output-tokens 9 | sendTask | {"agentId":"d","prompt":"Look","settings":{"temperature":0.0,"reasoningEffort":"low","maxOutputTokens":9},"images":[{"url":"https://example.org/a.png"}]}
          agent update d --top-p 0.5 --first-token 1m --model-silence 10s --model-time 5m | updateAgent | {"agentId":"d","config":{"settings":{"topP":0.5,"firstTokenSeconds":60,"idleSeconds":10,"totalSeconds":300}}}
          task fork d/2 --from-step 1 --temperature 1.5 | forkTask | {"taskId":"d/2","fromStep":1,"settings":{"temperature":1.5}}
          task fork d/2 --from-step 0       | forkTask | {"taskId":"d/2","fromStep":0}
          task fork d/2 --from-step 3 --prompt Otherwise --model m | forkTask | {"taskId":"d/2","fromStep":3,"prompt":"Otherwise","model":"m"}
          task budget d/2 --budget-calls 9  | setTaskBudget | {"taskId":"d/2","budget":{"maxCalls":9}}
          task budget d/2                   | setTaskBudget | {"taskId":"d/2","budget":{}}
          approvals                         | listApprovals | {}
          approvals --agent d --limit 5 --cursor d/9 | listApprovals | {"agentId":"d","limit":5,"cursor":"d/9"}
          approve d/7                       | resolveApproval | {"approvalId":"d/7","decision":"approve"}
          deny d/7 --note no                | resolveApproval | {"approvalId":"d/7","decision":"deny","note":"no"}
          task list --agent d --state dead  | listTasks | {"agentId":"d","state":"dead"}
          task show d/2                     | getTask | {"taskId":"d/2"}
          task wait d/2 --for 1s            | awaitTask | {"taskId":"d/2","timeoutSeconds":1}
          task wait d/2                     | awaitTask | {"taskId":"d/2","timeoutSeconds":30}
          task cancel d/2 --reason r        | cancelTask | {"taskId":"d/2","reason":"r"}
          task steer d/2 Hurry              | steerTask | {"taskId":"d/2","message":"Hurry"}
          task dead --agent d               | listDeadLetters | {"kind":"task","agentId":"d"}
          task redrive 7                    | redriveDeadLetter | {"deadLetterId":"7"}
          task redrive 7 --prompt Again     | redriveDeadLetter | {"deadLetterId":"7","edits":{"prompt":"Again"}}
          export d/2                        | exportTask | {"taskId":"d/2"}
          task discard 7 --reason r         | discardDeadLetter | {"deadLetterId":"7","reason":"r"}
          """)
  void asks(String line, String method, String params) {
    server.answer(method, "{\"state\":\"succeeded\"}");
    Run run = Run.of(server, line.strip().split(" +"));
    assertThat(run.err()).isEmpty();
    assertThat(server.asked())
        .extracting(StubServer.Asked::method)
        .containsExactly("async." + method);
    assertThat(server.asked().getFirst().params()).isEqualTo(Json.parse(params));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent sleep d --for soon       | Invalid value for option '--for': 'soon' is not a duration; write it like 30s, 15m, 1h30m or 3d
          agent sleep d --until tomorrow | Invalid value for option '--until': 'tomorrow' is not an instant; write it like 2027-01-31T09:00:00Z
          agent update d                 | Nothing to change: give at least one option
          agent create d --description x | --description is for an agent with a --prompt of its own
          agent show                     | Missing required parameter: 'AGENT'
          task send d Go --for 3s        | --for says how long to --wait
          task send d Go --context x     | --context is not JSON
          task send d Go --schema none.json | --schema: there is no file none.json
          task send d Go --image none.png | --image: there is no file none.png
          task send d Go --image a.bmp   | --image: a.bmp must end in .png, .jpg, .gif or .webp
          task fork d/2                  | Missing required option: '--from-step=N'
          deny                           | Missing required parameter: 'APPROVAL'
          task send d Go --prio high     | Unknown options: '--prio', 'high'
          replay d/2 --from-step 2       | --from-step says where another --model begins
          replay nowhere.json            | there is no file nowhere.json, and a task is named like agent/12
          agent sleep d --for 1s --until 2027-01-31T09:00:00Z | error: --for=DURATION, --until=INSTANT are mutually exclusive
          """)
  void understandsNot(String line, String why) {
    Run run = Run.of(server, line.strip().split(" +"));
    assertThat(run.err()).contains(why).doesNotContain("Exception");
    assertThat(run.code()).isEqualTo(2);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void anImageComesFromAFile(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("p.JPG"), new byte[] {1, 2, 3});
    server.answer("sendTask", "{}");
    Run run = Run.of(server, "task", "send", "d", "Look", "--image", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(server.asked().getFirst().params().path("images"))
        .isEqualTo(Json.parse("[{\"mimeType\": \"image/jpeg\", \"data\": \"AQID\"}]"));
  }

  @Test
  void aSchemaComesFromAFileOrFromStandardInput(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("s.json"), "{\"type\": \"object\"}");
    server.answer("sendTask", "{}");
    Run run = Run.of(server, "task", "send", "d", "Go", "--schema", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(server.asked().getFirst().params().path("resultSchema"))
        .isEqualTo(Json.parse("{\"type\": \"object\"}"));
    Files.writeString(file, "no schema");
    Run wrong = Run.of(server, "task", "send", "d", "Go", "--schema", file.toString());
    assertThat(wrong.err()).contains("--schema is not JSON");
    assertThat(wrong.code()).isEqualTo(2);
  }
}
