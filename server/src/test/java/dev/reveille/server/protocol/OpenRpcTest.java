package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds what {@code rpc.discover} answers, {@code docs/openrpc.json} and {@code docs/protocol.md}
 * against each other. {@code -Dopenrpc.write=true} writes the JSON anew.
 */
class OpenRpcTest {
  private static final Path DOCS = docs();
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Pattern SECTION =
      Pattern.compile("^### (\\S+)\\n(.*?)(?=^##|\\z)", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir private Path folder;

  private static Path docs() {
    Path here = Path.of("docs").toAbsolutePath();
    return Files.isDirectory(here) ? here : Path.of("..", "docs").toAbsolutePath().normalize();
  }

  private JsonNode discovered() throws Exception {
    try (WholeServer server = WholeServer.start(folder);
        Talk talk = Talk.http(server.address())) {
      JsonNode answer =
          talk.call("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"rpc.discover\"}");
      ObjectNode document = (ObjectNode) answer.path("result");
      ((ObjectNode) document.path("info")).remove("version"); // that of the build
      return document;
    }
  }

  @Test
  void theDocumentInTheRepositoryIsWhatTheServerAnswers() throws Exception {
    Path file = DOCS.resolve("openrpc.json");
    JsonNode document = discovered();
    if (Boolean.getBoolean("openrpc.write")) {
      Files.writeString(file, JSON.writeValueAsString(document) + "\n");
    }
    assertThat(document).isEqualTo(JSON.readTree(Files.readString(file)));
  }

  @Test
  void theProtocolPageHasEachMethodWithEachOfItsParams() throws Exception {
    Map<String, String> sections = sections();
    JsonNode methods = discovered().path("methods");
    assertThat(methods)
        .extracting(method -> method.path("name").asString().replace("async.", ""))
        .containsExactlyInAnyOrderElementsOf(sections.keySet());
    for (JsonNode method : methods) {
      String name = method.path("name").asString().replace("async.", "");
      for (JsonNode param : method.path("params")) {
        assertThat(sections.get(name)).as(name).contains("`" + param.path("name").asString() + "`");
      }
    }
  }

  @Test
  void eachMethodAndAllThatItTakesSaysWhatIsMeant() throws Exception {
    for (JsonNode method : discovered().path("methods")) {
      String name = method.path("name").asString();
      assertThat(method.path("summary").asString()).as(name).endsWith(".");
      for (JsonNode param : method.path("params")) {
        String path = name + ' ' + param.path("name").asString();
        assertThat(param.path("description").asString("")).as(path).isNotBlank();
        propertiesSayWhatIsMeant(path, param.path("schema"));
      }
    }
  }

  private static void propertiesSayWhatIsMeant(String path, JsonNode schema) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String inner = path + '.' + property.getKey();
      String meaning = property.getValue().path("description").asString("");
      assertThat(meaning).as("of " + inner + " in params.json").isNotBlank();
      assertThat(meaning).as("of " + inner + " in params.json").doesNotStartWith(";");
      propertiesSayWhatIsMeant(inner, property.getValue());
    }
    if (schema.has("items")) {
      propertiesSayWhatIsMeant(path, schema.path("items"));
    }
  }

  @Test
  void eachMethodSaysWhatItAnswers() throws Exception {
    JsonNode document = discovered();
    for (JsonNode method : document.path("methods")) {
      String name = method.path("name").asString();
      String ref = method.path("result").path("schema").path("$ref").asString("");
      if (!name.startsWith("rpc.")) {
        assertThat(ref).as("the schema of %s in results.json", name).isNotEmpty();
        assertThat(document.at(ref.substring(1)).isObject()).as(ref).isTrue();
      }
    }
  }

  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    Matcher matcher = SECTION.matcher(Files.readString(DOCS.resolve("protocol.md")));
    while (matcher.find()) {
      sections.put(matcher.group(1), matcher.group(2));
    }
    return sections;
  }
}
