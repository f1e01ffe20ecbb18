package dev.reveille.testkit;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Ask;
import dev.reveille.core.Entry;
import dev.reveille.core.Interruption;
import dev.reveille.core.TaskTerms;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the auditor knows of one agent. Objections are sentences; null is none. */
final class AgentTrail {
  private final World world;
  private final boolean passive;
  private final TreeMap<Long, TaskTrail> open = new TreeMap<>();
  private final Set<Long> ended = new HashSet<>();
  private final Set<Long> dead = new HashSet<>();
  private final ScheduleTrail schedules = new ScheduleTrail();
  private final MailTrail mails = new MailTrail();
  private final Set<String> heard = new HashSet<>();
  private final Map<Long, Ask> unanswered = new HashMap<>();
  private final Set<Long> firings = new HashSet<>();
  private final Set<String> approved = new HashSet<>();
  private final Map<Long, Integer> steps = new TreeMap<>();
  private final SpendTrail spending;
  private boolean exists;
  private boolean started;
  private boolean asleep;
  private @Nullable Instant until;
  private AgentConfig config = AgentConfig.STANDARD;

  AgentTrail(World world, AgentId id) {
    this.world = world;
    this.passive = id.isReserved();
    this.spending = new SpendTrail(world, id);
  }

  /** True if a task with this number was ever queued. */
  boolean knows(long task) {
    return open.containsKey(task) || ended.contains(task);
  }

  boolean hasEnded(long task) {
    return ended.contains(task);
  }

  Set<Long> open() {
    return open.keySet();
  }

  Set<Long> dead() {
    return dead;
  }

  SpendTrail spending() {
    return spending;
  }

  /** Numbers of the approvals that somebody is asked for. */
  List<Long> asked() {
    return open.values().stream().flatMap(task -> task.asked().stream()).toList();
  }

  /** True if somebody has agreed to that call. */
  boolean isApproved(long task, int step, String callId) {
    return approved.contains(task + "#" + step + "#" + callId);
  }

  /** What a task of its may be forked from; null if none has had a step. */
  TaskTerms.@Nullable Fork fork(Chance chance) {
    if (steps.isEmpty()) {
      return null;
    }
    long task = chance.of(List.copyOf(steps.keySet()));
    return new TaskTerms.Fork(task, chance.from(0, steps.getOrDefault(task, 0)), chance.oneIn(2));
  }

  @Nullable String take(long seq, Instant at, Entry entry) {
    String objection = known(seq, at, entry);
    return objection == null ? spending.take(seq, at, entry) : objection;
  }

  private @Nullable String known(long seq, Instant at, Entry entry) {
    return switch (entry) {
      case Entry.AgentCreated e -> created(e);
      case Entry.MailReceived e when passive -> mails.take(seq, at, e);
      case Entry.EventPublished e -> null;
      case Entry.OfMail e when passive -> mails.take(seq, at, e);
      case Entry.NoteRemembered e when passive -> null;
      case Entry.NoteForgotten e when passive -> null;
      case Entry.EventUnheard e -> dead.add(e.event()) ? null : "it is dead already";
      case Entry.MailDied e -> dead.add(e.mail()) ? mails.died(e.mail()) : "it is dead already";
      case Entry.DeadLetterDiscarded e when passive -> dead.remove(e.task()) ? null : "not dead";
      case Entry e when !exists -> "there is no such agent";
      case Entry.AgentUpdated e -> {
        config = e.config();
        yield null;
      }
      case Entry.AgentStarted e -> started(true);
      case Entry.AgentDraining e -> started(false);
      case Entry.AgentStopped e -> {
        started = false;
        yield running() == 0 ? null : "tasks of it run";
      }
      case Entry.AgentDeleted e -> deleted();
      case Entry.FellAsleep e -> {
        asleep = true;
        until = e.sleep().until();
        yield null;
      }
      case Entry.Woke e -> woke(at, e);
      case Entry.TaskQueued e -> {
        open.put(seq, new TaskTrail(seq, e));
        if (e.origin().startsWith("schedule:")) {
          firings.add(seq);
        }
        yield e.mails() == null ? null : mails.handled(seq, e.mails());
      }
      case Entry.TaskImported e -> null;
      case Entry.DeadLetterRedriven e -> dead.remove(e.task()) ? null : "it is no dead letter";
      case Entry.DeadLetterDiscarded e -> dead.remove(e.task()) ? null : "it is no dead letter";
      case Entry.AskAnswered e -> {
        Ask ask = unanswered.remove(e.task());
        yield ask != null && ask.asker().equals(e.asker()) ? null : "nobody asked for that";
      }
      case Entry.OfTask e -> ofTask(seq, at, e);
      case Entry.OfSchedule e -> {
        if (e instanceof Entry.ScheduleFired fired) {
          firings.remove(fired.task());
        }
        yield schedules.take(at, e);
      }
      case Entry.MailReceived e -> mails.take(seq, at, e);
      case Entry.OfMail e -> mails.take(seq, at, e);
      case Entry.NoteRemembered e -> null;
      case Entry.NoteForgotten e -> null;
      case Entry.Subscribed e -> null;
      case Entry.Unsubscribed e -> null;
      case Entry.EventReceived e -> heard.add(e.idempotencyKey()) ? null : "it has heard that";
      case Entry.EventRefused e ->
          e.isDead() && dead.add(seq) ? null : "a refused event is no dead letter";
      case Entry.BudgetExhausted e -> null;
    };
  }

