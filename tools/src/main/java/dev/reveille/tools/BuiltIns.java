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
   * @param clock measures how long a search or a page takes; the time that tools see is the call's
   */
  public static List<Tool> tools(
      Workspace workspace,
      ToolLimits limits,
      InstantSource clock,
      Ports ports,
      Permissions permissions) {
    List<Tool> tools =
        new ArrayList<>(tools(workspace, limits, clock, ports.agents(), permissions));
    Mailbox mailbox = new Mailbox(ports.views(), ports.journal());
    Outbox outbox = new Outbox(ports.commands());
    tools.add(new SendMail(outbox));
    tools.add(new ListMail(ports.views(), limits.mails()));
    tools.add(new ReadMail(mailbox, limits.resultChars()));
    tools.add(new ReplyMail(mailbox, outbox));
    tools.add(new AskAgent(ports.commands(), ports.journal(), limits.longestAsk()));
    tools.add(new SpawnTask(ports.commands()));
    tools.add(new CreateAgent(ports.commands(), ports.maker()));
    tools.add(new ScheduleTask(ports.commands()));
    tools.add(new ListSchedules(ports.commands()));
    tools.add(new DeleteSchedule(ports.commands()));
    tools.add(new BroadcastEvent(ports.commands()));
    tools.add(new Subscribe(ports.commands()));
    tools.add(new Unsubscribe(ports.commands()));
    tools.add(new Remember(ports.commands()));
    tools.add(new Recall(ports.views()));
    tools.add(new Forget(ports.commands()));
    tools.add(new ReadResult(ports.journal(), limits.shownChars()));
    return List.copyOf(tools);
  }

  /**
   * Those of an agent that has to do with no other: without mail and questions.
   *
   * @param clock measures how long a search or a page takes; the time that tools see is the call's
   */
  public static List<Tool> tools(
      Workspace workspace,
      ToolLimits limits,
      InstantSource clock,
      AgentLister agents,
      Permissions permissions) {
    List<Tool> tools = new ArrayList<>();
    tools.add(new CurrentTime());
    tools.add(new SystemHealth(workspace.root(), limits.health()));
    tools.add(new ReadFile(workspace, limits));
    tools.add(new ListDirectory(workspace, limits));
    tools.add(new SearchFiles(workspace, limits, clock));
    tools.add(new ListAgents(agents, limits.agents()));
    tools.add(new Sleep(limits.longestSleep()));
    if (permissions.write()) {
      tools.add(new WriteFile(workspace, limits.writeBytes()));
      tools.add(new EditFile(workspace, limits.writeBytes()));
    }
    if (!permissions.command().programs().isEmpty()) {
      tools.add(new RunCommand(workspace, permissions.command()));
    }
    if (!permissions.web().hosts().isEmpty()) {
      tools.add(new HttpGet(permissions.web(), clock));
    }
    return List.copyOf(tools);
  }
}
