package dev.reveille.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code ops/kubernetes} gives a server is what a server takes, and fits together. */
class KubernetesTest {
  private static final Map<String, JsonNode> parts = new HashMap<>();
  private static Config config = Config.defaults();
  @TempDir private static Path folder;

  @BeforeAll
  static void read() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path home = Files.isDirectory(here.resolve("ops")) ? here : here.resolve("..");
    Path manifest = home.resolve("ops/kubernetes/reveille.yaml");
    try (MappingIterator<JsonNode> all =
        new YAMLMapper().readerFor(JsonNode.class).readValues(manifest.toFile())) {
      all.forEachRemaining(part ->
          parts.put(
              part.path("kind").asString() + " " + part.at("/metadata/name").asString(), part));
    }
    Path file = folder.resolve("reveille.yaml");
    Files.writeString(file, part("ConfigMap reveille").at("/data/reveille.yaml").asString());
    config = ConfigLoader.load(file, environment("reveille-1"), Map.of());
  }

  private static JsonNode part(String name) {
    return parts.getOrDefault(name, new YAMLMapper().createObjectNode());
  }

  private static JsonNode pod() {
    return part("StatefulSet reveille").at("/spec/template");
  }

  private static JsonNode container() {
    return pod().at("/spec/containers/0");
  }

  /** As Kubernetes makes it for the pod of a name. */
  private static Map<String, String> environment(String pod) {
    Map<String, String> made = new HashMap<>();
    for (JsonNode variable : container().path("env")) {
      String from = variable.at("/valueFrom/secretKeyRef/key").asString("");
      String field = variable.at("/valueFrom/fieldRef/fieldPath").asString("");
      String value = variable.path("value").asString(field.isEmpty() ? "secret " + from : pod);
      made.put(variable.path("name").asString(), value.replace("$(POD)", pod));
    }
    return made;
  }

  private static int port(JsonNode within, String name) {
    return StreamSupport.stream(within.path("ports").spliterator(), false)
        .filter(port -> port.path("name").asString().equals(name))
        .mapToInt(port -> port.path("containerPort").asInt(port.path("port").asInt()))
        .findFirst()
        .orElse(-1);
  }

  @Test
  void everyPodIsASeedNodeByItsStableName() {
    JsonNode set = part("StatefulSet reveille").path("spec");
    String service = set.path("serviceName").asString();
    List<String> pods =
        IntStream.range(0, set.path("replicas").asInt())
            .mapToObj(i -> "reveille-" + i + "." + service + ":" + config.cluster().port())
            .toList();
    assertThat(pods).hasSizeGreaterThan(2);
    assertThat(config.cluster().seedNodes()).isEqualTo(pods);
    assertThat(config.cluster().enabled()).isTrue();
    assertThat(config.cluster().host() + ":" + config.cluster().port()).isEqualTo(pods.get(1));
    assertThat(part("Service " + service).at("/spec/clusterIP").asString()).isEqualTo("None");
  }

  @Test
  void everyPortIsOneThatTheServerListensAt() {
    assertThat(port(container(), "http")).isEqualTo(config.server().port());
    assertThat(port(container(), "cluster")).isEqualTo(config.cluster().port());
    assertThat(port(part("Service reveille").path("spec"), "http"))
        .isEqualTo(config.server().port());
    assertThat(port(part("Service reveille-nodes").path("spec"), "cluster"))
        .isEqualTo(config.cluster().port());
  }

  @Test
  void whatEverybodyMayReachHasATokenAndTheDatabaseItsPassword() {
    assertThat(config.server().host()).isEqualTo("0.0.0.0");
    assertThat(config.server().token()).isNotNull();
    assertThat(environment("reveille-0")).containsKey(config.store().passwordEnv());
  }

  @Test
  void allFoldersAreMounted() {
    List<Path> mounts =
        StreamSupport.stream(container().path("volumeMounts").spliterator(), false)
            .map(mount -> Path.of(mount.path("mountPath").asString()))
            .toList();
    List<Path> needed =
        List.of(config.data().folder(), config.agents().folder(), config.workspace().folder());
    assertThat(needed).allSatisfy(it -> assertThat(mounts).anyMatch(it::startsWith));
  }

  @Test
  void selectorsFindThePods() {
    String app = pod().at("/metadata/labels/app").asString();
    for (String selector : List.of("/spec/selector/app", "/spec/selector/matchLabels/app")) {
      parts.forEach(
          (name, part) -> assertThat(part.at(selector).asString(app)).as(name).isEqualTo(app));
    }
    assertThat(parts).hasSize(5);
  }
}
