package dev.reveille.engine;

import static dev.reveille.engine.ToolChoice.Verdict.ALLOW;
import static dev.reveille.engine.ToolChoice.Verdict.ASK;
import static dev.reveille.engine.ToolChoice.Verdict.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.ToolPolicy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class ToolChoiceTest {
  private static Tool.Spec tool(String name, String set) {
    var schema = JsonNodeFactory.instance.objectNode();
    return new Tool.Spec(name, "", schema, ToolPolicy.READ_ONLY, set);
  }

  private static List<String> list(String text) {
    return text.equals("none") ? List.of() : Arrays.asList(text.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "all, none, read_file, files, ALLOW",
    "none, none, read_file, files, DENY",
    "read_file, none, read_file, files, ALLOW",
    "read_file, none, write_file, files, DENY",
    "files, none, write_file, files, ALLOW",
    "files, write_file, write_file, files, DENY",
    "all, files, read_file, files, DENY",
    "all, *_file, read_file, files, DENY",
    "mcp:github, none, mcp_github_search, mcp:github, ALLOW",
    "mcp:*, none, mcp_github_search, mcp:github, ALLOW",
    "mcp_git*, none, mcp_github_search, mcp:github, ALLOW",
    "mcp:gitlab, none, mcp_github_search, mcp:github, DENY",
    "files, none, read_result, results, ALLOW",
    "none, none, read_result, results, DENY",
    "files, results, read_result, results, DENY",
    "all, none, run_command, command, ASK",
    "all, none, http_get, web, DENY",
    "all, none, http_get_more, web, ALLOW",
  })
  void decidesByListsAndThenByTheFirstRule(
      String allowed, String denied, String name, String set, ToolChoice.Verdict verdict) {
    List<ToolChoice.Rule> rules =
        List.of(
            new ToolChoice.Rule("command", ASK),
            new ToolChoice.Rule("http_get_*", ALLOW),
            new ToolChoice.Rule("web", DENY),
            new ToolChoice.Rule("http_*", ASK));
    List<String> some = allowed.equals("all") ? null : list(allowed);
    ToolChoice choice = new ToolChoice(some, list(denied), rules);
    assertThat(choice.verdict(tool(name, set))).isEqualTo(verdict);
    assertThat(choice.of(List.of(tool(name, set)))).hasSize(verdict == DENY ? 0 : 1);
  }
}
