package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Priority;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime of one process: agents are reached through it, and live in it.
 *
 * <p>Commands go to the agent's cell and are answered when what follows from them is durable.
 */
public final class Engine implements Commands {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private final Journal journal;
  private final InstantSource clock;
  private final EngineConfig config;
  private final Executor executor;
  private final RandomGenerator random;
  private final Effects effects;
  private final Holding holding;
  private final Directory directory;
  private final Share share;
  private final Admission admission;
  private final Doors doors;
  private final StoreLag storeLag = new StoreLag();
  private final Alarms alarms;
  private final AlarmClock alarmClock;
  private final Feed feed;
  private final Post post;
  private final Postman postman;
  private final Alerts alerts;
  private final Ends ends;
  private Runnable everySecond = () -> {};
  private @Nullable Purse purse;
  private volatile @Nullable RuntimeException lastBug;

  /** An engine that holds all agents, of which there are none. */
  Engine(
      Journal journal,
      Listeners listeners,
      Effects effects,
      Executor executor,
      InstantSource clock,
      RandomGenerator random,
      EngineConfig config) {
    this(journal, listeners, Holding.everything(), effects, executor, clock, random, config);
    count(Views.Census.NOBODY);
  }

  /**
   * To be {@linkplain #count told} how many agents there are.
   *
   * @param executor runs the cells' turns
   * @param random for jitter only
   */
  Engine(
      Journal journal,
      Listeners listeners,
      Holding holding,
      Effects effects,
      Executor executor,
      InstantSource clock,
      RandomGenerator random,
      EngineConfig config) {
    this.holding = holding;
    this.journal = journal;
    this.clock = clock;
    this.config = config;
    this.executor = executor;
    this.random = random;
    this.effects = effects;
    Surroundings surroundings = new Around();
    this.directory = new Directory(id -> new AgentCell(id, surroundings), holding::has);
    this.admission = new Admission(config.maxRunningTasks(), config.load(), this::grant);
    this.doors = new Doors(config.load(), config.maxAgents());
    journal.onDurable(doors::hear);
    this.alarms =
        new Alarms(
            journal,
            holding,
            id -> directory.tell(id, tick()),
            id -> {
              if (directory.size() < config.maxLiveCells() && !doors.areNarrow()) {
                directory.tell(id, new Letter.Warm());
              }
            },
            config.alarmHorizon());
    this.alarmClock = new AlarmClock(alarms, clock, this::seeOff, this::recover, this::second);
    this.feed = new Feed(journal, config.feedRing());
    this.post = new Post(journal, listeners, holding, feed, executor, clock, this::order);
    this.postman = new Postman(post);
    this.alerts = new Alerts(listeners, clock, this::tell);
    this.ends = new Ends(journal);
    this.share = new Share(this, holding, doors);
    if (!holding.isEverything()) {
      journal.onDurable(rows -> {
        share.hear(rows);
        ends.hear(rows);
      });
    }
  }

  void count(Views.Census agents) {
    doors.count(agents);
  }

  private boolean seeOff() {
    return share.seeOff();
  }

  private void recover() {
    share.takeUp();
  }

  private void grant(AgentId agent) {
    if (!directory.tell(agent, new Letter.Granted())) {
      admission.release(1); // it has gone to another process
    }
  }

  /** The same for a process that is alone: it holds all agents. */
  public static Engine create(
      Journal journal,
      Views views,
      Outside outside,
      InstantSource clock,
      RandomGenerator random,
      EngineConfig config) {
    return create(journal, views, outside, clock, random, config, null);
  }

  /**
   * An engine on virtual threads that calls real models and tools. Blocks while agents, and what
   * they have spent, are counted.
   *
   * @param elsewhere the way to agents that are held by others; then none is held here until slices
   *     are given ({@link Share#take}). Null: there are no others, and nobody else may write to the
   *     journal
   */
  public static Engine create(
      Journal journal,
      Views views,
      Outside outside,
      InstantSource clock,
      RandomGenerator random,
      EngineConfig config,
      @Nullable Placement elsewhere) {
    Purse purse = new Purse(config.budget(), views, views, clock, elsewhere);
    Effects effects = new EffectRunner(journal, views, outside, purse, clock, config);
    Executor virtual = turn -> Thread.ofVirtual().start(turn);
    Holding holding = new Holding(elsewhere);
    Engine engine = new Engine(journal, views, holding, effects, virtual, clock, random, config);
    engine.count(views.agentsByState());
    engine.purse = purse;
    purse.open(journal, engine::tell);
    Governor governor = new Governor(outside.gauges(), views, engine);
    engine.everySecond =
        () ->
            virtual.execute(() -> {
              purse.look(journal, engine::tellHeld);
              governor.look();
              engine.alerts.look(governor.hasMeasured() ? governor.load() : 0);
            });
    return engine;
  }

  /**
   * Starts the post, and the clock, which takes up what an earlier process left. Commands need not
   * wait for it.
   */
  public void start() {
    alarmClock.start();
    postman.start();
  }

