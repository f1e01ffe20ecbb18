package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Slices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which node should hold which agents, and all that goes wrong with that: nobody holds them for a
 * while, or two nodes do, and one of them is told late or never.
 */
final class Places {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final World world;
  private final Chance chance;
  private final Set<Integer> slices = new TreeSet<>();
  private final Map<Integer, Node.Life> holders = new TreeMap<>();
  private final List<Handover> handovers = new ArrayList<>();

  /** What nodes gave up to hand over: there its cells may still do something until their turn. */
  private final Set<Share> givenUp = new HashSet<>();

  private boolean wrong;

  private record Share(Node.Life life, int slice) {}

  /** A node has been told that it shall not hold a slice any more. */
  private record Handover(Node.Life from, int slice, Instant since) {}

  Places(World world) {
    this.world = world;
    this.chance = world.chance();
    if (world.setup().placed()) {
      world.setup().agents().forEach(agent -> slices.add(Slices.of(agent)));
      slices.add(Slices.of(AgentId.EVENT_LOG));
      slices.add(Slices.of(new AgentId("user")));
    }
  }

  /** Who should hold an agent; null if nobody does. */
  Node.@Nullable Life holder(AgentId agent) {
    return world.setup().placed() ? holder(Slices.of(agent)) : world.lives().getFirst();
  }

  private Node.@Nullable Life holder(int slice) {
    Node.Life life = holders.get(slice);
    return life != null && world.isAlive(life) ? life : null;
  }

  /** True if agents may have been held by two nodes. */
  boolean wereWrong() {
    return wrong;
  }

  private static boolean holds(Node.Life life, int slice) {
    return life.engine.share().slices().contains(slice);
  }

  /** Those that believe to hold a slice, though another one should. */
  private List<Node.Life> pretenders(int slice) {
    List<Node.Life> found = new ArrayList<>(world.lives());
    found.removeIf(life -> life == holder(slice) || !holds(life, slice));
    return found;
  }

  // ── moves ──────────────────────────────────────────────────────────────────────────────────

  void give(int slice, Node.Life life) {
    world.say(() -> life.name + " is given slice " + slice);
    holders.put(slice, life);
    life.engine.share().take(slice);
  }

  /** Takes a slice from a node, which hands back what runs there. */
  private void take(int slice, Node.Life life) {
    world.say(() -> life.name + " shall not hold slice " + slice + " any more");
    holders.remove(slice, life);
    Handover handover = new Handover(life, slice, world.now());
    handovers.add(handover);
    life.engine.share().lose(slice, () -> gone(handover));
  }

  private void gone(Handover handover) {
    Node.Life life = handover.from;
    world.say(() -> life.name + " has handed over slice " + handover.slice);
    handovers.remove(handover);
    boolean inVain = !world.now().isBefore(handover.since.plus(life.engine.patienceWithLeaving()));
    wrong |= inVain;
    if (inVain) {
      givenUp.add(new Share(life, handover.slice));
    }
    boolean mayDoMore = givenUp.contains(new Share(life, handover.slice));
    if (holds(life, handover.slice)) {
      return;
    }
    for (AgentId agent : life.engine.strays()) {
      world.check(
          Slices.of(agent) != handover.slice,
          () -> life.name + " has handed over " + agent + ", but still has it");
    }
    for (AgentId agent : world.setup().agents()) {
      world.check(
          mayDoMore || Slices.of(agent) != handover.slice || life.effects.of(agent).isEmpty(),
          () -> life.name + " has handed over " + agent + ", but does " + life.effects.of(agent));
    }
  }

  private boolean isHandedOver(int slice) {
    handovers.removeIf(handover -> !world.isAlive(handover.from));
    return handovers.stream().anyMatch(handover -> handover.slice == slice);
  }

  /** One of the slices may move; false if none does. */
  boolean one() {
    int slice = chance.of(List.copyOf(slices));
    Node.Life holder = holder(slice);
    List<Node.Life> pretenders = pretenders(slice);
    if (!pretenders.isEmpty() && chance.oneIn(3)) {
      take(slice, chance.of(pretenders));
      return true;
    }
    Node.Life other = chance.of(world.lives());
    if (holder == null) {
      return findHolder(slice, other);
    }
    if (holder.draining) {
      take(slice, holder);
      return true;
    }
    return chance.oneIn(2) && move(slice, holder, other);
  }

  private boolean findHolder(int slice, Node.Life life) {
    boolean early = isHandedOver(slice);
    if (life.draining || early && !goesWrong()) {
      return false;
    }
    wrong |= early || !pretenders(slice).isEmpty();
    give(slice, life);
    return true;
  }

  private boolean move(int slice, Node.Life holder, Node.Life other) {
    if (!goesWrong()) {
      take(slice, holder);
    } else if (other == holder) {
      take(slice, holder);
      give(slice, holder);
    } else if (!other.draining) {
      wrong = true;
      world.say(() -> holder.name + " is not told that");
      give(slice, other);
    }
    return true;
  }

  private boolean goesWrong() {
    return chance.percent(world.setup().wrong());
  }

  // ── calm ───────────────────────────────────────────────────────────────────────────────────

  /** A node shall hold nothing any more. */
  void evacuate(Node.Life life) {
    for (int slice : slices) {
      if (holds(life, slice)) {
        take(slice, life);
      }
    }
  }

  /** Whoever believes to hold what it should not is told. */
  void correct() {
    for (int slice : slices) {
      pretenders(slice).forEach(life -> take(slice, life));
    }
  }

  /** What nobody holds is given to those that are up. */
  void giveAll() {
    for (int slice : slices) {
      if (holder(slice) == null) {
        give(slice, chance.of(world.lives()));
      }
    }
  }

  /** When somebody should be asked again to leave; null if nobody has to. */
  @Nullable Instant seesOutAt() {
    Instant next = null;
    for (Node.Life life : world.lives()) {
      Instant at = life.engine.seesOutAt();
      if (life.engine.seesOut() && (next == null || at.isBefore(next))) {
        next = at;
      }
    }
    return next;
  }

  /** Agents that are leaving are asked to once a second; false if it is not time for that. */
  boolean seeOut(Node.Life life) {
    if (!life.engine.seesOut() || life.engine.seesOutAt().isAfter(world.now())) {
      return false;
    }
    world.say(() -> life.name + " asks agents to leave");
    life.engine.seeOut(world.now().plus(AGAIN));
    return true;
  }

  /** Each agent is in one node. */
  void check() {
    for (Node.Life life : world.setup().placed() ? world.lives() : List.<Node.Life>of()) {
      Set<AgentId> strays = life.engine.strays();
      world.check(strays.isEmpty(), () -> life.name + " does not hold " + strays);
      for (int slice : life.engine.share().slices()) {
        world.check(holder(slice) == life, () -> life.name + " should not hold slice " + slice);
      }
    }
  }
}
