package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What nodes ask each other about agents, on its way: it is late, or lost, or comes to a node that
 * does not hold the agent. Whoever has asked is told exactly once.
 */
final class Messages {
  private static final Answer LOST =
      new Answer.Refused(Decision.Code.UNAVAILABLE, "simulated: no answer came in time");

  private final World world;
  private final Chance chance;
  private final List<Message> all = new ArrayList<>();

  Messages(World world) {
    this.world = world;
    this.chance = world.chance();
  }

  /** A question, and its answer. */
  private final class Message {
    private final Node.Life from;
    private final AgentId agent;
    private final @Nullable Command command;
    private final Consumer<Answer> answer;
    private Node.@Nullable Life to;
    private @Nullable Answer reply;
    private boolean lost;
    private boolean told;

    /**
     * @param command null: a look
     */
    Message(Node.Life from, AgentId agent, @Nullable Command command, Consumer<Answer> answer) {
      this.from = from;
      this.agent = agent;
      this.command = command;
      this.answer = answer;
    }

    void bringTo(Node.Life life) {
      world.say(() -> life.name + " is brought " + this);
      to = life;
      if (command == null) {
        life.engine.share().receiveLook(agent, this::answered);
      } else {
        life.engine.share().receive(agent, command, this::answered);
      }
    }

    private void answered(Answer what) {
      world.check(reply == null, () -> this + " is answered twice");
      reply = what;
    }

    /** The one who asked waits no longer. */
    void tell(Answer what) {
      boolean waits = !told && world.isAlive(from);
      told = true;
      if (waits) {
        world.say(() -> from.name + " is told what became of " + this);
        answer.accept(what);
      }
    }

    boolean isAnswerable() {
      return to != null && reply == null && world.isAlive(to);
    }

    boolean isOver() {
      boolean brought = lost || to != null;
      return brought && !isAnswerable() && (told || !world.isAlive(from));
    }

    @Override
    public String toString() {
      return from.name + "'s " + (command == null ? "look at" : command + " for") + " " + agent;
    }
  }

  /** The way from a node to the agents of others. */
  Placement from(Node.Life life) {
    return new Placement() {
      @Override
      public int processes() {
        return world.nodes().size();
      }

      @Override
      public void order(AgentId agent, Command command, Consumer<Answer> answer) {
        all.add(new Message(life, agent, command, answer));
      }

      @Override
      public void look(AgentId agent, Consumer<Answer> answer) {
        all.add(new Message(life, agent, null, answer));
      }
    };
  }

  /** One of them goes on; false if none can. */
  boolean one(boolean calm) {
    all.removeIf(Message::isOver);
    List<Message> able = all.stream().filter(this::canGoOn).toList();
    if (able.isEmpty()) {
      return false;
    }
    Message message = chance.of(able);
    if (calm) {
      goOn(message);
    } else {
      tryOn(message);
    }
    return true;
  }

  private boolean canGoOn(Message message) {
    if (message.to == null) {
      return !message.lost && world.places().holder(message.agent) != null;
    }
    return !message.told && !message.isAnswerable();
  }

  private void goOn(Message message) {
    Node.Life holder = world.places().holder(message.agent);
    if (message.to != null) {
      message.tell(message.reply == null ? LOST : message.reply);
    } else if (holder != null) {
      message.bringTo(holder);
    }
  }

  private void tryOn(Message message) {
    int roll = chance.below(20);
    if (roll == 0) {
      message.lost = message.to == null;
      message.tell(LOST);
    } else if (roll == 1) {
      message.tell(LOST); // and what was asked may be done much later
    } else if (roll <= 3 && message.to == null) {
      message.bringTo(chance.of(world.lives()));
    } else {
      goOn(message);
    }
  }

  /** Who lives has answered all that it was asked. */
  void checkAllAnswered() {
    for (Message message : all) {
      world.check(!message.isAnswerable(), () -> message + " was never answered");
    }
  }
}
