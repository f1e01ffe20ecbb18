package dev.reveille.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.server.config.Config;
import dev.reveille.server.config.ConfigLoader;
import dev.reveille.server.doctor.Doctor;
import dev.reveille.server.doctor.Finding;
import dev.reveille.testkit.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose clocks are wrong beside that of the PostgreSQL that they share. */
class ClocksTest {
  private static final String PASSWORDS = "org.postgresql.pgpassfile";

  @TempDir private Path folder;
  private final Map<String, String> options = new HashMap<>();

  @BeforeEach
  void place() throws Exception {
    PostgresServer.Place place = PostgresServer.shared().fresh();
    Path passwords = folder.resolve("pgpass");
    Files.writeString(passwords, "*:*:*:" + place.user() + ':' + place.password() + '\n');
    System.setProperty(PASSWORDS, passwords.toString());
    options.put("server.port", "0");
    options.put("data.folder", folder.resolve("data").toString());
    options.put("agents.folder", folder.resolve("agents").toString());
    options.put("store.url", place.url());
    options.put("store.user", place.user());
  }

  @AfterEach
  void forget() {
    System.clearProperty(PASSWORDS);
  }

  private static InstantSource ahead(Duration by) {
    return Clock.offset(Clock.systemUTC(), by);
  }

  private Config config() {
    return ConfigLoader.load(null, Map.of(), options);
  }

  private String health(InstantSource clock) throws Exception {
    Reveille server = Reveille.start(config(), List.of(), clock);
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI rpc = server.address().resolve("/rpc");
      String call = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"async.getHealth\"}";
      HttpRequest post =
          HttpRequest.newBuilder(rpc)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(call))
              .build();
      return http.send(post, HttpResponse.BodyHandlers.ofString()).body();
    } finally {
      server.stop();
    }
  }

  private Finding doctor(InstantSource clock) {
    return Doctor.look(
            new Doctor.Patient(this::config, Map.of(), null, false, Reveille.version(), clock))
        .stream()
        .filter(it -> it.name().equals("clock"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneThatIsWrongIsATroubleWithAName() throws Exception {
    assertThat(health(ahead(Duration.ofMinutes(5))))
        .contains("\"status\":\"degraded\"", "\"name\":\"clock\",\"ok\":false", "ahead of");
    assertThat(health(ahead(Duration.ofSeconds(-5))))
        .contains("\"name\":\"clock\",\"ok\":false", "behind the database's; synchronise");
    assertThat(health(InstantSource.system()))
        .contains("\"status\":\"ok\"", "\"name\":\"clock\",\"ok\":true");

    assertThat(doctor(ahead(Duration.ofMinutes(5))).level()).isEqualTo(Finding.Level.WARN);
    assertThat(doctor(InstantSource.system()).level()).isEqualTo(Finding.Level.OK);
  }

  @Test
  void oneThatIsGrosslyWrongKeepsAServerOutOfItsCluster() {
    options.put("cluster.enabled", "true");
    InstantSource wrong = ahead(Duration.ofMinutes(5));
    // It has no seed nodes: a server whose clock is right is refused for that.
    assertThatThrownBy(() -> Reveille.start(config(), List.of(), wrong))
        .hasMessageContaining("this server's clock is ")
        .hasMessageContaining("ahead of the database's")
        .hasMessageContaining("store.maxClockSkewSeconds");
    assertThatThrownBy(() -> Reveille.start(config(), List.of(), ahead(Duration.ofSeconds(30))))
        .hasMessageContaining("seedNodes");
    Finding found = doctor(wrong);
    assertThat(found.level()).isEqualTo(Finding.Level.FAIL);
    assertThat(found.advice()).contains("NTP");

    options.put("store.maxClockSkewSeconds", "20");
    assertThatThrownBy(() -> Reveille.start(config(), List.of(), wrong))
        .hasMessageContaining("seedNodes");
  }
}
