package dev.reveille.core;

import dev.reveille.core.Decision.Code;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which entries follow from a command: the agent's own life here, its tasks' in other rooms. */
final class Rules {
  private Rules() {}

  static Decision decide(Agent agent, Command command, Moment moment) {
    Draft draft = new Draft(agent, moment);
    if (!suits(agent.id(), command)) {
      String what = agent.id().isReserved() ? " is no agent; its name is reserved" : " is no log";
      return draft.rejected(Code.CONFLICT, agent.id() + what);
    }
    if (command instanceof Command.Create c) {
      return create(draft, c);
    }
    boolean comes =
        command instanceof Command.Deliver
            || command instanceof Command.Publish
            || command instanceof Command.Remember
            || command instanceof Command.Update;
    boolean opens = agent.id().isReserved() && comes;
    if (!agent.exists() && !opens) {
      return draft.rejected(
          Code.NOT_FOUND, "no agent " + agent.id() + "; listAgents names those that exist");
    }
    Decision.@Nullable Rejected refusal =
        switch (command) {
          case Command.Create c -> null; // decided above
          case Command.Update c -> update(draft, c);
          case Command.Start c -> start(draft);
          case Command.Stop c -> stop(draft, c);
          case Command.Delete c -> delete(draft);
          case Command.FallAsleep c -> fallAsleep(draft, c.sleep());
          case Command.Wake c -> wake(draft, c.reason());
          case Command.Tick c -> TimeRules.tick(draft);
          case Command.Submit c -> TaskRules.submit(draft, c.spec());
          case Command.Import c -> TaskRules.take(draft, c.task());
          case Command.Cancel c -> TaskRules.cancel(draft, c);
          case Command.Steer c -> TaskRules.steer(draft, c);
          case Command.SetTaskBudget c -> TaskRules.budget(draft, c);
          case Command.ResolveApproval c -> ApprovalRules.resolve(draft, c);
          case Command.Redrive c -> TaskRules.redrive(draft, c);
          case Command.Discard c -> TaskRules.discard(draft, c);
          case Command.SetSchedule c -> ScheduleRules.set(draft, c.schedule(), c.spec());
          case Command.PauseSchedule c -> ScheduleRules.pause(draft, c.schedule(), c.pause());
          case Command.TriggerSchedule c -> ScheduleRules.trigger(draft, c.schedule());
          case Command.DeleteSchedule c -> ScheduleRules.delete(draft, c.schedule());
          case Command.Deliver c -> MailRules.deliver(draft, c.mail());
          case Command.MarkMail c -> MailRules.mark(draft, c.mail(), c.as());
          case Command.Subscribe c -> EventRules.subscribe(draft, c.subscription());
          case Command.Unsubscribe c -> EventRules.unsubscribe(draft, c.subscription());
          case Command.Publish c -> EventRules.publish(draft, c.event());
          case Command.NobodyHeard c -> EventRules.unheard(draft, c.event());
          case Command.EventArrived c -> EventRules.arrived(draft, c);
          case Command.Remember c -> NoteRules.remember(draft, c.note());
          case Command.Forget c -> NoteRules.forget(draft, c.key());
          case Command.LoadFell c -> TimeRules.loadFell(draft, c.load());
          case Command.AnswerArrived c -> RunRules.answerArrived(draft, c);
          case Command.Begin c -> RunRules.begin(draft, c.permits(), c.atLeast());
          case Command.Interrupt c -> RunRules.interrupt(draft, c.cause());
          case Command.OutOfTime c -> RunRules.outOfTime(draft, c);
          case Command.ReplyArrived c -> RunRules.replyArrived(draft, c);
          case Command.Compacted c -> RunRules.compacted(draft, c);
          case Command.CallFailed c -> RunRules.callFailed(draft, c);
          case Command.ToolDone c -> RunRules.toolDone(draft, c);
          case Command.ToolRests c -> RunRules.toolRests(draft, c);
        };
    if (refusal != null) {
      return refusal;
    }
    StepRules.next(draft, agent);
    MailRules.handle(draft);
    TaskRules.wake(draft);
    stopWhenDrained(draft);
    return draft.accepted();
  }

