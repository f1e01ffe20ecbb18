package dev.reveille.testkit;

import dev.reveille.core.Entry;
import dev.reveille.core.Priority;
import dev.reveille.core.Task;
import dev.reveille.engine.EngineByHand;
import dev.reveille.engine.Journal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that comes and goes: one engine after the other over the same store. */
final class Node {
  private final World world;
  private final int number;
  private int life;
  private @Nullable Life now;

  /** All that dies with the process. */
  static final class Life {
    final String name;
    final SimJournal journal;
    final SimEffects effects;
    final EngineByHand engine;
    final List<Runnable> turns = new ArrayList<>();
    boolean draining;
    boolean letGo;
    long cursor;

    Life(World world, String name) {
      this.name = name;
      this.journal = new SimJournal(world, name);
      this.effects = new SimEffects(world, name);
      this.engine =
          new EngineByHand(
              journal,
              world.setup().placed() ? world.messages().from(this) : null,
              journal,
              journal,
              effects,
              turns::add,
              world::nodesNow,
              world.random(),
              world.setup().engine());
      journal.onAppend(append -> checkDeferred(world, append));
      journal.begun();
      effects.belongTo(engine, journal);
      this.cursor = world.store().head();
    }

    /** Under load nothing is begun that is not urgent. */
    private void checkDeferred(World world, Journal.Append append) {
      // One that is begun and at once waits for its budget has had a place as well.
      int begun =
          (int) append.entries().stream().filter(Entry.TaskStarted.class::isInstance).count();
      int own = append.before().tasks().running() + begun;
      for (Entry entry : append.entries()) {
        if (entry instanceof Entry.TaskStarted started && engine.defers(own)) {
          Task task = append.after().tasks().get(started.task());
          world.check(
              task == null || task.priority() == Priority.URGENT,
              () -> name + " begins under load " + task + " of " + append.agent());
        }
      }
    }
  }

  Node(World world, int number) {
    this.world = world;
    this.number = number;
  }

  @Nullable Life life() {
    return now;
  }

  /** The node of a life. */
  boolean lives(Life life) {
    return now == life;
  }

  boolean isUp() {
    return now != null;
  }

  /** Null if the store did not answer. */
  @Nullable Life start() {
    life++;
    try {
      Life next = new Life(world, "node" + number + "." + life);
      now = next;
      world.say(() -> next.name + " starts");
      return next;
    } catch (Journal.Unavailable storeIsDown) {
      return null;
    }
  }

  /**
   * The process leaves when nothing runs any more; otherwise somebody without patience kills it.
   */
  void leave() {
    Life going = now;
    if (going == null) {
      return;
    }
    if (!going.engine.nothingRuns()) {
      world.crash(this, "is killed while it drains");
    } else {
      world.client().checkLetGo(going);
      die("has drained and leaves");
    }
  }

  void die(String how) {
    Life gone = now;
    if (gone != null) {
      world.say(() -> gone.name + " " + how);
      now = null;
    }
  }
}
