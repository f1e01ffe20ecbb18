package dev.reveille.tools;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Moment;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Tool;
import dev.reveille.testkit.Patches;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Agents that decide as they do, in memory, one command at a time: what tools see of an engine. */
final class World implements Commands {
  static final AgentId D = new AgentId("d");

  final Map<AgentId, Agent> agents = new HashMap<>();
  final List<Journal.Recorded> rows = new ArrayList<>();
  final List<Command> given = new ArrayList<>();
  Instant now = Caller.NOW;

  World(String... names) {
    for (String name : names) {
      Command create = new Command.Create("def", null, AgentConfig.STANDARD, true);
      must(new AgentId(name), create);
    }
    given.clear();
  }

  /** All tools for mail and questions, with these limits. */
  Caller caller(ToolLimits limits) {
    var views = new WorldViews(rows);
    var journal = new WorldJournal(rows);
    Mailbox mailbox = new Mailbox(views, journal);
    Outbox outbox = new Outbox(this);
    List<Tool> tools =
        List.of(
            new SendMail(outbox),
            new ListMail(views, limits.mails()),
            new ReadMail(mailbox, limits.resultChars()),
            new ReplyMail(mailbox, outbox),
            new AskAgent(this, journal, limits.longestAsk()),
            new SpawnTask(this),
            new CreateAgent(this, maker()),
            new ScheduleTask(this),
            new ListSchedules(this),
            new DeleteSchedule(this),
            new BroadcastEvent(this),
            new Subscribe(this),
            new Unsubscribe(this),
            new Remember(this),
            new Recall(views),
            new Forget(this),
            new ReadResult(journal, ToolLimits.STANDARD.shownChars()));
    return new Caller(Toolbox.of(tools, limits));
  }

  private static AgentMaker maker() {
    return new AgentMaker() {
      @Override
      public List<String> definitions() {
        return List.of("helper");
      }

      @Override
      public Optional<AgentConfig> config(String definition) {
        return definition.equals("helper") ? Optional.of(AgentConfig.STANDARD) : Optional.empty();
      }
    };
  }

  Caller caller() {
    return caller(ToolLimits.STANDARD);
  }

  @Override
  public Answer ask(AgentId id, Command command) {
    given.add(command);
    Agent before = agents.getOrDefault(id, Agent.absent(id));
    return switch (before.decide(command, new Moment(now, 0))) {
      case Decision.Rejected r -> new Answer.Refused(r.code(), r.why(), r.limit());
      case Decision.Accepted a -> {
        if (!a.entries().isEmpty()) {
          record(before, a.after(), a.entries());
        }
        yield new Answer.Done(a.after(), a.task(), !a.entries().isEmpty());
      }
    };
  }

  private void record(Agent before, Agent after, List<Entry> entries) {
    agents.put(after.id(), after);
    long position = rows.isEmpty() ? 1 : rows.getLast().last() + 1;
    rows.add(
        new Journal.Recorded(
            position, after.id(), before.seq() + 1, now, before.state(), after.state(), entries));
  }

  Answer.Done must(AgentId id, Command command) {
    if (ask(id, command) instanceof Answer.Done done) {
      return done;
    }
    throw new AssertionError(command + " was refused");
  }

  /** Mail that is there already; answers its id. */
  TaskId mail(String to, String from, String subject, String body) {
    return mail(to, new MailSpec(from, subject, body, Priority.NORMAL, null, null, null, null));
  }

  TaskId mail(String to, MailSpec mail) {
    TaskId id = must(new AgentId(to), new Command.Deliver(mail)).task();
    given.clear();
    if (id == null) {
      throw new AssertionError("a delivery without a mail");
    }
    return id;
  }

  void mailboxLimit(String agent, int limit) {
    update(agent, Patches.of(Map.of("mailboxLimit", limit)));
  }

  /** Mail lies for so long before a task takes it. */
  void checkMailInterval(String agent, Duration interval) {
    update(agent, Patches.of(Map.of("checkMailInterval", interval)));
  }

  private void update(String agent, ConfigPatch patch) {
    must(new AgentId(agent), new Command.Update(patch));
    given.clear();
  }

  /** The one mail that came last to this mailbox. */
  Entry.MailReceived lastMail(String mailbox) {
    Entry.@Nullable MailReceived last = null;
    for (Journal.Recorded row : rows) {
      for (Entry entry : row.entries()) {
        if (row.agent().value().equals(mailbox) && entry instanceof Entry.MailReceived mail) {
          last = mail;
        }
      }
    }
    if (last == null) {
      throw new AssertionError("no mail for " + mailbox);
    }
    return last;
  }
}
