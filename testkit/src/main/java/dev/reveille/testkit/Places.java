package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Placement;
import dev.reveille.engine.Slices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which slices, as a cluster has it: slices move from one node to another, a dead node's
 * go to others late, and now and then one is given away that its holder still believes to hold.
 * What is sent from node to node takes its time, and may come where nobody expects it any more.
 */
final class Places {
  private final World world;
  private final Map<Integer, Node.Life> holders = new TreeMap<>();

  /** By node: slices that it was told to give up, and has not. */
  private final Map<Node.Life, Set<Integer>> leaving = new HashMap<>();

  /** Those that believe to hold what was given to somebody else. */
  private final List<Stale> stale = new ArrayList<>();

  private final List<Message> messages = new ArrayList<>();

  private record Stale(Node.Life life, int slice) {}

  /** A question on its way, or being answered. */
  private final class Message {
    private final Node.Life to;
    private final Consumer<Answer> answer;
    private boolean answered;

    Message(Node.Life to, Consumer<Answer> answer) {
      this.to = to;
      this.answer = answer;
    }

    void answer(Answer what) {
      if (!answered) {
        answered = true;
        messages.remove(this);
        answer.accept(what);
      }
    }
  }

  Places(World world) {
    this.world = world;
  }

  // ── the way from node to node ──────────────────────────────────────────────────────────────

  Placement seenBy(Node.Life from) {
    return new Placement() {
      @Override
      public int processes() {
        return world.nodes().size();
      }

      @Override
      public void order(AgentId agent, Command command, Consumer<Answer> answer) {
        send(from, agent, answer, (to, told) -> to.engine.share().receive(agent, command, told));
      }

      @Override
      public void look(AgentId agent, Consumer<Answer> answer) {
        send(from, agent, answer, (to, told) -> to.engine.share().receiveLook(agent, told));
      }
    };
  }

  private interface Delivery {
    void to(Node.Life life, Consumer<Answer> answer);
  }

  private void send(Node.Life from, AgentId agent, Consumer<Answer> answer, Delivery delivery) {
    Node.Life to = holders.get(Slices.of(agent));
    if (to == null) {
      from.turns.add(() -> answer.accept(refused(agent + " is nowhere now")));
      return;
    }
    Message message = new Message(to, what -> from.turns.add(() -> answer.accept(what)));
    messages.add(message);
    to.turns.add(() -> delivery.to(to, message::answer));
  }

  private static Answer refused(String why) {
    return new Answer.Refused(Decision.Code.UNAVAILABLE, why);
  }

  // ── nodes that come and go ─────────────────────────────────────────────────────────────────

  /** The first has all. */
  void started(Node.Life life) {
    if (world.setup().placed() && holders.isEmpty()) {
      giveAll(life);
    }
  }

  /** Whoever waits for its answer waits in vain. */
  void died(Node.Life life) {
    holders.values().removeIf(life::equals);
    leaving.remove(life);
    stale.removeIf(it -> it.life == life);
    for (Message message : List.copyOf(messages)) {
      if (message.to == life) {
        message.answer(refused(life.name + " is gone"));
      }
    }
  }

  // ── slices that move ───────────────────────────────────────────────────────────────────────

  /** Something happens to one of the slices that somebody lives in. */
  void change() {
    List<Node.Life> lives = world.lives();
    if (lives.isEmpty()) {
      return;
    }
    if (!stale.isEmpty() && world.chance().oneIn(2)) {
      Stale one = stale.remove(world.chance().below(stale.size()));
      lose(one.life, one.slice, null);
      return;
    }
    Node.Life next = world.chance().of(lives);
    int slice = world.chance().of(peopled());
    Node.Life now = holders.get(slice);
    if (now == next || isLeaving(next, slice) || stale.contains(new Stale(next, slice))) {
      return;
    }
    if (now == null) {
      give(next, slice);
    } else if (world.chance().oneIn(3)) {
      world.say(() -> now.name + " does not know that it holds slice " + slice + " no more");
      stale.add(new Stale(now, slice));
      give(next, slice);
    } else {
      holders.remove(slice);
      lose(now, slice, next);
    }
  }

  private List<Integer> peopled() {
    List<AgentId> all = new ArrayList<>(world.setup().agents());
    all.add(AgentId.EVENT_LOG);
    all.add(new AgentId("user"));
    return all.stream().map(Slices::of).toList();
  }

  private void give(Node.Life life, int slice) {
    world.say(() -> life.name + " is given slice " + slice);
    holders.put(slice, life);
    life.engine.share().take(slice);
  }

  private void lose(Node.Life life, int slice, Node.@Nullable Life next) {
    world.say(() -> life.name + " gives up slice " + slice);
    leaving.computeIfAbsent(life, it -> new HashSet<>()).add(slice);
    life.engine.share().lose(slice, () -> gone(life, slice, next));
  }

  private void gone(Node.Life life, int slice, Node.@Nullable Life next) {
    leaving.getOrDefault(life, new HashSet<>()).remove(slice);
    if (next != null
        && world.lives().contains(next)
        && !isLeaving(next, slice)
        && !holders.containsKey(slice)) {
      give(next, slice);
    }
  }

  private boolean isLeaving(Node.Life life, int slice) {
    return leaving.getOrDefault(life, Set.of()).contains(slice);
  }

  // ── in the end ─────────────────────────────────────────────────────────────────────────────

  /** True while there are slices that it is giving up. */
  boolean isLeft(Node.Life life) {
    return !leaving.getOrDefault(life, Set.of()).isEmpty();
  }

  /** It is the only one. */
  void giveAll(Node.Life life) {
    if (!world.setup().placed()) {
      return;
    }
    stale.clear();
    for (int slice = 0; slice < Slices.COUNT; slice++) {
      holders.put(slice, life);
      if (!life.engine.share().slices().contains(slice)) {
        life.engine.share().take(slice);
      }
    }
  }
}