  /** A mailbox of a person, a team's notes and the event log know only what they are for. */
  private static boolean suits(AgentId id, Command command) {
    boolean agent = !id.isReserved();
    return switch (command) {
      case Command.Deliver c -> agent || id.isPerson();
      case Command.MarkMail c -> agent || id.isPerson();
      case Command.Update c -> agent || id.isPerson() || id.isTeam();
      case Command.Remember c -> agent || id.isTeam();
      case Command.Forget c -> agent || id.isTeam();
      case Command.Publish c -> id.equals(AgentId.EVENT_LOG);
      case Command.NobodyHeard c -> id.equals(AgentId.EVENT_LOG);
      case Command.Discard c -> true;
      case Command.Tick c -> true;
      default -> agent;
    };
  }

  private static Decision create(Draft draft, Command.Create c) {
    if (draft.agent().exists()) {
      return draft.rejected(
          Code.CONFLICT,
          "agent " + draft.agent().id() + " exists already; say ifExists: \"return\" to take it");
    }
    draft.add(new Entry.AgentCreated(c.definition(), c.inline(), c.config(), c.autoStart()));
    return draft.accepted();
  }

  private static Decision.@Nullable Rejected update(Draft draft, Command.Update c) {
    AgentConfig next = draft.agent().config().with(c.patch());
    if (!next.equals(draft.agent().config())) {
      draft.add(new Entry.AgentUpdated(next));
      BudgetRules.stopCallers(draft);
    }
    return null;
  }

  private static Decision.@Nullable Rejected start(Draft draft) {
    if (draft.agent().life() != Agent.Life.STARTED) {
      draft.add(new Entry.AgentStarted());
      TimeRules.passed(draft);
    }
    return null;
  }

  private static Decision.@Nullable Rejected stop(Draft draft, Command.Stop c) {
    Agent agent = draft.agent();
    if (!c.drain()) {
      RunRules.interrupt(draft, Interruption.STOP);
    }
    if (agent.life() == Agent.Life.STARTED || !c.drain() && agent.life() == Agent.Life.DRAINING) {
      boolean now = draft.agent().tasks().running() == 0;
      draft.add(now ? new Entry.AgentStopped() : new Entry.AgentDraining());
    }
    return null;
  }

  private static void stopWhenDrained(Draft draft) {
    Agent agent = draft.agent();
    if (agent.life() == Agent.Life.DRAINING && agent.tasks().running() == 0) {
      draft.add(new Entry.AgentStopped());
    }
  }

  static Decision.@Nullable Rejected delete(Draft draft) {
    for (Task task : draft.agent().tasks()) {
      draft.add(new Entry.TaskCancelled(task.seq(), "its agent was deleted"));
    }
    MailRules.bounceAll(draft, "agent " + draft.agent().id() + " was deleted");
    draft.add(new Entry.AgentDeleted());
    return null;
  }

  private static Decision.@Nullable Rejected fallAsleep(Draft draft, Sleep sleep) {
    draft.add(new Entry.FellAsleep(sleep));
    TimeRules.endSleepIfDue(draft);
    MailRules.wake(draft);
    return null;
  }

  private static Decision.@Nullable Rejected wake(Draft draft, String reason) {
    if (draft.agent().sleep() != null) {
      draft.add(new Entry.Woke(Entry.Woke.Cause.HAND, reason));
    }
    for (Task task : draft.agent().tasks()) {
      for (Task.Call call : task.calls()) {
        if (call.rests() && call.awaits() == null) {
          TimeRules.endRest(draft, task, call, "by hand" + (reason.isEmpty() ? "" : ": " + reason));
        }
      }
    }
    return null;
  }

  static boolean isPast(@Nullable Instant instant, Instant now) {
    return instant != null && !instant.isAfter(now);
  }
}
