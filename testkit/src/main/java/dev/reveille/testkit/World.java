package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.Usage;
import dev.reveille.engine.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Several processes over one store, with a clock, models and tools of its own, all on one thread
 * and all from one seed. Between any two steps anything may break. The engines and the core are the
 * real ones.
 *
 * <p>A world lives through rounds of {@link Trouble}, each followed by a {@link Calm} in which
 * everything that is owed must be delivered.
 */
public final class World {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final Chance chance;
  private final Setup setup;
  private final Sabotage sabotage;
  private final Trace trace;
  private final SimStore store;
  private final Executions executions;
  private final Client client;
  private final Places places;
  private final Messages messages;
  private final List<Node> nodes = new ArrayList<>();
  private Instant now = START;
  private @Nullable String violated;
  private boolean calm;
  private int steps;
  private int marks;
  private int crashes;

  World(long seed, Sabotage sabotage, Trace trace) {
    this.chance = new Chance(seed);
    this.setup = Setup.of(chance);
    this.sabotage = sabotage;
    this.trace = trace;
    this.store = new SimStore(this);
    this.executions = new Executions(this);
    this.client = new Client(this);
    this.places = new Places(this);
    this.messages = new Messages(this);
    for (int i = 0; i < setup.nodes(); i++) {
      nodes.add(new Node(this, i));
    }
  }

  /** What became of a seed. */
  public record Outcome(long seed, int steps, @Nullable Violation violation, List<String> trace) {
    public boolean good() {
      return violation == null;
    }
  }

  /** Lives through the world of a seed. */
  public static Outcome run(long seed, Sabotage sabotage, boolean traced) {
    Trace trace = new Trace(traced);
    World world = new World(seed, sabotage, trace);
    Violation violation = null;
    try {
      world.live();
    } catch (Violation e) {
      violation = e;
    } catch (RuntimeException e) {
      violation = new Violation("the world itself stumbled: " + e, e);
    }
    return new Outcome(seed, world.steps, violation, trace.lines());
  }

  void live() {
    say(() -> setup.toString());
    for (Node node : nodes) {
      node.start();
    }
    Trouble trouble = new Trouble(this);
    Calm ending = new Calm(this);
    for (int round = 1; round <= setup.rounds(); round++) {
      calm = false;
      trouble.run(setup.steps());
      calm = true;
      ending.comesAfter(round == setup.rounds());
    }
  }

  // ── steps ──────────────────────────────────────────────────────────────────────────────────

  /** Before each step; after it {@link #look} must find nothing. */
  void begin() {
    steps++;
    trace.at(steps, now);
  }

  /** After each step: what must always hold. */
  void look() {
    if (violated != null) {
      throw new Violation(violated);
    }
    for (Node node : nodes) {
      Node.Life life = node.life();
      if (life != null) {
        lookAt(life);
      }
    }
  }

  private void lookAt(Node.Life life) {
    RuntimeException bug = life.engine.lastBug();
    if (bug != null) {
      throw new Violation("a turn on " + life.name + " failed: " + bug, bug);
    }
    check(
        life.engine.taken() >= 0 && life.engine.taken() <= setup.engine().maxRunningTasks(),
        () -> life.name + " has given away " + life.engine.taken() + " places");
    check(
        life.engine.returning() <= setup.agents().size() + 2,
        () -> life.engine.returning() + " agents come back, but there are fewer");
    life.engine
        .states()
        .forEach((id, state) ->
            check(
                state == null || store.isDurable(state),
                () ->
                    life.name
                        + " believes of "
                        + id
                        + "\n  "
                        + state
                        + "\nbut the journal says\n  "
                        + store.ledger(id).stateAt(state == null ? 0 : state.seq())));
  }

  /** Notes what must not be. The step ends, because whoever is deep in a turn must not go on. */
  void check(boolean good, Supplier<String> what) {
    if (!good) {
      if (violated == null) {
        violated = what.get();
      }
      throw new Violation(violated);
    }
  }

  boolean goesWrong() {
    return !calm && chance.percent(setup.bad());
  }

  // ── time ───────────────────────────────────────────────────────────────────────────────────

  Instant now() {
    return now;
  }

  /** What the clocks of the nodes say. */
  Instant nodesNow() {
    return now.plusSeconds(sabotage == Sabotage.FAST_CLOCK ? 5 : 0);
  }

  void pass(Duration time) {
    passTo(now.plus(time));
  }

  void passTo(Instant instant) {
    now = instant;
    say(() -> "it is " + instant);
  }

  // ── what is in it ──────────────────────────────────────────────────────────────────────────

  Chance chance() {
    return chance;
  }

  RandomGenerator random() {
    return chance.another();
  }

  Setup setup() {
    return setup;
  }

  Sabotage sabotage() {
    return sabotage;
  }

  SimStore store() {
    return store;
  }

  /** An agent as the store of this world remembers it. */
  Agent remembered(Agent agent) {
    if (sabotage != Sabotage.FORGET_KEYS) {
      return agent;
    }
    ObjectNode json = (ObjectNode) Json.MAPPER.readTree(Json.agent(agent));
    json.putObject("keys");
    return Json.agent(Json.MAPPER.writeValueAsBytes(json));
  }

  /** An agent as a process of this world loads it. */
  Agent loaded(Agent agent) {
    if (sabotage != Sabotage.FORGET_SPENDING && sabotage != Sabotage.FORGET_RESERVATIONS) {
      return agent;
    }
    ObjectNode json = (ObjectNode) Json.MAPPER.readTree(Json.agent(agent));
    if (sabotage == Sabotage.FORGET_SPENDING) {
      json.putNull("spent");
    } else {
      ((ObjectNode) json.get("spent")).set("dearest", Json.MAPPER.valueToTree(Usage.NONE));
    }
    return Json.agent(Json.MAPPER.writeValueAsBytes(json));
  }

  Executions executions() {
    return executions;
  }

  Client client() {
    return client;
  }

  List<Node> nodes() {
    return nodes;
  }

  Places places() {
    return places;
  }

  Messages messages() {
    return messages;
  }

  boolean isAlive(Node.Life life) {
    return nodes.stream().anyMatch(node -> node.lives(life));
  }

  List<Node.Life> lives() {
    List<Node.Life> lives = new ArrayList<>();
    for (Node node : nodes) {
      if (node.life() != null) {
        lives.add(node.life());
      }
    }
    return lives;
  }

  /** Every life of a node hears what any of them has made durable. */
  void publish(List<dev.reveille.engine.Journal.Recorded> rows) {
    if (!rows.isEmpty()) {
      lives().forEach(life -> life.journal.hear(rows));
    }
  }

  /** A text that is nowhere else. */
  String mark(String what) {
    return "#" + ++marks + " " + what;
  }

  int crashes() {
    return crashes;
  }

  void crash(Node node, String how) {
    crashes++;
    node.die(how);
  }

  int steps() {
    return steps;
  }

  void say(Supplier<String> what) {
    trace.say(what);
  }
}
