package dev.reveille.tools;

import dev.reveille.engine.Tool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The tools that every server has. */
public final class BuiltIns {
  private BuiltIns() {}

  /**
   * All of them.
   *
   * @param clock measures how long a search takes; the time that tools see is the call's
   * @param mayWrite whether there is a {@code write_file} at all
   */
  public static List<Tool> tools(
      Workspace workspace, ToolLimits limits, InstantSource clock, Ports ports, boolean mayWrite) {
    List<Tool> tools = new ArrayList<>(tools(workspace, limits, clock, ports.agents(), mayWrite));
    Mailbox mailbox = new Mailbox(ports.views(), ports.journal());
    Outbox outbox = new Outbox(ports.commands());
    tools.add(new SendMail(outbox));
    tools.add(new ListMail(ports.views(), limits.mails()));
    tools.add(new ReadMail(mailbox, limits.resultChars()));
    tools.add(new ReplyMail(mailbox, outbox));
    tools.add(new AskAgent(ports.commands(), ports.journal(), limits.longestAsk()));
    return List.copyOf(tools);
  }

  /**
   * Those of an agent that has to do with no other: without mail and questions.
   *
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
