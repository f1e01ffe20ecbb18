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
import org.junit.jupiter.params.provider.CsvFileSource;
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
  @CsvFileSource(
      resources = "/requests.txt",
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 2_000)
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
          agent update d --set x         | Value for option option '--set' (KEY=VALUE) should be in KEY=VALUE format but was x
          agent show d --at 3 --watch    | what was, does not change: give --at or --watch
          event send x --data {          | --data is not JSON
          top --json                     | top needs a terminal
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
