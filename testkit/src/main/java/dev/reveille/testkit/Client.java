package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Decision;
import dev.reveille.core.Event;
import dev.reveille.core.Filter;
import dev.reveille.core.Image;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.Sleep;
import dev.reveille.core.Subscription;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everybody outside: gives commands, and remembers what it was promised. */
final class Client {
  /** What agents listen to, the system's own events among it. */
  private static final List<String> NAMES =
      List.of("e.*", "e.*", "e.0", "e.1", "agent.*", "agent.woke", "task.dead", "system_alert");

  private static final List<Filter> FILTERS =
      List.of(
          Filter.NONE,
          Filter.NONE,
          new Filter.Exact(Map.of("tenant", "t1")),
          new Filter.Not(new Filter.Prefix(Map.of("data.n", "1"))),
          new Filter.Any(
              List.of(
                  new Filter.Suffix(Map.of("type", ".1")),
                  new Filter.Exact(Map.of("source", "client")))));

  private static final AgentId USER = new AgentId("user");

  private final World world;
  private final Chance chance;
  private final List<Sent> sent = new ArrayList<>();
  private final List<Watch> watches = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final Map<Key, Long> keys = new HashMap<>();
  private final Overseer overseer;

  /** A command under way. */
  private static final class Sent {
    private final Node.Life to;
    private final AgentId agent;
    private final Command command;
    private final String mark;
    private boolean answered;

    Sent(Node.Life to, AgentId agent, Command command, String mark) {
      this.to = to;
      this.agent = agent;
      this.command = command;
      this.mark = mark;
    }
  }

  private final class Watch implements Runnable {
    private final Node.Life at;
    private final TaskId task;
    private boolean told;
    private boolean givenUp;

    Watch(Node.Life at, TaskId task) {
      this.at = at;
      this.task = task;
    }

    @Override
    public void run() {
      world.check(!told, () -> "the end of " + task + " is told twice");
      world.check(
          world.store().auditor().trail(task.agent()).hasEnded(task.seq()),
          () -> "the end of " + task + " is told early");
      told = true;
    }
  }

  /** An idempotency key holds within one life of an agent. */
  private record Key(AgentId agent, long created, String key) {}

  Client(World world) {
    this.world = world;
    this.chance = world.chance();
    this.overseer = new Overseer(chance);
  }

  void act(Node.Life life) {
    AgentId agent = chance.of(world.setup().agents());
    int roll = chance.below(100);
    if (chance.percent(30)) {
      String mark = world.mark("client");
      other(life, agent, mark);
    } else if (roll < 4 && !world.setup().placed()) {
      watch(life, agent);
    } else if (roll < 7) {
      life.engine.look(agent, answer -> durable(agent, answer));
    } else {
      String mark = world.mark("client");
      tell(life, agent, command(agent, mark), mark);
    }
  }

  void tell(Node.Life life, AgentId agent, Command command, String mark) {
    Sent one = new Sent(life, agent, command, mark);
    sent.add(one);
    world.say(() -> life.name + " is asked by a client: " + agent + " " + command);
    life.engine.tell(agent, command, answer -> answered(one, answer));
  }

  private void watch(Node.Life life, AgentId agent) {
    AgentTrail trail = world.store().auditor().trail(agent);
    if (!trail.open().isEmpty() && chance.oneIn(2)) {
      TaskId task = new TaskId(agent, chance.of(List.copyOf(trail.open())));
      Watch one = new Watch(life, task);
      watches.add(one);
      world.say(() -> life.name + " is asked to tell the end of " + task);
      life.engine.watch(agent, task.seq(), one);
    } else if (!watches.isEmpty()) {
      giveUp(chance.of(watches), life);
    }
  }

  private void giveUp(Watch watch, Node.Life life) {
    if (watch.at == life && !watch.told) {
      watch.givenUp = true;
      life.engine.unwatch(watch.task.agent(), watch.task.seq(), watch);
    }
  }

  // ── mail, events, schedules ────────────────────────────────────────────────────────────────

  private void other(Node.Life life, AgentId agent, String mark) {
    int roll = chance.below(100);
    if (roll < 35) {
      tell(life, chance.oneIn(8) ? USER : agent, new Command.Deliver(mail(mark)), mark);
    } else if (roll < 40) {
      Command.MarkMail.As as = chance.of(List.of(Command.MarkMail.As.values()));
      tell(life, USER, new Command.MarkMail(chance.from(1, 12), as), mark);
    } else if (roll < 55) {
      String id = chance.oneIn(5) ? "again" + chance.below(3) : mark;
      String name = "e." + chance.below(3);
      Priority priority = chance.of(List.of(Priority.values()));
      Map<String, String> tenant = Map.of("tenant", "t" + chance.below(2));
      Event event = new Event(name, priority, id, "client", null, "{\"n\":1}", null, tenant);
      tell(life, AgentId.EVENT_LOG, new Command.Publish(event), mark);
    } else if (roll < 65) {
      String name = "s" + chance.below(2);
      List<String> events = List.of(chance.of(NAMES));
      Priority least = chance.of(List.of(Priority.LOW, Priority.HIGH));
      boolean wake = chance.oneIn(2);
      Subscription wanted = new Subscription(name, events, chance.of(FILTERS), least, null, wake);
      tell(
          life,
          agent,
          chance.oneIn(4) ? new Command.Unsubscribe(name) : new Command.Subscribe(wanted),
          mark);
    } else {
      tell(life, agent, scheduleCommand("t" + chance.below(2)), mark);
    }
  }

