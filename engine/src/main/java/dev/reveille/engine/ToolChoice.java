package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Event;
import dev.reveille.core.ToolPolicy;
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

  /** With it the name of each tool of an MCP server begins. */
  private static final String MCP = "mcp_";

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

  /** The same for one agent: its own list can only add to what its definition asks about. */
  Verdict verdict(Tool.Spec tool, Agent agent) {
    Verdict verdict = verdict(tool);
    return verdict == Verdict.ALLOW && fitsAny(agent.config().approvals(), tool)
        ? Verdict.ASK
        : verdict;
  }

  /**
   * A tool as it is, or, if there is none of that name now, by its name alone: the set of an MCP
   * server is in it, and what nobody knows may change things twice. So a rule holds also for a call
   * of a tool that is not there yet.
   */
  static Tool.Spec spec(Tools tools, String name) {
    return tools
        .spec(name)
        .orElseGet(() ->
            new Tool.Spec(
                name, "", Json.MAPPER.createObjectNode(), ToolPolicy.UNSAFE, mcpSet(name)));
  }

  /** {@code mcp:SERVER} of {@code mcp_SERVER_TOOL}; empty for any other name. */
  private static String mcpSet(String name) {
    int end = name.startsWith(MCP) ? name.indexOf('_', MCP.length()) : -1;
    return end < 0 ? "" : "mcp:" + name.substring(MCP.length(), end);
  }

  /**
   * True if it may mean a tool of an MCP server, whichever tools that has.
   *
   * @param server its name
   */
  public boolean mayMean(String server) {
    String set = "mcp:" + server;
    String begin = MCP + server + '_';
    return (allowed == null || allowed.stream().anyMatch(p -> meets(p, set, begin)))
        && denied.stream().noneMatch(p -> covers(p, set, begin));
  }

  /** True if a pattern fits a set, or may fit a name that begins so. */
  private static boolean meets(String pattern, String set, String begin) {
    int star = pattern.indexOf('*');
    String start = star < 0 ? pattern : pattern.substring(0, star);
    return Event.matches(pattern, set)
        || start.startsWith(begin)
        || star >= 0 && begin.startsWith(start);
  }

  /** True if a pattern fits a set, or all names that begin so. */
  private static boolean covers(String pattern, String set, String begin) {
    return Event.matches(pattern, set) || pattern.endsWith("*") && Event.matches(pattern, begin);
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
