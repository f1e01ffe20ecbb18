package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Event;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tools an agent may use. The one place that decides it: what the model is shown, what is
 * refused and what a person is asked about follow from it.
 *
 * <p>A pattern is a tool's name ({@code read_file}), a set ({@code files}, {@code mcp:github}), or
 * either with {@code *} for anything ({@code mcp_github_*}, {@code mcp:*}).
 *
 * @param allowed patterns; null: all
 * @param denied patterns that win over {@code allowed}
 * @param rules the first that fits decides about what the lists leave; if none does, it is allowed
 */
public record ToolChoice(@Nullable List<String> allowed, List<String> denied, List<Rule> rules) {
  public static final ToolChoice ALL = new ToolChoice(null, List.of(), List.of());

  /** The sets of built-in tools. */
  public static final Set<String> SETS =
      Set.of(
          "system",
          "files",
          "agents",
          "mail",
          "schedules",
          "events",
          "memory",
          "web",
          "command",
          "results");

  /** What every agent with any tool at all may use, unless it is denied. */
  private static final String FOR_ALL = "results";

  public ToolChoice {
    allowed = allowed == null ? null : List.copyOf(allowed);
    denied = List.copyOf(denied);
    rules = List.copyOf(rules);
  }

  /** What may be done with a call. */
  public enum Verdict {
    ALLOW,
    /** A person decides, call by call. */
    ASK,
    DENY
  }

  /** What holds for the tools that a pattern fits. */
  public record Rule(String pattern, Verdict verdict) {}

  /** The agent's own list instead of its definition's; what the definition denies stays denied. */
  static ToolChoice of(Agent agent, Definitions.Definition definition) {
    List<String> own = agent.config().tools();
    return new ToolChoice(
        own != null ? own : definition.tools(), definition.denyTools(), definition.toolRules());
  }

  public Verdict verdict(Tool.Spec tool) {
    boolean listed =
        allowed == null
            || fitsAny(allowed, tool)
            || tool.set().equals(FOR_ALL) && !allowed.isEmpty();
    return listed && !fitsAny(denied, tool) ? rule(rules, tool) : Verdict.DENY;
  }

  /** Those of these tools that the agent is shown. */
  public List<Tool.Spec> of(List<Tool.Spec> tools) {
    return tools.stream().filter(tool -> verdict(tool) != Verdict.DENY).toList();
  }

  static Verdict rule(List<Rule> rules, Tool.Spec tool) {
    for (Rule rule : rules) {
      if (fits(rule.pattern(), tool)) {
        return rule.verdict();
      }
    }
    return Verdict.ALLOW;
  }

  /** True if a pattern is this tool's name, or its set, or fits one of them. */
  public static boolean fits(String pattern, Tool.Spec tool) {
    return Event.matches(pattern, tool.name())
        || !tool.set().isEmpty() && Event.matches(pattern, tool.set());
  }

  private static boolean fitsAny(List<String> patterns, Tool.Spec tool) {
    return patterns.stream().anyMatch(pattern -> fits(pattern, tool));
  }
}