  private MailSpec mail(String mark) {
    String from = chance.oneIn(3) ? "user" : chance.of(world.setup().agents()).value();
    return new MailSpec(
        from,
        "",
        mark,
        chance.of(List.of(Priority.values())),
        chance.percent(20) ? "thread" + chance.below(2) : null,
        null,
        chance.percent(25) ? instant() : null,
        chance.percent(30) ? "key" + chance.below(6) : null);
  }

  private Command scheduleCommand(String name) {
    int roll = chance.below(10);
    if (roll < 5) {
      String times =
          switch (chance.below(3)) {
            case 0 -> "@every " + chance.of(List.of("20s", "1m", "10m"));
            case 1 -> chance.of(List.of("* * * * *", "*/5 * * * *", "0 0 1 * *"));
            default -> instant().toString();
          };
      return new Command.SetSchedule(
          name,
          new ScheduleSpec(
              "tick",
              times,
              "UTC",
              chance.of(List.of(Priority.values())),
              chance.of(List.of(ScheduleSpec.Overlap.values())),
              chance.of(List.of(ScheduleSpec.Missed.values())),
              chance.from(1, 4),
              chance.oneIn(3) ? chance.from(1, 90) : 0,
              chance.oneIn(4) ? instant() : null,
              chance.oneIn(6) ? instant() : null,
              chance.oneIn(4) ? chance.from(1, 5) : null));
    }
    return switch (roll) {
      case 5, 6 -> new Command.PauseSchedule(name, chance.oneIn(2));
      case 7 -> new Command.TriggerSchedule(name);
      default -> new Command.DeleteSchedule(name);
    };
  }

  // ── commands ───────────────────────────────────────────────────────────────────────────────

  private Command command(AgentId agent, String mark) {
    boolean exists = world.store().ledger(agent).head().exists();
    if (!exists && chance.percent(80)) {
      return new Command.Create(mark, null, Setup.agentConfig(chance), chance.percent(85));
    }
    AgentTrail trail = world.store().auditor().trail(agent);
    if (chance.percent(trail.asked().isEmpty() ? 6 : 25)) {
      return overseer.command(trail);
    }
    int roll = chance.below(100);
    if (roll < 48) {
      return new Command.Submit(spec(mark).on(overseer.terms(trail)).showing(images()));
    }
    return roll < 76 ? taskCommand(agent, mark, roll) : agentCommand(mark, roll);
  }

  private Command taskCommand(AgentId agent, String mark, int roll) {
    AgentTrail trail = world.store().auditor().trail(agent);
    if (roll < 60) {
      return new Command.Cancel(someOf(trail.open()), mark);
    }
    if (roll < 68) {
      return new Command.Steer(someOf(trail.open()), mark);
    }
    long dead = someOf(trail.dead());
    return roll < 73 ? new Command.Redrive(dead, spec(mark)) : new Command.Discard(dead, mark);
  }

  private long someOf(Set<Long> tasks) {
    return tasks.isEmpty() || chance.oneIn(10) ? chance.from(1, 40) : chance.of(List.copyOf(tasks));
  }

  private Command agentCommand(String mark, int roll) {
    if (roll < 83) {
      return new Command.FallAsleep(sleep(mark));
    }
    if (roll < 89) {
      return new Command.Wake(mark);
    }
    if (roll < 92) {
      return new Command.Stop(chance.oneIn(2));
    }
    if (roll < 96) {
      return new Command.Start();
    }
    if (roll < 97) {
      return new Command.Create(mark, null, Setup.agentConfig(chance), true);
    }
    return roll < 98 ? new Command.Delete() : new Command.Update(patch());
  }

  private Sleep sleep(String mark) {
    List<String> events =
        chance.percent(30) ? List.of("e.1", "urgent_mail", chance.of(NAMES)) : List.of();
    Priority mail = chance.percent(30) ? chance.of(List.of(Priority.values())) : null;
    return new Sleep(chance.percent(85) ? instant() : null, events, mail, null, mark);
  }

  private ConfigPatch patch() {
    Map<String, Object> keys = new HashMap<>();
    keys.put("maxConcurrentTasks", chance.from(1, 3));
    keys.put("wakeOnPriority", chance.of(List.of(Priority.values())));
    keys.put("queueLimit", chance.from(1, 10));
    keys.put("maxAttempts", chance.from(1, 3));
    return Patches.of(keys);
  }

