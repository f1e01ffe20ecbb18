package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Message;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The real engine without its threads: whoever holds it runs the turns, looks at the alarm clock
 * and answers the effects. It lives in the engine's package because none of that is anybody else's.
 */
public final class EngineByHand {
  private final Engine engine;
  private final Journal journal;
  private final Purse purse;
  private Instant lookAt = Instant.MIN;
  private Instant seeOutAt = Instant.MIN;

  /** Does effects by hand. */
  public interface Hands {

    /**
     * @param talk what the effect may read of the conversation
     * @return cancels the effect
     */
    Runnable start(Agent agent, Effect effect, Talk talk, Consumer<Command> result);
  }

  /** What was said in the task of an effect, from memory and as the journal has it. */
  public final class Talk {
    private final Agent agent;
    private final long task;
    private final Conversation conversation;

    private Talk(Agent agent, long task, Conversation conversation) {
      this.agent = agent;
      this.task = task;
      this.conversation = conversation;
    }

    public List<Message> remembered(Threads threads) {
      return conversation.messages(past(threads));
    }

    public List<Message> recorded(Threads threads) {
      Conversation.Said said = past(threads).before(task, agent.seq() + 1);
      boolean isShort = said.own().compacted() >= 0;
      List<Message> all = new ArrayList<>(isShort ? List.of() : said.earlier());
      all.addAll(said.own().messages());
      return all;
    }

    /**
     * The last step of those that a model would be told of in short, so that the others take so
     * many tokens; null if nothing can be left out.
     */
    public @Nullable Integer shorter(Threads threads, int tokens) {
      return conversation
          .compaction(past(threads), tokens)
          .map(Compaction::throughStep)
          .orElse(null);
    }

    private Conversation.Past past(Threads threads) {
      return new JournalPast(
          journal, threads, agent.id(), agent.createdSeq(), engine.config().telling());
    }
  }

  /**
   * Blocks while what was spent of the server's budget is added up.
   *
   * @param elsewhere null: all agents are held here
   */
  public EngineByHand(
      Journal journal,
      @Nullable Placement elsewhere,
      Accounts accounts,
      Listeners listeners,
      Hands hands,
      Executor executor,
      InstantSource clock,
      RandomGenerator random,
      EngineConfig config) {
    this.journal = journal;
    Effects effects =
        (agent, effect, conversation, result) ->
            hands.start(agent, effect, new Talk(agent, effect.task(), conversation), result)::run;
    Holding holding = new Holding(elsewhere);
    this.engine = new Engine(journal, listeners, holding, effects, executor, clock, random, config);
    engine.count(Views.Census.NOBODY);
    this.purse = new Purse(config.budget(), accounts, listeners, clock, elsewhere);
    purse.open(journal, engine::tell);
  }

  // ── commands ───────────────────────────────────────────────────────────────────────────────

  public void tell(AgentId agent, Command command, Consumer<Answer> answer) {
    engine.tell(agent, command, answer);
  }

  public void look(AgentId agent, Consumer<Answer> answer) {
    engine.look(agent, answer);
  }

  public void watch(AgentId agent, long task, Runnable ended) {
    engine.directory().tell(agent, new Letter.Watch(task, ended));
  }

  public void unwatch(AgentId agent, long task, Runnable ended) {
    engine.directory().tell(agent, new Letter.Unwatch(task, ended));
  }

  public Feed feed() {
    return engine.feed();
  }

  // ── the server's budget ────────────────────────────────────────────────────────────────────

  /**
   * Sets something aside for a model call, as is done before each.
   *
   * @return what the call comes to if nothing is left; null: it may begin
   */
  public @Nullable Command reserve(AgentId agent, Effect.CallModel call) {
    return purse.reserve(new TaskId(agent, call.task()))
        ? null
        : EffectRunner.failed(call, purse.refusal());
  }

  /** What it believes to be spent in the present window. */
  public Spending spent() {
    return purse.spent();
  }

  /** False if it knows that it does not know all of the running time yet. */
  public boolean knowsTime() {
    return purse.knowsTime();
  }

