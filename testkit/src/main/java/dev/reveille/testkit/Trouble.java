package dev.reveille.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A time in which everything happens, and some of it goes wrong. */
final class Trouble {
  private final World world;
  private final Chance chance;
  private final Work work;
  private final Follower follower;

  Trouble(World world) {
    this.world = world;
    this.chance = world.chance();
    this.work = new Work(world);
    this.follower = new Follower(world);
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      world.begin();
      step();
      world.look();
    }
  }

  private void step() {
    heal();
    List<Node.Life> lives = world.lives();
    if (lives.isEmpty()) {
      world.pass(Duration.ofMillis(chance.from(1, 5_000)));
      return;
    }
    Node.Life life = chance.of(lives);
    if (chance.percent(world.setup().trouble())) {
      breakSomething();
      return;
    }
    if (world.setup().placed() && chance.oneIn(3) && between()) {
      return;
    }
    int roll = chance.below(100);
    if (roll < 58 && work.one(life)) {
      return;
    }
    if (roll < 72 && life.effects.canAnswer(false)) {
      life.effects.answer(false, false);
    } else if (roll < 88) {
      world.client().act(life);
    } else if (roll < 96) {
      time(life);
    } else {
      keepHouse(life);
    }
  }

  /** What goes on between nodes. */
  private boolean between() {
    return chance.oneIn(3) && world.places().one() || world.messages().one(false);
  }

  /** What is broken does not stay so. */
  private void heal() {
    if (world.store().isDown() && chance.oneIn(15)) {
      world.say(() -> "the store is back");
      world.store().goDown(false);
    }
    for (Node node : world.nodes()) {
      if (!node.isUp() && chance.oneIn(8)) {
        node.start();
      }
    }
  }

  private void breakSomething() {
    Node node = chance.of(world.nodes());
    switch (chance.below(6)) {
      case 0, 1, 2 -> {
        if (node.isUp()) {
          world.crash(node, "crashes");
        }
      }
      case 3 -> {
        world.say(() -> "the store goes down");
        world.store().goDown(true);
      }
      default -> drain(node);
    }
  }

  private void drain(Node node) {
    Node.Life life = node.life();
    if (life != null && !life.draining) {
      world.say(() -> life.name + " drains");
      life.draining = true;
      life.engine.closeDoors();
    }
  }

  private void keepHouse(Node.Life life) {
    switch (chance.below(5)) {
      case 4 -> load(life);
      case 0 -> {
        world.say(() -> life.name + " hibernates what it can");
        life.engine.hibernate(world.now(), Duration.ofMillis(-1));
      }
      case 1 -> {
        world.say(() -> life.name + " looks at the clock for no reason");
        life.engine.lookAtClock();
      }
      case 2 -> follower.read(life, chance.from(1, 5));
      default -> goOnDraining(life);
    }
  }

  /** It comes and goes; now and then there is no memory for new work either. */
  private void load(Node.Life life) {
    double load = chance.of(List.of(0.1, 0.5, 0.72, 0.85, 1.0));
    double heap = chance.oneIn(5) ? 0.95 : 0.2;
    world.say(() -> life.name + " has a load of " + load + " and uses " + heap + " of its heap");
    life.engine.weigh(load, heap);
  }

  private void goOnDraining(Node.Life life) {
    if (!life.draining) {
      return;
    }
    if (!life.letGo) {
      world.say(() -> life.name + " lets go");
      life.letGo = true;
      life.engine.letGo();
      return;
    }
    for (Node node : world.nodes()) {
      if (node.life() == life) {
        node.leave();
      }
    }
  }

  private void time(Node.Life life) {
    Instant alarm = life.engine.nextAlarm();
    boolean soon = alarm.isAfter(world.now()) && alarm.isBefore(world.now().plusSeconds(500_000));
    switch (chance.below(12)) {
      case 0, 1, 2, 3 -> world.pass(Duration.ofMillis(chance.from(1, 50)));
      case 4, 5 -> world.pass(Duration.ofMillis(chance.from(1, 20_000)));
      case 6 -> world.pass(Duration.ofNanos(chance.from(1, 2_000_000)));
      case 7 -> world.pass(chance.duration());
      case 8 -> {
        Instant before = alarm.minusMillis(1);
        world.passTo(soon && before.isAfter(world.now()) ? before : world.now());
      }
      case 9 -> {
        if (world.setup().setBack()) {
          world.pass(chance.duration().negated());
        }
      }
      default -> world.passTo(soon ? alarm : world.now());
    }
  }
}
