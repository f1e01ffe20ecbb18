package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.tools.AgentLister.AgentLine;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListAgentsTest {
  private static AgentLister agents(int count) {
    return limit ->
        IntStream.range(0, Math.min(limit, count))
            .mapToObj(i -> new AgentLine("a" + i, "idle", i, "the " + i))
            .toList();
  }

  @Test
  void listsThem() throws InterruptedException {
    assertThat(Caller.of(new ListAgents(agents(1), 5)).returned("list_agents", "{}"))
        .isEqualTo(
            "{\"agents\":[{\"agentId\":\"a0\",\"state\":\"idle\",\"queueDepth\":0,"
                + "\"description\":\"the 0\"}],\"more\":false}");
    assertThat(Caller.of(new ListAgents(n -> List.of(), 5)).returned("list_agents", "{}"))
        .isEqualTo("{\"agents\":[],\"more\":false}");
  }

  @Test
  void boundsThem() throws InterruptedException {
    Caller caller = Caller.of(new ListAgents(agents(9), 5));
    assertThat(caller.returned("list_agents", "{}"))
        .contains("\"a4\"", "\"more\":true")
        .doesNotContain("a5");
    assertThat(caller.returned("list_agents", "{'limit': 1}"))
        .contains("\"a0\"")
        .doesNotContain("a1");
    assertThat(caller.failed("list_agents", "{'limit': 6}"))
        .contains("/limit: must have a maximum value of 5");
  }
}
