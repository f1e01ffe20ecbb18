package dev.reveille.testkit;

/** The ordinary work of a node: one thing that it could do next, picked by chance. */
final class Work {
  private static final int KINDS = 7;

  private final World world;

  Work(World world) {
    this.world = world;
  }

  /** False if the node has nothing to do before something happens or time passes. */
  boolean one(Node.Life life) {
    int first = world.chance().below(KINDS);
    for (int i = 0; i < KINDS; i++) {
      if (one(life, (first + i) % KINDS)) {
        return true;
      }
    }
    return false;
  }

  private boolean one(Node.Life life, int kind) {
    return switch (kind) {
      case 0 -> turn(life);
      case 1 -> commit(life);
      case 2 -> news(life);
      case 3 -> load(life);
      case 4 -> clock(life);
      case 5 -> world.places().seeOut(life);
      default -> post(life);
    };
  }

  private boolean turn(Node.Life life) {
    if (life.turns.isEmpty()) {
      return false;
    }
    world.say(() -> life.name + " takes one of " + life.turns.size() + " turns");
    world.chance().take(life.turns).run();
    return true;
  }

  private boolean commit(Node.Life life) {
    int waiting = life.journal.waitingAppends();
    if (waiting == 0) {
      return false;
    }
    int group = world.chance().from(1, waiting);
    if (world.store().isDown()) {
      life.journal.fail(group);
    } else if (world.goesWrong()) {
      if (world.chance().oneIn(2)) {
        life.journal.fail(group);
      } else {
        life.journal.commitAndReportFailure(group);
      }
    } else {
      life.journal.commit(group);
    }
    return true;
  }

  private boolean news(Node.Life life) {
    if (life.journal.waitingNews() == 0) {
      return false;
    }
    world.say(() -> life.name + " hears from the store");
    life.journal.tellNews();
    return true;
  }

  private boolean load(Node.Life life) {
    if (life.journal.waitingLoads() == 0) {
      return false;
    }
    world.say(() -> life.name + " is answered a load");
    life.journal.answerLoad();
    return true;
  }

  private boolean post(Node.Life life) {
    if (!life.engine.postCanGoOn() || world.store().isDown()) {
      return false;
    }
    world.say(() -> life.name + " looks at the post");
    life.engine.lookAtPost();
    return true;
  }

  private boolean clock(Node.Life life) {
    if (!life.engine.wantsToLook(world.now())) {
      return false;
    }
    world.say(() -> life.name + " looks at the clock");
    life.engine.lookAtClock();
    return true;
  }
}
