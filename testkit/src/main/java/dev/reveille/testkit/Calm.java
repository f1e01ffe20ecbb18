package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Schedule;
import dev.reveille.core.Task;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Nothing breaks any more, one node is up, and everything that is owed must be delivered within a
 * bounded number of steps: no wake late, no place leaked, nobody left without an answer.
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
    Node.Life life = survivor();
    life.engine.weigh(0, 0);
    holdAll(life);
    if (life.draining) {
      life = drained(life);
    }
    Instant patience = world.now().plus(PATIENCE);
    while (life.engine.nextAlarm().isBefore(patience)) {
      passTo(nextLook(life));
      settle(life);
    }
    passTo(patience);
    settle(life);
    checkNothingOwed(life);
    if (last) {
      finish(life);
    }
  }

  /** Several nodes would fight over the agents for ever: placement gives liveness. */
  private Node.Life survivor() {
    Node first = world.nodes().getFirst();
    for (Node node : world.nodes()) {
      if (world.nodes().size() > 1 && node.isUp()) {
        world.crash(node, "is shut down for good");
      }
    }
    Node.Life life = first.life();
    if (life == null) {
      life = first.start();
    }
    if (life == null) {
      throw new Violation("a node does not start over a healthy store");
    }
    return life;
  }

  /** Whoever is on his way out has to be gone first, as where a cluster places slices. */
  private void holdAll(Node.Life life) {
    settle(life);
    while (world.places().isLeft(life)) {
      world.pass(Duration.ofMillis(100));
      settle(life);
    }
    world.places().giveAll(life);
    settle(life);
  }

  private Node.Life drained(Node.Life life) {
    if (!life.letGo) {
      life.letGo = true;
      life.engine.letGo();
      settle(life);
    }
    boolean free = life.engine.nothingRuns() || life.engine.returning() > 0;
    world.check(free, () -> life.name + " does not let go");
    world.nodes().getFirst().leave();
    Node.Life next = survivor();
    holdAll(next);
    return next;
  }

  /** Works until there is nothing to do at this instant. */
  private void settle(Node.Life life) {
    boolean more = true;
    while (more) {
      step();
      more = work.one(life);
      world.look();
    }
  }

  private void step() {
    world.begin();
    world.check(left-- > 0, () -> "it does not come to rest within " + MAX_STEPS + " steps");
  }

  /** When the clock has something to do. What it was not told of it finds within a second. */
  private Instant nextLook(Node.Life life) {
    Instant alarm = life.engine.nextAlarm();
    return alarm.isAfter(world.now()) ? alarm : life.engine.looksAt();
  }

  private void passTo(Instant instant) {
    if (instant.isAfter(world.now())) {
      world.passTo(instant);
    }
  }

  /** What the post could not deliver it tries once a second, and not for ever. */
  private void carryTheRest(Node.Life life) {
    while (life.engine.postIsBusy()) {
      Instant again = world.now().plusSeconds(1);
      Instant look = nextLook(life);
      passTo(look.isBefore(again) ? look : again);
      settle(life);
    }
  }

  // ── what is owed ───────────────────────────────────────────────────────────────────────────

  private void checkNothingOwed(Node.Life life) {
    carryTheRest(life);
    world.client().checkAllAnswered(life);
    int running = 0;
    boolean full = life.engine.taken() == world.setup().engine().maxRunningTasks();
    for (Ledger ledger : world.store().all()) {
      Agent agent = ledger.head();
      running += agent.tasks().running();
      checkWake(life, agent);
      world.check(
          full || agent.startable(world.now()).isEmpty(),
          () -> "nobody starts the tasks of " + agent);
      world.check(
          life.effects.of(agent.id()).equals(java.util.Set.copyOf(agent.effects())),
          () ->
              life.name
                  + " does "
                  + life.effects.of(agent.id())
                  + " for "
                  + agent.id()
                  + ", but owes "
                  + agent.effects());
    }
    world.check(!life.engine.postIsBusy(), () -> "the post is not done");
    Owed.check(world);
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

  private void finish(Node.Life life) {
    for (AgentId agent : world.setup().agents()) {
      for (Schedule schedule : world.store().ledger(agent).head().schedules()) {
        String mark = world.mark("end");
        world.client().tell(life, agent, new Command.DeleteSchedule(schedule.id()), mark);
      }
    }
    goOn(life);
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
        world.client().tell(life, agent, new Command.Start(), world.mark("start"));
        world.client().tell(life, agent, new Command.Wake("in the end"), world.mark("wake"));
        for (Command command : Overseer.plenty(world.store().auditor().trail(agent))) {
          settle(life); // an agent takes few commands at a time
          world.client().tell(life, agent, command, world.mark("plenty"));
        }
      }
    }
    goOn(life);
    for (Ledger ledger : world.store().all()) {
      Agent agent = ledger.head();
      world.check(agent.tasks().isEmpty(), () -> "tasks are left, though awake: " + agent);
      boolean person = agent.id().isReserved();
      world.check(person || !agent.hasUnread(), () -> "mail is left unread: " + agent);
      if (world.chance().oneIn(4)) {
        checkBytes(ledger);
      }
    }
    leaveMemory(life);
  }

  /** Lets the models answer and time pass until nothing is left to wait for. */
  private void goOn(Node.Life life) {
    settle(life);
    while (true) {
      if (life.effects.canAnswer(true)) {
        life.effects.answer(true, true);
      } else if (life.engine.nextAlarm().isBefore(NEVER)) {
        passTo(nextLook(life));
      } else {
        break;
      }
      settle(life);
      for (Ledger ledger : world.store().all()) {
        checkWake(life, ledger.head());
      }
    }
    checkNothingOwed(life);
    world.check(life.engine.taken() == 0, () -> "places are leaked");
    world.check(life.engine.waiting() == 0, () -> "somebody waits for a place");
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

  private void leaveMemory(Node.Life life) {
    world.pass(Duration.ofHours(1));
    life.engine.hibernate(world.now(), Duration.ZERO);
    settle(life);
    world.check(life.engine.cells() == 0, () -> life.engine.cells() + " cells stay in memory");
  }
}
