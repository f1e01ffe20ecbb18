package dev.reveille.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoteTest {
  private static final Moment NOW = new Moment(Instant.parse("2026-11-22T19:30:00Z"), 0);

  private static Command note(String key) {
    return new Command.Remember(new Note(key, "text", List.of(), "d"));
  }

  private static Agent after(Agent agent, Command command) {
    return ((Decision.Accepted) agent.decide(command, NOW)).after();
  }

  private static String decided(Agent agent, Command command) {
    return Brief.of(agent.decide(command, NOW));
  }

  @Test
  void anAgentRemembersAndForgets() {
    Agent agent =
        after(
            Agent.absent(new AgentId("d")),
            new Command.Create("def", null, AgentConfig.STANDARD, true));
    assertThat(decided(agent, new Command.Forget("a"))).isEqualTo("NOT_FOUND");
    Agent knowing = after(after(after(agent, note("a")), note("b")), note("a"));
    assertThat(knowing.notes()).containsExactly("a", "b");
    assertThat(decided(knowing, new Command.Forget("a"))).isEqualTo("forgot a");
    assertThat(after(knowing, new Command.Forget("a")).notes()).containsExactly("b");
    assertThat(after(knowing, new Command.Delete()).notes()).isEmpty();
  }

  @Test
  void aTeamComesToBeWithItsFirstNote() {
    Agent team = Agent.absent(AgentId.ofTeam("ops"));
    assertThat(decided(team, new Command.Forget("a"))).isEqualTo("NOT_FOUND");
    Agent knowing = after(team, note("a"));
    assertThat(knowing.life()).isEqualTo(Agent.Life.PASSIVE);
    assertThat(knowing.notes()).containsExactly("a");
    assertThat(decided(knowing, new Command.Submit(TaskSpec.of("x")))).isEqualTo("CONFLICT");
    assertThat(decided(Agent.absent(new AgentId("user")), note("a"))).isEqualTo("CONFLICT");
    assertThat(decided(Agent.absent(AgentId.EVENT_LOG), note("a"))).isEqualTo("CONFLICT");
    assertThat(decided(Agent.absent(new AgentId("nobody")), note("a"))).isEqualTo("NOT_FOUND");
  }

  @Test
  void aTeamsNotesMayBeMoreOrFewerBeforeTheFirstAndLater() {
    Agent team = after(Agent.absent(AgentId.ofTeam("ops")), most(1));
    assertThat(team.life()).isEqualTo(Agent.Life.PASSIVE);
    Agent full = after(team, note("a"));
    assertThat(decided(full, note("b"))).isEqualTo("LIMIT_EXCEEDED");
    assertThat(decided(after(full, most(2)), note("b"))).isEqualTo("remembered b");
    assertThat(decided(Agent.absent(AgentId.EVENT_LOG), most(1))).isEqualTo("CONFLICT");
    assertThat(decided(Agent.absent(new AgentId("nobody")), most(1))).isEqualTo("NOT_FOUND");
  }

  private static Command most(int notes) {
    var limits = new AgentLimits(null, null, notes, null);
    return new Command.Update(Say.Patch.with().limits(limits).done());
  }

  @Test
  void notesAreBounded() {
    Agent team = Agent.absent(AgentId.ofTeam("ops"));
    for (int i = 0; i < 500; i++) {
      team = after(team, note("key-" + i));
    }
    assertThat(decided(team, note("one more"))).isEqualTo("LIMIT_EXCEEDED");
    assertThat(decided(team, note("key-7"))).isEqualTo("remembered key-7");
    assertThatThrownBy(() -> new Note("k", "x".repeat(Note.MAX_TEXT + 1), List.of(), "d"))
        .hasMessageContaining("text's length");
    assertThatThrownBy(() -> new Note("", "x", List.of(), "d")).hasMessageContaining("key's");
    assertThatThrownBy(() -> new Note("k", " ", List.of(), "d")).hasMessageContaining("something");
  }
}
