package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Schedule;
import dev.reveille.core.Spending;
import dev.reveille.core.Task;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Nothing breaks any more, one node is up, or two that share the agents, and everything that is
 * owed must be delivered within a bounded number of steps: no wake late, no place leaked, nobody
 * left without an answer.
 */
final class Calm {
  private static final int MAX_STEPS = 30_000;

  /** Longer than an engine ever waits before it looks after an agent in trouble. */
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private static final Instant NEVER = World.START.plus(Duration.ofDays(36_500));

  private final World world;
  private final Work work;
  private final Follower follower;
  private int left;

  Calm(World world) {
    this.world = world;
    this.work = new Work(world);
    this.follower = new Follower(world);
  }

  void comesAfter(boolean last) {
    left = MAX_STEPS;
    world.say(() -> "calm");
    world.store().goDown(false);
    if (world.setup().placed()) {
      share();
    } else {
      alone();
    }
    Instant patience = world.now().plus(PATIENCE);
    while (nextAlarm().isBefore(patience)) {
      passTo(nextLook());
      settle();
    }
    passTo(patience);
    settle();
    checkNothingOwed();
    if (last) {
      finish();
    }
  }

  // ── who is up ──────────────────────────────────────────────────────────────────────────────

  /** Several nodes would fight over the agents for ever: placement gives liveness. */
  private void alone() {
    Node first = world.nodes().getFirst();
    for (Node node : world.nodes()) {
      if (world.nodes().size() > 1 && node.isUp()) {
        world.crash(node, "is shut down for good");
      }
    }
    Node.Life life = up(first);
    settle();
    if (life.draining) {
      drained(first, life);
    }
  }

  private static Node.Life up(Node node) {
    Node.Life life = node.isUp() ? node.life() : node.start();
    if (life == null) {
      throw new Violation("a node does not start over a healthy store");
    }
    life.engine.weigh(0, 0);
    return life;
  }

  private void drained(Node node, Node.Life life) {
    if (!life.letGo) {
      life.letGo = true;
      life.engine.letGo();
      settle();
    }
    boolean free = life.engine.nothingRuns() || life.engine.returning() > 0;
    world.check(free, () -> life.name + " does not let go");
    node.leave();
    up(node);
    settle();
  }

  /** One or two nodes stay, and each agent is in one of them. */
  private void share() {
    int staying = world.chance().from(1, 2);
    List<Node> nodes = world.nodes();
    world.places().correct();
    for (int i = 0; i < nodes.size(); i++) {
      Node.Life life = nodes.get(i).life();
      if (life != null && (i >= staying || life.draining)) {
        end(nodes.get(i), life);
      }
    }
    nodes.subList(0, staying).forEach(Calm::up);
    world.places().correct();
    settle();
    seeOut();
    world.places().giveAll();
    settle();
  }

  private void end(Node node, Node.Life life) {
    if (world.chance().oneIn(2)) {
      world.crash(node, "is shut down for good");
      return;
    }
    world.places().evacuate(life);
    settle();
    seeOut();
    world.check(life.engine.cells() == 0, () -> life.name + " keeps agents");
    world.check(life.engine.taken() == 0, () -> life.name + " leaks places");
    node.die("has handed over all and leaves");
  }

  /** Until whoever should leave has left. */
  private void seeOut() {
    Instant next = world.places().seesOutAt();
    while (next != null) {
      passTo(next);
      settle();
      next = world.places().seesOutAt();
    }
  }

  // ── going on ───────────────────────────────────────────────────────────────────────────────

  /** Works until there is nothing to do at this instant. */
  private void settle() {
    boolean more = true;
    while (more) {
      step();
      more = one();
      world.look();
    }
  }

  private boolean one() {
    List<Node.Life> lives = world.lives();
    int first = lives.size() > 1 ? world.chance().below(lives.size()) : 0;
    for (int i = 0; i < lives.size(); i++) {
      if (work.one(lives.get((first + i) % lives.size()))) {
        return true;
      }
    }
    return world.messages().one(true);
  }

