package dev.reveille.tools;

import dev.reveille.engine.Tool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The tools that every server has. */
public final class BuiltIns {
  private BuiltIns() {}

  /**
   * @param clock measures how long a search takes; the time that tools see is the call's
   * @param mayWrite whether there is a {@code write_file} at all
   */
  public static List<Tool> tools(
      Workspace workspace,
      ToolLimits limits,
      InstantSource clock,
      AgentLister agents,
      boolean mayWrite) {
    List<Tool> tools = new ArrayList<>();
    tools.add(new CurrentTime());
    tools.add(new SystemHealth(workspace.root(), limits.health()));
    tools.add(new ReadFile(workspace, limits));
    tools.add(new ListDirectory(workspace, limits));
    tools.add(new SearchFiles(workspace, limits, clock));
    tools.add(new ListAgents(agents, limits.agents()));
    tools.add(new Sleep(limits.longestSleep()));
    if (mayWrite) {
      tools.add(new WriteFile(workspace, limits.writeBytes()));
    }
    return List.copyOf(tools);
  }
}
