package dev.reveille.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ConfigLoaderTest {
  @TempDir Path folder;

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("reveille.yaml"), yaml);
  }

  @Test
  void isAllDefaultsWithoutAnything() {
    assertThat(ConfigLoader.load(null, Map.of("PATH", "/bin"), Map.of()))
        .isEqualTo(Config.defaults());
  }

  @Test
  void anEmptyFileAndEmptySectionsAreDefaults() throws IOException {
    assertThat(ConfigLoader.load(file(""), Map.of(), Map.of())).isEqualTo(Config.defaults());
    assertThat(ConfigLoader.load(file("# nothing\nserver:\ndata:\n"), Map.of(), Map.of()))
        .isEqualTo(Config.defaults());
  }

  @Test
  void aDatabaseMayHaveSeveralHosts() throws IOException {
    String url = "jdbc:postgresql://a.example.org,b.example.org:5433/reveille?sslmode=verify-full";
    Path file = file("store: {url: \"" + url + "\", timeoutSeconds: 5}");
    StoreConfig store = ConfigLoader.load(file, Map.of(), Map.of()).store();
    assertThat(store)
        .isEqualTo(new StoreConfig(url, null, null, Duration.ofSeconds(5), Duration.ofSeconds(2)));
  }

  @Test
  void theFileStandsOverDefaultsTheEnvironmentOverTheFileAndOptionsOverAll() throws IOException {
    Path file =
        file(
            """
            server:
              host: localhost
              port: 1
              origins: [https://a.example.org]
              limits:
                maxDepth: 10
                pingSeconds: 0.5
            agents:
              variables: {team: Night watch}
            models:
              default: local/qwen3
              providers:
                - {name: local, dialect: openai, baseUrl: "http://localhost:11434/v1"}
            log: {level: debug}
            """);
    Map<String, String> environment =
        Map.of(
            "REVEILLE_SERVER_PORT", "2",
            "REVEILLE_SERVER_TOKEN", "12345",
            "REVEILLE_SERVER_LIMITS_MAX_BATCH", "7",
            "REVEILLE_SERVER_ORIGINS", "https://b.example.org, https://c.example.org",
            "REVEILLE_WORKSPACE_ALLOW_WRITE", "true",
            "REVEILLE_URL", "http://elsewhere");
    Config config = ConfigLoader.load(file, environment, Map.of("server.port", "3"));
    assertThat(config.server().host()).isEqualTo("localhost");
    assertThat(config.server().port()).isEqualTo(3);
    assertThat(config.server().token()).isEqualTo(new Secret("12345"));
    assertThat(config.server().origins())
        .containsExactly("https://b.example.org", "https://c.example.org");
    assertThat(config.server().limits().maxDepth()).isEqualTo(10);
    assertThat(config.server().limits().maxBatch()).isEqualTo(7);
    assertThat(config.server().limits().pingSeconds()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.server().limits().maxInFlight()).isEqualTo(256);
    assertThat(config.agents().variables()).containsExactly(Map.entry("team", "Night watch"));
    assertThat(config.models().defaultModel()).isEqualTo("local/qwen3");
    assertThat(config.models().providers())
        .containsExactly(
            new ProviderConfig(
                "local",
                ProviderConfig.Dialect.OPENAI,
                "http://localhost:11434/v1",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
    assertThat(config.workspace().allowWrite()).isTrue();
    assertThat(config.log().level()).isEqualTo(LogConfig.Level.DEBUG);
  }

  @Test
  void aSecretIsNotShown() {
    Config config = ConfigLoader.load(null, Map.of("REVEILLE_SERVER_TOKEN", "hunter2"), Map.of());
    assertThat(config.toString()).doesNotContain("hunter2");
  }

  /** A file, and what is said of it. */
  record Bad(String yaml, String message) {}

  static final List<Bad> BAD =
      List.of(
          new Bad(
              "server:\n  prot: 1\n", ":2: there is no field \"server.prot\"; did you mean port?"),
          new Bad("sever:\n  port: 1\n", ":1: there is no field \"sever\"; did you mean server?"),
          new Bad("\n\nserver:\n  port: many\n", ":4: server.port must be a whole number"),
          new Bad("server:\n  port: 70000\n", ":2: port must be 0 to 65535, but was 70000"),
          new Bad(
              "server:\n  limits:\n    maxDepth: 1\n", ":3: maxDepth must be 4 to 500, but was 1"),
          new Bad(
              "server:\n  limits:\n    idleTimeoutSeconds: 3\n",
              ":3: idleTimeoutSeconds must be longer than pingSeconds"),
          new Bad("server:\n  token: 12345\n", ":2: server.token must be a text that is not blank"),
          new Bad("server:\n  token: ' '\n", ":2: server.token: a secret must not be blank"),
          new Bad(
              "admission:\n  deferAbove: 0.5\n", ": resumeBelow must be 0.0 to 0.5, but was 0.7"),
          new Bad(
              "memory:\n  refuseAbove: 1.5\n", ":2: refuseAbove must be 0.8 to 1.0, but was 1.5"),
          new Bad(
              "telemetry:\n  otlp:\n    endpoint: localhost:4318\n",
              ":3: endpoint must be an address like http://localhost:4318"),
          new Bad("server: [1]\n", ":1: server must be an object, but was a list"),
          new Bad("log:\n  level: wran\n", "did you mean warn?"),
          new Bad(
              "models:\n  providers:\n    - name: local\n      dialect: openai\n",
              ":3: models.providers[0].baseUrl is required"),
          new Bad(
              "models:\n  providers:\n    - name: local\n      dilect: openai\n",
              ":4: there is no field \"models.providers[0].dilect\"; did you mean dialect?"),
          new Bad("server:\n  port: 1\n  port: 2\n", ":3: Duplicate Object property \"port\""),
          new Bad("server: {port: 1\n", ":1: while parsing a flow mapping"),
          new Bad("just words\n", ": must be a map of keys, such as server:"));

  @ParameterizedTest
  @FieldSource("BAD")
  void saysWhereAFileIsWrong(Bad row) throws IOException {
    Path file = file(row.yaml);
    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith(file.toString())
        .contains(row.message);
  }

  @Test
  void saysWhichVariableOrOptionIsWrong() {
    assertThatThrownBy(() -> ConfigLoader.load(null, Map.of("REVEILLE_SERVER_PRT", "1"), Map.of()))
        .hasMessage(
            "REVEILLE_SERVER_PRT: no key has this variable; did you mean REVEILLE_SERVER_PORT?");
    assertThatThrownBy(() -> ConfigLoader.load(null, Map.of("REVEILLE_SERVER_PORT", "x"), Map.of()))
        .message()
        .startsWith("REVEILLE_SERVER_PORT: server.port must be a whole number");
    assertThatThrownBy(() -> ConfigLoader.load(null, Map.of(), Map.of("server.prt", "1")))
        .hasMessage("option server.prt: no such key; did you mean server.port?");
    assertThatThrownBy(() -> ConfigLoader.load(folder.resolve("none.yaml"), Map.of(), Map.of()))
        .message()
        .endsWith("none.yaml: there is no such file, or it is not readable");
  }

  /** That every key is documented, and nothing else, the house's ReferenceTest sees to. */
  @Test
  void eachKeyHasAVariable() {
    assertThat(ConfigLoader.keys()).hasSizeGreaterThan(20);
    assertThat(Keys.variable("server.limits.maxDepth"))
        .isEqualTo("REVEILLE_SERVER_LIMITS_MAX_DEPTH");
  }
}
