package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who hears what models say. */
class TokensTest {
  private static final TaskId OF_A = new TaskId(new AgentId("a"), 3);
  private static final TaskId OF_B = new TaskId(new AgentId("b"), 3);

  private final Tokens tokens = new Tokens();
  private final List<String> heard = new ArrayList<>();
  private final List<Set<Integer>> wanted = new ArrayList<>();

  private final class Elsewhere implements Tokens.Relay {
    @Override
    public void want(Set<Integer> slices) {
      wanted.add(slices);
    }

    @Override
    public void token(TaskId task, Model.Sink.Channel channel, String delta) {
      heard.add("elsewhere " + task + " " + delta);
    }
  }

  private Tokens.Listener as(String name) {
    return (task, channel, delta) -> heard.add(name + " " + task + " " + delta);
  }

  private void say(TaskId task, String what) {
    tokens.of(task).delta(Model.Sink.Channel.TEXT, what);
  }

  @Test
  void whoeverListensToSomeAgentsHearsNoOthers() {
    tokens.add(Set.of(OF_A.agent()), as("one"));
    tokens.add(Set.of(), as("all"));

    say(OF_A, "x");
    say(OF_B, "y");

    assertThat(heard).containsExactly("one a/3 x", "all a/3 x", "all b/3 y");
  }

  @Test
  void whoeverComesInTheMiddleOfAReplyHearsTheRest() {
    Model.Sink sink = tokens.of(OF_A);
    sink.delta(Model.Sink.Channel.TEXT, "x");
    Tokens.Listener late = as("late");
    tokens.add(Set.of(), late);
    sink.delta(Model.Sink.Channel.TEXT, "y");
    tokens.remove(late);
    sink.delta(Model.Sink.Channel.TEXT, "z");

    assertThat(heard).containsExactly("late a/3 y");
  }

  @Test
  void whatIsSaidHereGoesElsewhereAndWhatIsSaidThereStays() {
    tokens.relay(new Elsewhere());
    tokens.add(Set.of(), as("all"));

    say(OF_A, "x");
    tokens.hear(OF_B, Model.Sink.Channel.TEXT, "y");

    assertThat(heard).containsExactly("all a/3 x", "elsewhere a/3 x", "all b/3 y");
  }

  @Test
  void othersAreToldOfWhichSlicesSomebodyWantsToHear() {
    Tokens.Listener all = as("all");
    Tokens.Listener two = as("two");
    tokens.add(Set.of(OF_A.agent(), OF_B.agent()), two);
    tokens.relay(new Elsewhere());
    tokens.add(Set.of(), all);
    tokens.remove(all);
    tokens.remove(two);

    Set<Integer> slices = Set.of(Slices.of(OF_A.agent()), Slices.of(OF_B.agent()));
    assertThat(wanted).containsExactly(slices, Slices.ALL, slices, Set.of());
    assertThat(Slices.ALL).hasSize(Slices.COUNT);
  }
}
