package dev.reveille.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.engine.Redactor;
import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigException;
import dev.reveille.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownSecretsTest {
  @TempDir private Path folder;

  private Config config(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("reveille.yaml"), yaml);
    return ConfigLoader.load(file, Map.of(), Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI_API_KEY, true",
    "AWS_SECRET_ACCESS_KEY, true",
    "aws_session_token, true",
    "DB_PASSWORD, true",
    "SMTP_PASS, true",
    "GITHUB_PAT, true",
    "PATH, false",
    "HOME, false",
    "KEYBOARD, false",
    "LANG, false",
  })
  void aVariableIsASecretByItsName(String name, boolean isSecret) {
    Redactor redactor = Secrets.of(Config.defaults(), Map.of(name, "the-value-of-it"));
    assertThat(redactor.clean("<the-value-of-it>"))
        .isEqualTo(isSecret ? "<***>" : "<the-value-of-it>");
  }

  @Test
  void whatTheConfigurationRefersToIsASecretWhateverItsName() throws IOException {
    Config config =
        config(
            """
            server: {token: token-of-the-server}
            secrets: {variables: ["MY_*"]}
            models:
              providers: [{name: p, dialect: openai, baseUrl: "http://localhost/v1", apiKeyEnv: PLAIN}]
            mcp:
              servers:
                a:
                  command: prog
                  args: ["--x=${ARGUMENT}", "${HOME}/file"]
                  env: {MODE: production-mode, MY_WORD: literal-secret}
                b:
                  url: "https://me:password-in-url@example.org/"
                  headers: {Authorization: "Bearer literal-token-1234", Accept: application/json}
            """);
    Redactor redactor =
        Secrets.of(
            config,
            Map.of(
                "PLAIN", "key-of-p-1",
                "ARGUMENT", "argument-1",
                "HOME", "/srv/somebody",
                "MY_OTHER", "my-other-1",
                "OPENAI_API_KEY", "no-longer-one",
                "DATABASE_URL", "postgres://u:password/1@db/x"));
    assertThat(
            redactor.clean("token-of-the-server key-of-p-1 argument-1 my-other-1 literal-secret"))
        .isEqualTo("*** *** *** *** ***");
    assertThat(redactor.clean("password-in-url password/1 literal-token-1234"))
        .isEqualTo("*** *** ***");
    String plain = "production-mode application/json /srv/somebody no-longer-one";
    assertThat(redactor.clean(plain)).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server: {token: 1234567890123}",
        "server: {token: [s3cr3t-value]}",
        "mcp: {servers: {a: {command: x, env: s3cr3t-value}}}",
        "mcp: {servers: {a: {url: x, headers: {A: [s3cr3t-value]}}}}",
        "models: {providers: [{name: p, dialect: openai, baseUrl: x, apiKeyEnv: s3cr3t-value}]}",
      })
  void aWrongValueThatMayBeASecretIsNotQuoted(String yaml) {
    assertThatThrownBy(() -> config(yaml))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains("reveille.yaml")
        .doesNotContain("s3cr3t", "1234567890123");
  }
}
