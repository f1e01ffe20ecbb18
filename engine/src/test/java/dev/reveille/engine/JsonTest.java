package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read, for every kind of entry and every field of an agent. */
class JsonTest {

  private static List<Class<? extends Entry>> kinds() {
    List<Class<? extends Entry>> kinds = new ArrayList<>();
    collect(Entry.class, kinds);
    return kinds;
  }

  private static void collect(Class<?> type, List<Class<? extends Entry>> kinds) {
    if (type.isRecord()) {
      kinds.add(type.asSubclass(Entry.class));
    } else {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, kinds);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void entries(Class<? extends Entry> kind) {
    Arbitrary any = new Arbitrary(kind.getName().hashCode());
    for (int i = 0; i < 200; i++) {
      Entry one = any.record(kind);
      Entry other = any.record(kind);
      assertThat(Json.entries(Json.entries(List.of(one, other)))).containsExactly(one, other);
      assertThat(Json.entry(one).get("type").asString()).isEqualTo(kind.getSimpleName());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agents(long seed) {
    Arbitrary any = new Arbitrary(seed);
    for (int i = 0; i < 200; i++) {
      Agent agent = any.record(Agent.class);
      Agent read = Json.agent(Json.agent(agent));
      assertThat(read).isEqualTo(agent);
      assertThat(read.state()).isEqualTo(agent.state());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PT0.001S",
        "PT0.1S",
        "PT1S",
        "PT1.5S",
        "PT0.000000001S",
        "PT8760H0.001S",
        "PT876600H",
        "PT876599H59M59.999S",
        "PT2400000.123456789S"
      })
  void durationsAreExact(Duration duration) {
    Entry.TaskQueued queued =
        new Entry.TaskQueued(
            "go", Priority.LOW, null, null, null, duration, 1, null, null, "c", null, null, null);
    assertThat(Json.entries(Json.entries(List.of(queued)))).containsExactly(queued);
  }

  @Test
  void readsWellForPeople() {
    Entry entry = new Entry.TaskRetrying(7, failure(), Instant.parse("2026-01-01T00:00:01.500Z"));
    assertThat(new String(Json.entries(List.of(entry)), StandardCharsets.UTF_8))
        .isEqualTo(
            "[{\"type\":\"TaskRetrying\",\"task\":7,\"failure\":{\"kind\":\"rate_limited\","
                + "\"message\":\"429\"},\"notBefore\":\"2026-01-01T00:00:01.500Z\"}]");
  }

  private static Failure failure() {
    return new Failure(Failure.Kind.RATE_LIMITED, "429");
  }

  @Test
  void passesOverWhatALaterVersionAdded() {
    String later = "[{\"type\":\"AgentStarted\",\"newField\":{\"a\":[1]}}]";
    assertThat(Json.entries(later.getBytes(StandardCharsets.UTF_8)))
        .containsExactly(new Entry.AgentStarted());
  }

  @Test
  void aFreshAgent() {
    Agent agent = Agent.absent(new AgentId("a"));
    assertThat(Json.agent(Json.agent(agent))).isEqualTo(agent);
    assertThat(agent.state()).isEqualTo(AgentState.STOPPED);
  }
}