  private void step() {
    world.begin();
    world.check(left-- > 0, () -> "it does not come to rest within " + MAX_STEPS + " steps");
  }

  private Instant nextAlarm() {
    return earliest(life -> life.engine.nextAlarm());
  }

  /** When a clock has something to do. What it was not told of it finds within a second. */
  private Instant nextLook() {
    return earliest(life -> {
      Instant alarm = life.engine.nextAlarm();
      return alarm.isAfter(world.now()) ? alarm : life.engine.looksAt();
    });
  }

  private Instant earliest(Function<Node.Life, Instant> when) {
    return world.lives().stream().map(when).min(Instant::compareTo).orElseThrow();
  }

  private void passTo(Instant instant) {
    if (instant.isAfter(world.now())) {
      world.passTo(instant);
    }
  }

  /** What the post could not deliver it tries once a second, and not for ever. */
  private void carryTheRest() {
    while (world.lives().stream().anyMatch(life -> life.engine.postIsBusy())) {
      Instant again = world.now().plusSeconds(1);
      Instant look = nextLook();
      passTo(look.isBefore(again) ? look : again);
      settle();
    }
  }

  // ── what is owed ───────────────────────────────────────────────────────────────────────────

  private void checkNothingOwed() {
    carryTheRest();
    world.messages().checkAllAnswered();
    world.places().check();
    for (Node.Life life : world.lives()) {
      world.client().checkAllAnswered(life);
      checkNothingOwed(life);
    }
    Owed.check(world);
  }

  private void checkNothingOwed(Node.Life life) {
    int running = 0;
    boolean full = life.engine.taken() == world.setup().engine().maxRunningTasks();
    for (Ledger ledger : world.store().all()) {
      Agent agent = ledger.head();
      boolean isHere = world.places().holder(agent.id()) == life;
      List<Effect> owed = isHere ? agent.effects() : List.of();
      world.check(
          life.effects.of(agent.id()).equals(Set.copyOf(owed)),
          () ->
              life.name
                  + " does "
                  + life.effects.of(agent.id())
                  + " for "
                  + agent.id()
                  + ", but owes "
                  + owed);
      if (isHere) {
        checkTime(life, agent);
        running += agent.tasks().running();
        checkWake(life, agent);
        world.check(
            full || agent.startable(world.now()).isEmpty(),
            () -> "nobody starts the tasks of " + agent);
      }
    }
    world.check(!life.engine.postIsBusy(), () -> "the post is not done");
    int places = running;
    world.check(
        life.engine.taken() == places,
        () -> places + " tasks run in " + life.engine.taken() + " places");
    while (follower.read(life, 7)) {
      world.begin();
    }
    world.check(
        life.cursor == world.store().head(),
        () -> "the feed ends at " + life.cursor + " of " + world.store().head());
  }

  /**
   * When the time of all agents together was spent a second ago, nothing runs that may be stopped.
   */
  private void checkTime(Node.Life life, Agent agent) {
    Budget budget = world.setup().engine().budget();
    Instant before = world.nodesNow().minusSeconds(1);
    int most = world.setup().engine().maxRunningTasks();
    Spending spent = life.engine.spent().plusTime(Duration.ofSeconds(-most));
    for (Task task : agent.tasks()) {
      boolean runs = task.isRunning() && !task.isTouchy() && before.isAfter(task.runSince());
      world.check(
          !runs || budget == null || !budget.isTimeUp(spent),
          () -> task + " of " + agent.id() + " runs on, though " + spent + " of " + budget);
    }
  }

  private void checkWake(Node.Life life, Agent agent) {
    Instant at = agent.nextWake(world.now()).map(wake -> wake.at()).orElse(NEVER);
    world.check(
        at.isAfter(world.now()), () -> "overdue: " + agent.nextWake(world.now()) + " of " + agent);
    // When the clock was set back under a task that waits for a place, the place brings it round.
    boolean waits = world.setup().setBack() && !agent.startable(world.now()).isEmpty();
    world.check(
        waits || at.equals(NEVER) || !life.engine.nextAlarm().isAfter(at),
        () -> "no alarm rings at " + at + " for " + agent);
  }

