package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Priority;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.ToolPolicy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read, for every kind of entry and every field of an agent. */
class JsonTest {

  private static List<Class<? extends Entry>> kinds() {
    return kinds(Entry.class);
  }

  private static List<Class<? extends Command>> commands() {
    List<Class<? extends Command>> kinds = kinds(Command.class);
    kinds.removeAll(List.of(Command.ReplyArrived.class, Command.SetSchedule.class));
    return kinds;
  }

  private static <T> List<Class<? extends T>> kinds(Class<T> of) {
    List<Class<? extends T>> kinds = new ArrayList<>();
    collect(of, of, kinds);
    return kinds;
  }

  private static <T> void collect(Class<T> of, Class<?> type, List<Class<? extends T>> kinds) {
    if (type.isRecord()) {
      kinds.add(type.asSubclass(of));
    } else {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(of, permitted, kinds);
      }
    }
  }

  /** As they go from one node to another. */
  @ParameterizedTest
  @MethodSource("commands")
  void commands(Class<? extends Command> kind) {
    Arbitrary any = new Arbitrary(kind.getName().hashCode());
    for (int i = 0; i < 200; i++) {
      Command command = any.record(kind);
      assertThat(Json.command(Json.command(command))).isEqualTo(command);
    }
  }

  /** Whose parts must fit each other. */
  @Test
  void commandsThatNothingArbitraryMakes() {
    Arbitrary any = new Arbitrary(11);
    ModelReply reply = any.record(ModelReply.class);
    List<ToolPolicy> policies = Collections.nCopies(reply.calls().size(), ToolPolicy.READ_ONLY);
    List<Command> some =
        List.of(
            new Command.ReplyArrived(1, 2, 3, reply, policies),
            new Command.SetSchedule("s", ScheduleSpec.of("look", "@every 30s")));
    for (Command command : some) {
      assertThat(Json.command(Json.command(command))).isEqualTo(command);
    }
  }

  private static List<String> golden() throws IOException, URISyntaxException {
    URL file = Objects.requireNonNull(JsonTest.class.getResource("/golden/commands.txt"));
    return Files.readAllLines(Path.of(file.toURI()));
  }

  /** What servers of a cluster that run somewhere write; lines may be added, none is changed. */
  @ParameterizedTest
  @MethodSource("golden")
  void commandsAreWrittenAsTheyEverWere(String line) {
    Command command = Json.command(line.getBytes(StandardCharsets.UTF_8));
    assertThat(new String(Json.command(command), StandardCharsets.UTF_8)).isEqualTo(line);
  }

  @Test
  void eachKindOfCommandHasItsLine() throws Exception {
    Set<String> found = new HashSet<>();
    for (String line : golden()) {
      found.add(Json.command(line.getBytes(StandardCharsets.UTF_8)).getClass().getSimpleName());
    }
    assertThat(kinds(Command.class)).extracting(Class::getSimpleName).allMatch(found::contains);
  }

  @Test
  void answers() {
    Arbitrary any = new Arbitrary(7);
    for (int i = 0; i < 200; i++) {
      Answer done = any.record(Answer.Done.class);
      Answer refused = any.record(Answer.Refused.class);
      assertThat(Json.answer(Json.answer(done))).isEqualTo(done);
      assertThat(Json.answer(Json.answer(refused))).isEqualTo(refused);
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
