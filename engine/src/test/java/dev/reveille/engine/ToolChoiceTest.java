package dev.reveille.engine;

import static dev.reveille.engine.ToolChoice.Verdict.ALLOW;
import static dev.reveille.engine.ToolChoice.Verdict.ASK;
import static dev.reveille.engine.ToolChoice.Verdict.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.ToolPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  private static final class Nothing implements Tools {
    @Override
    public Optional<Tool.Spec> spec(String name) {
      return Optional.empty();
    }

    @Override
    public List<Tool.Spec> specs() {
      return List.of();
    }

    @Override
    public Tool.Outcome call(String tool, String arguments, Tool.Context context) {
      throw new IllegalStateException("nobody calls " + tool);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mcp_bank_pay, mcp:bank, ASK",
    "mcp_bank_pay_all, mcp:*, ASK",
    "mcp_bank_pay, mcp_*_pay, ASK",
    "mcp_bank_pay, mcp:shop, ALLOW",
    "mcp_bankpay, mcp:bank*, ALLOW",
    "bash, bash, ASK",
    "bash, *, ASK",
  })
  void aToolThatIsNotThereIsJudgedByItsName(String name, String rule, ToolChoice.Verdict verdict) {
    Tool.Spec spec = ToolChoice.spec(new Nothing(), name);
    assertThat(spec.policy()).isEqualTo(ToolPolicy.UNSAFE);
    ToolChoice choice = new ToolChoice(null, List.of(), List.of(new ToolChoice.Rule(rule, ASK)));
    assertThat(choice.verdict(spec)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "all, none, true",
    "none, none, false",
    "*, none, true",
    "files, none, false",
    "mcp:bank, none, true",
    "mcp:*, none, true",
    "mcp:shop, none, false",
    "mcp_bank_pay, none, true",
    "mcp_b*, none, true",
    "mcp_shop_*, none, false",
    "*_pay, none, true",
    "all, mcp:bank, false",
    "all, mcp:*, false",
    "all, *, false",
    "all, mcp_bank_*, false",
    "all, mcp_bank_pay, true",
    "all, mcp:shop, true",
  })
  void mayMeanAServerWhoseToolsNobodyKnows(String allowed, String denied, boolean may) {
    List<String> some = allowed.equals("all") ? null : list(allowed);
    assertThat(new ToolChoice(some, list(denied), List.of()).mayMean("bank")).isEqualTo(may);
  }
}
