package dev.reveille.core;

import static dev.reveille.core.Lists.minus;
import static dev.reveille.core.Lists.plus;
import static dev.reveille.core.Lists.with;
import static dev.reveille.core.Lists.without;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent's control state: the fold of its entries. Immutable, small, and equal for equal
 * journals.
 *
 * @param seq number of its last entry; 0 if there never was one
 * @param life whether its tasks may start
 * @param definition name of its definition; empty if that came inline with {@code createdSeq}
 * @param createdSeq where the journal has its {@link Entry.AgentCreated}
 * @param since when it came into its present state
 * @param sleep what it waits for; null if it was not put to sleep
 * @param sleptAt when it was put to sleep
 * @param deadLetters numbers of its open dead letters, the oldest death first
 * @param mails those that nobody has done with, oldest first
 * @param notes keys of its notes, the one first written first
 * @param lastError what last went wrong in a task of its, for people
 * @param spent what its model calls took, in the present window of its budget
 * @param exhausted beginning of the window whose budget is known to be spent; null: of none
 */
public record Agent(
    AgentId id,
    long seq,
    Life life,
    String definition,
    long createdSeq,
    Instant createdAt,
    AgentConfig config,
    Instant since,
    @Nullable Sleep sleep,
    @Nullable Instant sleptAt,
    Tasks tasks,
    RecentKeys keys,
    List<Long> deadLetters,
    Usage usage,
    int errorCount,
    @Nullable String lastError,
    @Nullable Instant lastActive,
    List<Schedule> schedules,
    List<Mail> mails,
    List<Subscription> subscriptions,
    List<String> notes,
    Spending spent,
    @Nullable Instant exhausted) {
  public Agent {
    spent = spent == null ? Spending.NONE : spent;
    // A snapshot from before there were such has none of them.
    schedules = schedules == null ? List.of() : List.copyOf(schedules);
    mails = mails == null ? List.of() : List.copyOf(mails);
    subscriptions = subscriptions == null ? List.of() : List.copyOf(subscriptions);
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /** Whether tasks may start. */
  public enum Life {
    /** Not created yet, or deleted. */
    ABSENT,
    /** A person's mailbox or the event log: never has tasks. */
    PASSIVE,
    STARTED,
    DRAINING,
    STOPPED
  }

  /** An agent of which the journal has nothing. */
  public static Agent absent(AgentId id) {
    return new Agent(
        id,
        0,
        Life.ABSENT,
        "",
        0,
        Instant.EPOCH,
        AgentConfig.STANDARD,
        Instant.EPOCH,
        null,
        null,
        Tasks.NONE,
        RecentKeys.NONE,
        List.of(),
        Usage.NONE,
        0,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Spending.NONE,
        null);
  }

  public boolean exists() {
    return life != Life.ABSENT;
  }

  /** The one function that tells the state; the table is at {@link AgentState}. */
  public AgentState state() {
    if (tasks.running() > 0) {
      return AgentState.ACTIVE;
    }
    if (life != Life.STARTED) {
      return AgentState.STOPPED;
    }
    if (sleep != null) {
      return AgentState.SLEEPING;
    }
    return tasks.isEmpty() ? AgentState.IDLE : AgentState.WAITING;
  }

  public @Nullable Schedule schedule(String name) {
    return schedules.stream().filter(s -> s.id().equals(name)).findFirst().orElse(null);
  }

  public @Nullable Subscription subscription(String name) {
    return subscriptions.stream().filter(s -> s.id().equals(name)).findFirst().orElse(null);
  }

  public @Nullable Mail mail(long number) {
    return mails.stream().filter(m -> m.seq() == number).findFirst().orElse(null);
  }

  /** True if there is mail that no task has taken yet. */
  public boolean hasUnread() {
    return mails.stream().anyMatch(Mail::isUnread);
  }

  /** Unfinished tasks that do not run. */
  public int queueDepth() {
    return tasks.size() - tasks.running();
  }

  /** The one function that decides. */
  public Decision decide(Command command, Moment moment) {
    return Rules.decide(this, command, moment);
  }

  /** The agent after these entries, which were recorded together. */
  public Agent apply(List<Entry> entries, Instant at) {
    Agent next = this;
    for (Entry entry : entries) {
      next = next.apply(entry, at);
    }
    return next.asOneStepFrom(this, at);
  }

  Agent apply(Entry entry, Instant at) {
    return new Fold(this).apply(entry, at).agent();
  }

  /**
   * This agent as if all that lies between {@code before} and it had happened at once: states that
   * it only passed through leave no trace in {@code since}.
   */
  public Agent asOneStepFrom(Agent before, Instant at) {
    boolean moved = before.state() != state() || before.createdSeq != createdSeq;
    moved |= before.exists() != exists();
    Instant entered = moved ? at : before.since;
    return entered.equals(since) ? this : new Fold(this).since(entered).agent();
  }

  /** What must be done outside now: each intent without an outcome. */
  public List<Effect> effects() {
    List<Effect> effects = new ArrayList<>();
    for (Task task : tasks) {
      if (task.isRunning()) {
        if (task.calls().isEmpty()) {
          effects.add(Effect.CallModel.of(task));
        }
        for (Task.Call call : task.calls()) {
          if (!call.rests()) {
            effects.add(new Effect.CallTool(task.seq(), task.run(), call.callId()));
          }
        }
      }
    }
    return effects;
  }

  /**
   * Tasks to start next, best first: no more than may run at once, one of each thread at a time, by
   * priority with ageing, then by age.
   */
  public List<Task> startable(Instant now) {
    return startable(now, Priority.LOW);
  }

  /**
   * Of these the ones that are at least so urgent by themselves: having waited long does not count.
   */
  public List<Task> startable(Instant now, Priority atLeast) {
    int free = Math.min(freePlaces(), BudgetRules.callsLeft(this, now));
    List<Task> ready = new ArrayList<>();
    if (free > 0) {
      for (Task task : tasks) {
        boolean urgent = task.priority().atLeast(atLeast);
        if (urgent && task.isReady(now) && isFirstOfItsThread(task)) {
          ready.add(task);
        }
      }
      if (ready.size() > 1) {
        ready.sort((a, b) -> Long.compare(rank(b, now), rank(a, now)));
      }
    }
    return ready.size() > free ? ready.subList(0, free) : ready;
  }

  /** How many tasks more may start, as far as the agent itself is concerned. */
  int freePlaces() {
    boolean mayStart = life == Life.STARTED && sleep == null;
    return mayStart ? Math.max(0, config.maxConcurrentTasks() - tasks.running()) : 0;
  }

  private long rank(Task task, Instant now) {
    Duration waited = Duration.between(task.queuedAt(), now);
    return task.priority().rankAfter(waited, config.ageing());
  }

  boolean isFirstOfItsThread(Task task) {
    if (task.threadId() != null) {
      for (Task other : tasks) {
        if (other.seq() >= task.seq()) {
          return true;
        }
        if (task.threadId().equals(other.threadId())) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The one place that knows when this agent has something to do by itself; empty if only a command
   * can move it. Never an instant at which a {@link Command.Tick} would find nothing to do.
   */
  public Optional<Wake> nextWake(Instant now) {
    return Due.nextWake(this, now);
  }

  /** True if somebody must hold this agent now: a task of its runs, or could start. */
  public boolean isBusy(Instant now) {
    return tasks.running() > 0 || !startable(now).isEmpty();
  }

  /** Why it is in its state, in a sentence for people. */
  public String why(Instant now) {
    return why(now, "waiting for a free place to run in");
  }

  /**
   * The same.
   *
   * @param delay why tasks that could start have not, as far as whoever runs them knows
   */
  public String why(Instant now, String delay) {
    return Why.of(this, now, delay);
  }

  /** Why a task of it has not ended, in such a sentence; empty if it has. */
  public String why(long task, Instant now, String delay) {
    Task open = tasks.get(task);
    return open == null ? "" : Why.of(this, open, now, delay);
  }

  /** A mutable copy that one entry is applied to. */
  private static final class Fold {
    private final AgentId id;
    private long seq;
    private Life life;
    private String definition;
    private long createdSeq;
    private Instant createdAt;
    private AgentConfig config;
    private Instant since;
    private @Nullable Sleep sleep;
    private @Nullable Instant sleptAt;
    private Tasks tasks;
    private RecentKeys keys;
    private List<Long> deadLetters;
    private Usage usage;
    private int errorCount;
    private @Nullable String lastError;
    private @Nullable Instant lastActive;
    private List<Schedule> schedules;
    private List<Mail> mails;
    private List<Subscription> subscriptions;
    private List<String> notes;
    private Spending spent;
    private @Nullable Instant exhausted;

    Fold(Agent a) {
      id = a.id;
      seq = a.seq;
      life = a.life;
      definition = a.definition;
      createdSeq = a.createdSeq;
      createdAt = a.createdAt;
      config = a.config;
      since = a.since;
      sleep = a.sleep;
      sleptAt = a.sleptAt;
      tasks = a.tasks;
      keys = a.keys;
      deadLetters = a.deadLetters;
      usage = a.usage;
      errorCount = a.errorCount;
      lastError = a.lastError;
      lastActive = a.lastActive;
      schedules = a.schedules;
      mails = a.mails;
      subscriptions = a.subscriptions;
      notes = a.notes;
      spent = a.spent;
      exhausted = a.exhausted;
    }

    Agent agent() {
      return new Agent(
          id,
          seq,
          life,
          definition,
          createdSeq,
          createdAt,
          config,
          since,
          sleep,
          sleptAt,
          tasks,
          keys,
          deadLetters,
          usage,
          errorCount,
          lastError,
          lastActive,
          schedules,
          mails,
          subscriptions,
          notes,
          spent,
          exhausted);
    }

    Fold since(Instant at) {
      since = at;
      return this;
    }

    Fold apply(Entry entry, Instant at) {
      seq++;
      switch (entry) {
        case Entry.AgentCreated e -> created(e, at);
        case Entry.AgentUpdated e -> {
          open(at);
          boolean same = Objects.equals(config.budget(), e.config().budget());
          exhausted = same ? exhausted : null; // of another budget it is said again
          config = e.config();
        }
        case Entry.AgentStarted e -> life = Life.STARTED;
        case Entry.AgentDraining e -> life = Life.DRAINING;
        case Entry.AgentStopped e -> life = Life.STOPPED;
        case Entry.AgentDeleted e -> deleted();
        case Entry.FellAsleep e -> {
          sleep = e.sleep();
          sleptAt = at;
        }
        case Entry.Woke e -> {
          sleep = null;
          sleptAt = null;
        }
        case Entry.TaskQueued e -> queued(e, at);
        case Entry.TaskImported e -> remember(e.key());
        case Entry.OfTask e -> ofTask(e, at);
        case Entry.OfSchedule e -> schedules = Schedule.after(schedules, e, seq);
        case Entry.MailReceived e -> received(e, at);
        case Entry.OfMail e -> mails = without(mails, mail -> mail.seq() == e.mail());
        case Entry.MailDied e -> deadLetters = plus(deadLetters, e.mail());
        case Entry.Subscribed e ->
            subscriptions =
                with(subscriptions, s -> s.id().equals(e.subscription().id()), e.subscription());
        case Entry.Unsubscribed e ->
            subscriptions = without(subscriptions, s -> s.id().equals(e.subscription()));
        case Entry.EventReceived e -> remember(e.idempotencyKey());
        case Entry.EventRefused e -> {
          lastError = e.why();
          deadLetters = e.isDead() ? plus(deadLetters, seq) : deadLetters;
        }
        case Entry.EventPublished e -> {
          open(at);
          remember(e.event().key());
        }
        case Entry.NoteRemembered e -> {
          open(at);
          notes = with(notes, e.note().key()::equals, e.note().key());
        }
        case Entry.NoteForgotten e -> notes = without(notes, key -> key.equals(e.key()));
        case Entry.EventUnheard e -> deadLetters = plus(deadLetters, e.event());
        case Entry.BudgetExhausted e -> {
          exhausted = config.budget() == null ? null : config.budget().windowStart(at);
          lastError = "its budget is spent: " + e.reached();
        }
      }
      return this;
    }

    private void created(Entry.AgentCreated e, Instant at) {
      Agent fresh = Agent.absent(id);
      life = e.started() ? Life.STARTED : Life.STOPPED;
      definition = e.definition();
      createdSeq = seq;
      createdAt = at;
      config = e.config();
      usage = fresh.usage;
      errorCount = 0;
      lastError = null;
      lastActive = null;
      spent = fresh.spent;
      exhausted = null;
    }

    /** Whoever is no agent begins with what first comes to it. */
    private void open(Instant at) {
      if (life == Life.ABSENT) {
        life = Life.PASSIVE;
        createdSeq = seq;
        createdAt = at;
      }
    }

    private void received(Entry.MailReceived e, Instant at) {
      open(at);
      mails = plus(mails, Mail.received(seq, e, at));
      if (e.idempotencyKey() != null) {
        remember(e.idempotencyKey());
      }
    }

    private void remember(String key) {
      keys = keys.with(key, seq, config.idempotencyKeyLimit());
    }

    /** The sequence goes on, so that no task of a later namesake is taken for one of this. */
    private void deleted() {
      life = Life.ABSENT;
      sleep = null;
      sleptAt = null;
      tasks = Tasks.NONE;
      keys = RecentKeys.NONE;
      deadLetters = List.of();
      schedules = List.of();
      mails = List.of();
      subscriptions = List.of();
      notes = List.of();
    }

    private void queued(Entry.TaskQueued e, Instant at) {
      tasks = tasks.with(Task.queued(seq, e, at));
      if (e.idempotencyKey() != null) {
        remember(e.idempotencyKey());
      }
      if (e.mails() != null) {
        List<Long> taken = e.mails();
        mails = mails.stream().map(m -> taken.contains(m.seq()) ? m.handledBy(seq) : m).toList();
      }
    }

    private void ofTask(Entry.OfTask entry, Instant at) {
      lastActive = at;
      switch (entry) {
        case Entry.DeadLetterRedriven e -> deadLetters = minus(deadLetters, e.task());
        case Entry.DeadLetterDiscarded e -> deadLetters = minus(deadLetters, e.task());
        case Entry.TaskEnded e -> ended(e, at);
        case Entry.AskAnswered e -> {}
        case Entry.ModelReplied e -> {
          spend(e.reply().usage(), at);
          change(task(e).replied(e.reply()), at);
        }
        case Entry.CallLost e -> {
          spend(e.reckoned(), at);
          change(task(e).with(task(e).effort().lost(e.reckoned())), at);
        }
        case Entry.ConversationCompacted e -> {
          spend(e.usage(), at);
          change(task(e).with(task(e).effort().compacted(e.usage())), at);
        }
        case Entry.ContextExceeded e -> change(task(e).tooLong(), at);
        case Entry.TaskNudged e -> change(task(e).with(task(e).effort().nudged(e.cause())), at);
        case Entry.TaskOverBudget e -> {
          lastError = "the budget of task " + id + '/' + e.task() + " is spent: " + e.reached();
          change(task(e).overBudget(), at);
        }
        case Entry.TaskBudgetSet e -> change(task(e).withBudget(e.budget()), at);
        case Entry.TaskStarted e -> change(task(e).started(e, at), at);
        case Entry.ToolCalled e -> change(task(e).called(e), at);
        case Entry.ApprovalRequested e -> {
          String what = "approval " + id + '/' + seq + " of " + e.tool();
          change(task(e).asking(e, seq, what, at), at);
        }
        case Entry.ApprovalResolved e -> change(task(e).resolved(e), at);
        case Entry.ToolSuspended e -> change(task(e).suspended(e, at), at);
        case Entry.ToolReturned e -> change(task(e).returned(e), at);
        case Entry.TaskSteered e -> change(task(e).steeredBy(), at);
        case Entry.TaskRetrying e -> {
          troubled(e.failure());
          change(task(e).paused(TaskState.RETRYING, e.notBefore(), 0), at);
        }
        case Entry.TaskDeferred e -> {
          lastError = e.failure().message();
          change(task(e).deferred(e, at), at);
        }
        case Entry.TaskInterrupted e -> {
          int crashes = e.cause() == Interruption.CRASH ? 1 : 0;
          change(task(e).paused(TaskState.QUEUED, e.notBefore(), crashes), at);
        }
      }
    }

    private void spend(Usage call, Instant at) {
      usage = usage.plus(call);
      spent = spent.in(config.budget(), at).plusCall(call);
    }

    /** The time that a task has run, when it runs no more. */
    private void ran(@Nullable Task task, Instant at) {
      if (task != null && task.runSince() != null && at.isAfter(task.runSince())) {
        spent = spent.in(config.budget(), at).plusTime(Duration.between(task.runSince(), at));
      }
    }

    private void ended(Entry.TaskEnded entry, Instant at) {
      ran(tasks.get(entry.task()), at);
      tasks = tasks.without(entry.task());
      switch (entry) {
        case Entry.TaskDied e -> {
          troubled(e.failure());
          deadLetters = plus(deadLetters, e.task());
        }
        case Entry.TaskFailed e -> troubled(e.failure());
        case Entry.TaskSucceeded _, Entry.TaskCancelled _, Entry.TaskExpired _ -> {}
      }
    }

    private void troubled(Failure failure) {
      errorCount++;
      lastError = failure.message();
    }

    private void change(Task task, Instant at) {
      Task old = tasks.get(task.seq());
      Instant since = old == null || task.isRunning() ? null : old.runSince();
      ran(task.isRunning() ? null : old, at);
      tasks = tasks.with(since == null ? task : task.with(task.effort().ran(since, at)));
    }

    private Task task(Entry.OfTask entry) {
      Task task = tasks.get(entry.task());
      if (task == null) {
        throw new IllegalStateException(
            "the journal of " + id + " has " + entry + " at " + seq + ", but no such task is open");
      }
      return task;
    }
  }
}