  /**
   * Instead of {@link #start}: agents can be looked at, but no task begins, nothing is due, no mail
   * and no event is carried, and new work is refused; to the agents it is as if nobody were there.
   *
   * @param why told to whoever brings new work, and by agents whose tasks are ready
   */
  public void startStill(String why) {
    doors.close(why);
    admission.close(why);
    alarmClock.startStill();
  }

  /** Gives a command, and blocks until what follows from it is durable, or it is refused. */
  @Override
  public Answer ask(AgentId agent, Command command) throws InterruptedException {
    return await(answer -> tell(agent, command, answer));
  }

  /**
   * Gives a command; the answer is told on a thread of the engine's and must not block it. New work
   * is refused while there is no memory for it, and a new agent if there are too many.
   */
  public void tell(AgentId agent, Command command, Consumer<Answer> answer) {
    Answer.Refused refusal = doors.refusal(command);
    if (refusal != null) {
      answer.accept(refusal);
    } else if (command instanceof Command.Create create) {
      create(agent, create, answer);
    } else {
      order(agent, command, answer);
    }
  }

  /** Of no concern to agents that others hold. */
  void tellHeld(AgentId agent, Command command) {
    directory.tell(agent, new Letter.Order(command, Letter.Order.NOBODY));
  }

  private void create(AgentId agent, Command.Create create, Consumer<Answer> answer) {
    if (doors.admit(agent)) {
      order(
          agent,
          create,
          what -> {
            doors.admitted(agent);
            answer.accept(what);
          });
      return;
    }
    // Whoever exists is told so, limit or not: a client may want to know just that.
    look(
        agent,
        there -> {
          if (there instanceof Answer.Done done && !done.agent().exists()) {
            answer.accept(doors.tooMany());
          } else {
            order(agent, create, answer);
          }
        });
  }

  void order(AgentId agent, Command command, Consumer<Answer> answer) {
    if (directory.tell(agent, new Letter.Order(command, answer))) {
      return;
    }
    if (!holding.has(agent)) {
      holding.elsewhere().order(agent, command, answer);
    } else {
      answer.accept(
          new Answer.Refused(
              Decision.Code.UNAVAILABLE,
              "agent " + agent + " has " + config.maxOrders() + " commands waiting; try later"));
    }
  }

  /** The agent as it durably is. */
  public Answer look(AgentId agent) throws InterruptedException {
    return await(answer -> look(agent, answer));
  }

  void look(AgentId agent, Consumer<Answer> answer) {
    if (!directory.tell(agent, new Letter.Look(answer))) {
      holding.elsewhere().look(agent, answer);
    }
  }