  // ── the end of the world ───────────────────────────────────────────────────────────────────

  private void finish() {
    for (AgentId agent : world.setup().agents()) {
      for (Schedule schedule : world.store().ledger(agent).head().schedules()) {
        String mark = world.mark("end");
        world.client().tell(any(), agent, new Command.DeleteSchedule(schedule.id()), mark);
      }
    }
    goOn();
    for (Ledger ledger : world.store().all()) {
      Agent agent = ledger.head();
      boolean held =
          agent.life() != Agent.Life.STARTED
              || agent.sleep() != null && agent.sleep().until() == null;
      for (Task task : agent.tasks()) {
        world.check(held || Overseer.waitsForBudget(agent, task), () -> "tasks are left: " + agent);
      }
      List<Long> asked = world.store().auditor().trail(agent.id()).asked();
      world.check(asked.isEmpty(), () -> "approvals " + asked + " are open for ever: " + agent);
    }
    for (AgentId agent : world.setup().agents()) {
      if (world.store().ledger(agent).head().exists()) {
        world.client().tell(any(), agent, new Command.Start(), world.mark("start"));
        world.client().tell(any(), agent, new Command.Wake("in the end"), world.mark("wake"));
        for (Command command : Overseer.plenty(world.store().auditor().trail(agent))) {
          settle(); // an agent takes few commands at a time
          world.client().tell(any(), agent, command, world.mark("plenty"));
        }
      }
    }
    goOn();
    for (Ledger ledger : world.store().all()) {
      Agent agent = ledger.head();
      world.check(agent.tasks().isEmpty(), () -> "tasks are left, though awake: " + agent);
      boolean person = agent.id().isReserved();
      world.check(person || !agent.hasUnread(), () -> "mail is left unread: " + agent);
      if (world.chance().oneIn(4)) {
        checkBytes(ledger);
      }
    }
    leaveMemory();
  }

  private Node.Life any() {
    List<Node.Life> lives = world.lives();
    return lives.size() == 1 ? lives.getFirst() : world.chance().of(lives);
  }

  /** Lets the models answer and time pass until nothing is left to wait for. */
  private void goOn() {
    settle();
    while (true) {
      List<Node.Life> able = new ArrayList<>(world.lives());
      able.removeIf(life -> !life.effects.canAnswer(true));
      if (!able.isEmpty()) {
        world.chance().of(able).effects.answer(true, true);
      } else if (nextAlarm().isBefore(NEVER)) {
        passTo(nextLook());
      } else {
        break;
      }
      settle();
      for (Ledger ledger : world.store().all()) {
        Node.Life life = world.places().holder(ledger.head().id());
        if (life != null) {
          checkWake(life, ledger.head());
        }
      }
    }
    checkNothingOwed();
    for (Node.Life life : world.lives()) {
      world.check(life.engine.taken() == 0, () -> "places are leaked");
      world.check(life.engine.waiting() == 0, () -> "somebody waits for a place");
    }
  }

  private void checkBytes(Ledger ledger) {
    Agent head = ledger.head();
    world.check(
        Json.agent(Json.agent(head)).equals(head), () -> "does not survive writing: " + head);
    Agent folded = Agent.absent(head.id());
    for (Journal.Recorded row : ledger.rows()) {
      folded = folded.apply(Json.entries(Json.entries(row.entries())), row.at());
    }
    Agent read = folded;
    world.check(
        world.remembered(read).equals(head), () -> "its entries do not survive writing: " + head);
  }

  private void leaveMemory() {
    world.pass(Duration.ofHours(1));
    world.lives().forEach(life -> life.engine.hibernate(world.now(), Duration.ZERO));
    settle();
    for (Node.Life life : world.lives()) {
      world.check(life.engine.cells() == 0, () -> life.engine.cells() + " cells stay in memory");
    }
  }
}