  // ── time ───────────────────────────────────────────────────────────────────────────────────

  /** True if the alarm clock would look now: it is time, or it was called. */
  public boolean wantsToLook(Instant now) {
    return !now.isBefore(lookAt) || engine.alarmClock().isCalled();
  }

  /** When the alarm clock looks next if nobody calls it. */
  public Instant looksAt() {
    return lookAt;
  }

  public void lookAtClock() {
    lookAt = engine.alarmClock().look();
    purse.look(journal, engine::tellHeld);
  }

  /** True if something stands in the journal that the post has not carried to its end. */
  public boolean postIsBusy() {
    return engine.post().isBusy();
  }

  /**
   * True if the post could do something at this instant; what it could not carry waits a second.
   */
  public boolean postCanGoOn() {
    return engine.post().canGoOn();
  }

  /** The post reads on, and tries again what it could not carry. */
  public void lookAtPost() {
    try {
      engine.post().look(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** When the next alarm in memory rings, or the store must be read for more. */
  public Instant nextAlarm() {
    return engine.alarms().next();
  }

  public void hibernate(Instant now, Duration idle) {
    engine.directory().hibernate(now, idle, engine.config().maxLiveCells());
  }

  // ── what is held here ──────────────────────────────────────────────────────────────────────

  public Share share() {
    return engine.share();
  }

  /** True if agents of lost slices may still be here. */
  public boolean seesOut() {
    return !engine.share().leaving().isOver();
  }

  /** After so long they are told to break off what they do. */
  public Duration patienceWithLeaving() {
    return engine.share().leaving().patience();
  }

  /** When they are asked again to leave; of no meaning if there are none. */
  public Instant seesOutAt() {
    return seeOutAt;
  }

  /** Asks them. */
  public void seeOut(Instant again) {
    seeOutAt = again;
    engine.share().seeOff();
  }

  /** Agents that are not held here, but in memory, or have an alarm here. */
  public Set<AgentId> strays() {
    Set<AgentId> strays = new TreeSet<>(engine.directory().cells().keySet());
    strays.addAll(engine.alarms().agents());
    strays.removeIf(agent -> engine.share().slices().contains(Slices.of(agent)));
    return strays;
  }

  // ── load ───────────────────────────────────────────────────────────────────────────────────

  /**
   * @param load of the machine, 0 to 1
   * @param heap the share that is in use, 0 to 1
   */
  public void weigh(double load, double heap) {
    engine.weigh(new Pressure(load, 0, 0, 0), heap);
  }

  /**
   * True if only urgent tasks may be begun: the load is high, and enough tasks of others run.
   *
   * @param own places of the agent that asks
   */
  public boolean defers(int own) {
    int enough = engine.config().load().minRunning();
    return engine.admission().defers() && engine.admission().taken() - own >= enough;
  }

  // ── the end ────────────────────────────────────────────────────────────────────────────────

  /** The first half of {@link Engine#drain}: nothing new starts. */
  public void closeDoors() {
    engine.admission().close("the server is stopping");
  }

  /** The second half: what still runs is handed back. */
  public void letGo() {
    engine.directory().tellAll(new Letter.LetGo());
  }

  // ── looking inside ─────────────────────────────────────────────────────────────────────────

  /** What {@link Engine#drain} waits for. */
  public boolean nothingRuns() {
    return engine.nothingRuns();
  }

  public int taken() {
    return engine.admission().taken();
  }

  /** Agents whose cells the journal did not serve, and who are looked after later. */
  public int returning() {
    return engine.alarms().returning();
  }

  public int waiting() {
    return engine.admission().waiting();
  }

  public int cells() {
    return engine.directory().size();
  }

  /** What each cell in memory believes to be durable; null if it has not been told yet. */
  public Map<AgentId, @Nullable Agent> states() {
    Map<AgentId, @Nullable Agent> states = new LinkedHashMap<>();
    engine.directory().cells().forEach((id, cell) -> states.put(id, cell.agent()));
    return states;
  }

  public @Nullable RuntimeException lastBug() {
    return engine.lastBug();
  }
}
