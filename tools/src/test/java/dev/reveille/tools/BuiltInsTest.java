package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInsTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Caller.NOW);

  @TempDir Path folder;

  private List<Tool> tools(Commands commands) throws IOException {
    var rows = new World().rows;
    Ports ports =
        new Ports(
            limit -> List.of(),
            commands,
            new WorldViews(rows),
            new WorldJournal(rows),
            AgentMaker.NONE);
    return BuiltIns.tools(
        Workspace.at(folder), ToolLimits.STANDARD, CLOCK, ports, Permissions.WRITE);
  }

  @Test
  void addsMailAndQuestionsToTheOthers() throws IOException {
    List<Tool> tools =
        tools((agent, command) -> {
          throw new AssertionError("a command before the first call: " + command);
        });
    List<Tool> alone =
        BuiltIns.tools(
            Workspace.at(folder),
            ToolLimits.STANDARD,
            CLOCK,
            limit -> List.of(),
            Permissions.WRITE);
    List<String> names = new ArrayList<>(alone.stream().map(tool -> tool.spec().name()).toList());
    names.addAll(List.of("send_mail", "list_mail", "read_mail", "reply_mail", "ask_agent"));
    names.addAll(List.of("spawn_task", "create_agent", "schedule_task", "list_schedules"));
    names.addAll(List.of("delete_schedule", "broadcast_event", "subscribe", "unsubscribe"));
    names.addAll(List.of("remember", "recall", "forget", "read_result"));
    assertThat(tools).extracting(tool -> tool.spec().name()).containsExactlyElementsOf(names);
    assertThat(Toolbox.of(tools).specs()).hasSameSizeAs(names);
  }

  @Test
  void mayRunAllOfThemAgainButAnEdit() throws IOException {
    for (Tool tool : tools(new World())) {
      String name = tool.spec().name();
      boolean looks = name.startsWith("list_") || name.startsWith("read_");
      boolean tells = List.of("send_mail", "reply_mail", "ask_agent").contains(name);
      assertThat(tool.spec().policy().mayRunAgain()).as(name).isEqualTo(!name.equals("edit_file"));
      assertThat(tool.spec().policy() == ToolPolicy.READ_ONLY || !looks).as(name).isTrue();
      assertThat(tool.spec().policy() == ToolPolicy.IDEMPOTENT || !tells).as(name).isTrue();
    }
  }

  private List<String> alone(Permissions permissions) throws IOException {
    Workspace workspace = Workspace.at(folder);
    return BuiltIns.tools(workspace, ToolLimits.STANDARD, CLOCK, limit -> List.of(), permissions)
        .stream()
        .map(tool -> tool.spec().name())
        .toList();
  }

  @Test
  void rulesKnowWhatIsSwitchedOff() throws IOException {
    CommandRules some =
        new CommandRules(List.of("ls"), java.util.Map.of(), java.time.Duration.ofSeconds(1), 1);
    WebRules hosts = new WebRules(List.of("*"), false, java.time.Duration.ofSeconds(1), 1);
    List<String> switched = new ArrayList<>(alone(new Permissions(true, some, hosts)));
    switched.removeAll(alone(Permissions.NONE));
    assertThat(switched).containsExactlyElementsOf(KnownTools.SWITCHED);
    assertThat(switched).allMatch(new KnownTools(Toolbox.of(List.of())));
  }
}