  private static Answer await(Consumer<Consumer<Answer>> question) throws InterruptedException {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    question.accept(answer::complete);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Blocks until a task has ended.
   *
   * @return false if it had not within {@code patience}; it goes on
   */
  public boolean awaitEnd(TaskId task, Duration patience) throws InterruptedException {
    if (!holding.isEverything()) {
      return ends.await(task, patience);
    }
    CountDownLatch ended = new CountDownLatch(1);
    Runnable watcher = ended::countDown;
    directory.tell(task.agent(), new Letter.Watch(task.seq(), watcher));
    try {
      return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (ended.getCount() > 0) {
        directory.tell(task.agent(), new Letter.Unwatch(task.seq(), watcher));
      }
    }
  }

  public Feed feed() {
    return feed;
  }

  /** What this process holds, if it is one of several. */
  public Share share() {
    return share;
  }

  public EngineConfig config() {
    return config;
  }

  /** What all agents have spent together in the present window of the server's budget. */
  public Spending spent() {
    return purse == null ? Spending.NONE : purse.spent();
  }

  /** Another model's answers to recorded tasks, paid from the budget of all agents. */
  public SecondOpinion secondOpinion(Outside today) {
    return new SecondOpinion(today, purse);
  }

  /** Hears of each alarm that rings how late it is; must answer at once. */
  public void onAlarm(Consumer<Duration> listener) {
    alarms.onRing(listener);
  }

  /** What is going on, in numbers. */
  public Load load() {
    Pressure pressure = admission.pressure();
    return new Load(
        directory.size(),
        admission.taken(),
        admission.limit(),
        admission.waiting(),
        alarms.size(),
        doors.agents(),
        pressure.load(),
        pressure,
        admission.defers(),
        doors.areShut());
  }

  /** Why nothing begins here and nothing is due; null: it does, and is. */
  public @Nullable String stillness() {
    return doors.closed();
  }

  /**
   * Why an agent's tasks that could start have not, in words that go on from "3 tasks ready, ".
   *
   * @param now in whole milliseconds
   */
  public String delay(Agent agent, Instant now) {
    if (!holding.has(agent.id())) {
      return "waiting for a free place to run in on the node that holds the agent";
    }
    return admission.delay(!agent.startable(now, Priority.URGENT).isEmpty());
  }

  /**
   * @param liveCells agents in memory
   * @param running tasks that run, of at most {@code maxRunning}
   * @param waiting agents that wait for a place to run in
   * @param nearAlarms alarms in memory
   * @param agents that exist
   * @param load the greatest part of {@code parts}, 0 to 1
   * @param parts each against its limit, as they were when last sampled
   * @param defers true while only urgent tasks are begun
   * @param refuses true while new work is refused for want of memory
   */
  public record Load(
      int liveCells,
      int running,
      int maxRunning,
      int waiting,
      int nearAlarms,
      long agents,
      double load,
      Pressure parts,
      boolean defers,
      boolean refuses) {}

  // ── under load ─────────────────────────────────────────────────────────────────────────────

  /**
   * How busy everything is now.
   *
   * @param heap the share of it that is in use
   */
  void weigh(Pressure pressure, double heap) {
    doors.heap(heap);
    admission.weigh(pressure);
  }

  /** The share of all places that is taken. */
  double fullness() {
    return (double) admission.taken() / admission.limit();
  }

  Duration storeLag() {
    return storeLag.read(clock.instant());
  }

  boolean isShut() {
    return doors.areShut();
  }

  private void second() {
    hibernateIdle();
    everySecond.run();
  }

  void hibernateIdle() {
    int maxLive = doors.areNarrow() ? 0 : config.maxLiveCells();
    directory.hibernate(clock.instant(), config.hibernateAfter(), maxLive);
  }

  /**
   * Stops in good order: nothing new starts, running tasks may end within the configured time, the
   * others are handed back to their queues. Blocks until all of that is durable.
   */
  public void drain() throws InterruptedException {
    admission.close("the server is stopping");
    alarmClock.close();
    postman.close();
    directory.recallOwing();
    Instant end = clock.instant().plus(config.drain());
    if (!runningEnded(end)) {
      log.info("handing back {} tasks that still run", admission.taken());
      directory.tellAll(new Letter.LetGo());
      runningEnded(clock.instant().plusSeconds(5));
    }
    feed.close();
    if (effects instanceof EffectRunner runner) {
      runner.close();
    }
  }

  private boolean runningEnded(Instant end) throws InterruptedException {
    while (!nothingRuns() && clock.instant().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return nothingRuns();
  }

  /** True if no task runs, and the journal knows that. */
  boolean nothingRuns() {
    return admission.taken() == 0 && directory.cells().values().stream().noneMatch(AgentCell::owes);
  }

  // ── for whoever moves an engine by hand ────────────────────────────────────────────────────

  Directory directory() {
    return directory;
  }

  InstantSource clock() {
    return clock;
  }

  Journal journal() {
    return journal;
  }

  Admission admission() {
    return admission;
  }

  Alarms alarms() {
    return alarms;
  }

  AlarmClock alarmClock() {
    return alarmClock;
  }

  Post post() {
    return post;
  }

  /** The newest bug that showed itself in a turn. */
  @Nullable RuntimeException lastBug() {
    return lastBug;
  }

  static Letter tick() {
    return new Letter.Order(new Command.Tick(), Letter.Order.NOBODY);
  }

  /** What the cells see of this engine. */
  private final class Around implements Surroundings {
    @Override
    public Journal journal() {
      return journal;
    }

    @Override
    public Admission admission() {
      return admission;
    }

    @Override
    public StoreLag storeLag() {
      return storeLag;
    }

    @Override
    public Effects effects() {
      return effects;
    }

    @Override
    public Executor executor() {
      return executor;
    }

    @Override
    public InstantSource clock() {
      return clock;
    }

    @Override
    public EngineConfig config() {
      return config;
    }

    @Override
    public double luck() {
      return random.nextDouble();
    }

    @Override
    public Instant now() {
      return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void alarm(AgentId agent, @Nullable Instant at, boolean stored) {
      if (holding.has(agent) && alarms.set(agent, at, stored, clock.instant())) {
        alarmClock.lookAgain();
      }
    }

    @Override
    public void comeBack(AgentId agent, int times) {
      long millis = Math.min(60_000, 125L << Math.min(times, 9));
      if (holding.has(agent)) {
        alarms.comeBack(agent, clock.instant().plusMillis(millis));
      }
    }

    @Override
    public void storeRefused(String why) {
      alerts.storeRefused(why);
    }

    @Override
    public void forward(AgentId agent, Letter letter) {
      switch (letter) {
        case Letter.Order order -> order(agent, order.command(), order.answer());
        case Letter.Look look -> look(agent, look.answer());
        default -> throw new IllegalArgumentException("nobody waits for an answer to " + letter);
      }
    }

    @Override
    public boolean holds(AgentId agent) {
      return holding.has(agent);
    }

    @Override
    public boolean retire(AgentId agent, AgentCell cell) {
      return directory.retire(agent, cell);
    }

    @Override
    public void failed(AgentId agent, Throwable bug) {
      lastBug = bug instanceof RuntimeException e ? e : new IllegalStateException(bug);
      log.atError()
          .addKeyValue(LogFields.AGENT, agent)
          .setCause(bug)
          .log("a turn failed; the agent is folded anew");
    }
  }
}