  /** After an append: what came of a schedule has a line in its ledger. */
  @Nullable String appended() {
    return firings.isEmpty()
        ? null
        : "tasks " + firings + " came of a schedule whose ledger does not say so";
  }

  private @Nullable String created(Entry.AgentCreated e) {
    if (exists) {
      return "there is one already";
    }
    exists = true;
    started = e.started();
    config = e.config();
    return null;
  }

  private @Nullable String started(boolean now) {
    if (started == now) {
      return "it is so already";
    }
    started = now;
    return null;
  }

  /** What it still owes others: the ends of tasks that somebody asked for. */
  Set<Long> unanswered() {
    return unanswered.keySet();
  }

  MailTrail mails() {
    return mails;
  }

  private @Nullable String deleted() {
    exists = false;
    asleep = false;
    dead.clear();
    schedules.clear();
    heard.clear();
    steps.clear();
    if (!mails.isEmpty()) {
      return "mails of it are open: " + mails;
    }
    return open.isEmpty() ? null : "tasks of it are open: " + open.keySet();
  }

  private @Nullable String woke(Instant at, Entry.Woke e) {
    if (!asleep) {
      return "it does not sleep";
    }
    if (e.cause() == Entry.Woke.Cause.TIME && (until == null || at.isBefore(until))) {
      return "that is early: it sleeps until " + until + " and it is " + at;
    }
    if (e.cause() == Entry.Woke.Cause.TASK
        && open.values().stream().noneMatch(task -> task.wakes(at, config))) {
      return "that is early: no urgent task may start";
    }
    asleep = false;
    return null;
  }

  private @Nullable String ofTask(long seq, Instant at, Entry.OfTask e) {
    TaskTrail task = open.get(e.task());
    if (task == null) {
      return ended.contains(e.task()) ? "that task has ended" : "there is no such task";
    }
    String objection = task.take(seq, at, e, config);
    if (e instanceof Entry.ModelReplied replied) {
      steps.put(e.task(), replied.step());
    }
    if (e instanceof Entry.ApprovalResolved resolved && resolved.approved()) {
      approved.add(e.task() + "#" + task.steps() + "#" + resolved.callId());
    }
    if (objection == null && e instanceof Entry.TaskStarted) {
      objection = mayStart(task);
    }
    if (objection == null
        && e instanceof Entry.TaskInterrupted i
        && i.cause() == Interruption.CRASH
        && (world.setup().nodes() == 1 || world.setup().placed() && !world.places().wereWrong())
        && task.crashes() > world.crashes()) {
      objection = "it is charged with crash " + task.crashes() + " of only " + world.crashes();
    }
    if (e instanceof Entry.TaskEnded) {
      open.remove(e.task());
      ended.add(e.task());
      if (task.ask() != null) {
        unanswered.put(e.task(), task.ask());
      }
    }
    if (e instanceof Entry.TaskDied) {
      dead.add(e.task());
    }
    return objection;
  }

  private @Nullable String mayStart(TaskTrail task) {
    if (!started || asleep) {
      return "its agent is " + (asleep ? "asleep" : "not started");
    }
    if (running() > config.maxConcurrentTasks()) {
      return running() + " tasks run and at most " + config.maxConcurrentTasks() + " may";
    }
    for (TaskTrail other : open.headMap(task.seq()).values()) {
      if (task.thread() != null && task.thread().equals(other.thread())) {
        return "task " + other.seq() + " of its thread " + task.thread() + " comes first";
      }
    }
    return null;
  }

  private long running() {
    return open.values().stream().filter(TaskTrail::running).count();
  }
}