  private TaskSpec spec(String mark) {
    return new TaskSpec(
        mark,
        chance.of(List.of(Priority.values())),
        chance.percent(30) ? "thread" + chance.below(2) : null,
        chance.percent(20) ? instant() : null,
        chance.percent(15) ? instant() : null,
        chance.percent(20) ? chance.duration() : null,
        chance.percent(30) ? chance.from(1, 3) : null,
        chance.percent(10) ? "{}" : null,
        chance.percent(20) ? "key" + chance.below(6) : null,
        "client");
  }

  private @Nullable List<Image> images() {
    return chance.percent(10)
        ? List.of(new Image("data:image/png;base64," + "A".repeat(4 * chance.from(1, 50))))
        : null;
  }

  /** Mostly in the future, mostly in whole milliseconds. */
  private Instant instant() {
    Duration duration = chance.duration();
    Instant at = world.now().plus(chance.oneIn(8) ? duration.negated() : duration);
    return chance.percent(90) ? at.truncatedTo(ChronoUnit.MILLIS) : at.plusNanos(1_000);
  }

  // ── answers ────────────────────────────────────────────────────────────────────────────────

  private void answered(Sent one, Answer answer) {
    world.say(() -> one.to.name + " answers " + one.mark + ": " + shortly(answer));
    world.check(!one.answered, () -> one.mark + " is answered twice");
    one.answered = true;
    durable(one.agent, answer);
    switch (answer) {
      case Answer.Done done -> done(one, done);
      case Answer.Refused no -> {
        if (no.code() != Decision.Code.UNAVAILABLE) {
          refused.add(one.mark);
          checkRefused(one.mark);
        }
      }
    }
  }

  private static String shortly(Answer answer) {
    return switch (answer) {
      case Answer.Done d -> "done" + (d.task() == null ? "" : " " + d.task());
      case Answer.Refused r -> r.code() + " " + r.why();
    };
  }

  private void durable(AgentId agent, Answer answer) {
    if (answer instanceof Answer.Done done) {
      world.check(
          world.store().isDurable(done.agent()),
          () -> "acknowledged, but not durable: " + done.agent());
    }
  }

  private void done(Sent one, Answer.Done done) {
    Auditor auditor = world.store().auditor();
    boolean hasMark =
        switch (one.command) {
          case Command.Submit c -> c.spec().idempotencyKey() == null;
          case Command.Redrive c -> true;
          case Command.Cancel c -> true;
          case Command.Steer c -> true;
          case Command.Discard c -> true;
          case Command.FallAsleep c -> true;
          case Command.Create c -> true;
          case Command.Deliver c -> c.mail().idempotencyKey() == null;
          case Command c -> false;
        };
    world.check(
        !hasMark || auditor.has(one.mark), () -> one.mark + " is done, but not in the journal");
    TaskId task = done.task();
    if (task != null && hasMark && !(one.command instanceof Command.Deliver)) {
      world.check(auditor.trail(one.agent).knows(task.seq()), () -> "there is no task " + task);
    }
    String key = one.command instanceof Command.Submit c ? c.spec().idempotencyKey() : null;
    if (key != null && task != null) {
      sameTask(one, key, task);
    }
  }

  private void sameTask(Sent one, String key, TaskId task) {
    long created = world.store().ledger(one.agent).createdBefore(task.seq());
    Long first = keys.putIfAbsent(new Key(one.agent, created, key), task.seq());
    world.check(
        first == null || first == task.seq(),
        () -> "key " + key + " began task " + first + " and now " + task);
  }

  private void checkRefused(String mark) {
    world.check(
        !world.store().auditor().has(mark), () -> mark + " was refused, but is in the journal");
  }

  // ── in the end ─────────────────────────────────────────────────────────────────────────────

  /** Nothing that was asked of a living node may be left without an answer. */
  void checkAllAnswered(Node.Life life) {
    for (Sent one : sent) {
      world.check(one.to != life || one.answered, () -> one.mark + " was never answered");
    }
    for (Watch watch : watches) {
      AgentTrail trail = world.store().auditor().trail(watch.task.agent());
      boolean owed = watch.at == life && !watch.givenUp && trail.hasEnded(watch.task.seq());
      world.check(!owed || watch.told, () -> "the end of " + watch.task + " was not told");
    }
    refused.forEach(this::checkRefused);
  }

  /** A node that has drained leaves nothing behind that it ran. */
  void checkLetGo(Node.Life life) {
    for (Ledger ledger : world.store().all()) {
      for (Task task : ledger.head().tasks()) {
        world.check(
            !task.isRunning() || !life.effects.hasRun(ledger.head().id(), task),
            () -> life.name + " has drained, but still runs " + ledger.head().id() + " " + task);
      }
    }
  }
}
