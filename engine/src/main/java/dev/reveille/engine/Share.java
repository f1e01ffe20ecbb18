package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What a process does for its share of the agents: it takes up what slices that it is given have
 * left, and lets go of slices that go to others. A process that is alone holds all, from its start.
 */
public final class Share {
  private static final Logger log = LoggerFactory.getLogger(Share.class);
  private static final int PAGE = 1_000;

  private final Engine engine;
  private final Holding holding;
  private final Doors doors;
  private final Leaving leaving;

  Share(Engine engine, Holding holding, Doors doors) {
    this.engine = engine;
    this.holding = holding;
    this.doors = doors;
    this.leaving = new Leaving(engine.directory(), engine.config().drain());
  }

  /** For whoever sees agents out by hand. */
  Leaving leaving() {
    return leaving;
  }

  /**
   * From now on the agents of a slice are held here: their work and their alarms are taken up soon.
   *
   * @param slice as {@link Slices#of} numbers them
   */
  public void take(int slice) {
    log.debug("slice {} is held here", slice);
    holding.take(slice);
    leaving.stay(slice);
    engine.alarmClock().lookAgain();
  }

  /**
   * Others will hold the agents of a slice. What runs is handed back.
   *
   * @param gone told when the journal has all of it and nothing is here any more, or when that was
   *     waited for in vain, or the slice is held here again; must answer at once
   */
  public void lose(int slice, Runnable gone) {
    log.debug("slice {} is not held here any more", slice);
    holding.lose(slice);
    engine.post().lose(slice);
    engine.alarms().dropOthers();
    leaving.begin(slice, engine.clock().instant(), gone);
    engine.alarmClock().lookAgain();
  }

  /** True if agents are still on their way out. */
  boolean seeOff() {
    return leaving.look(engine.clock().instant());
  }

  /** The slices that are held here; empty if this process is alone and holds all. */
  public Set<Integer> slices() {
    return holding.slices();
  }

  /** True also if this process is alone. */
  public boolean holds(int slice) {
    return holding.hasSlice(slice);
  }

  /**
   * A command that has come from another process. It is not sent on: if its agent is not held here,
   * it is refused.
   */
  public void receive(AgentId agent, Command command, Consumer<Answer> answer) {
    Answer.Refused refusal = doors.memoryRefusal(command);
    if (refusal != null) {
      answer.accept(refusal);
    } else if (holding.has(agent)) {
      engine.order(agent, command, answer);
    } else {
      answer.accept(notHere(agent));
    }
  }

  /** The same for a look at it. */
  public void receiveLook(AgentId agent, Consumer<Answer> answer) {
    if (holding.has(agent)) {
      engine.look(agent, answer);
    } else {
      answer.accept(notHere(agent));
    }
  }

  private static Answer notHere(AgentId agent) {
    return new Answer.Refused(
        Decision.Code.UNAVAILABLE,
        "agent " + agent + " is moving from one node to another; try again in a second");
  }

  /**
   * Wakes those agents of slices given meanwhile that somebody must hold: the same effects fall out
   * of their state again. Their alarms will be read. Blocks if there are any.
   *
   * @throws Journal.Unavailable nothing is taken up then
   */
  void takeUp() {
    Set<Integer> fresh = holding.nextFresh();
    if (fresh == null) {
      return;
    }
    try {
      wake(fresh);
      engine.alarms().readAnew();
    } catch (RuntimeException notNow) {
      holding.putBack(fresh);
      throw notNow;
    }
  }

  private void wake(Set<Integer> fresh) {
    int found = 0;
    String after = "";
    List<AgentId> page;
    do {
      page = holding.busy(engine.journal(), fresh, after, PAGE);
      for (AgentId agent : page) {
        engine.directory().tell(agent, Engine.tick());
        after = agent.value();
      }
      found += page.size();
    } while (page.size() == PAGE);
    if (found > 0) {
      log.atLevel(holding.isEverything() ? Level.INFO : Level.DEBUG)
          .log("taking up {} agents that have something to do", found);
    }
  }

  /**
   * What another process has written to an agent that is held here: it was taken for dead, or does
   * not know yet that it holds the agent no more.
   */
  void hear(List<Journal.Recorded> rows) {
    for (Journal.Recorded row : rows) {
      if (holding.has(row.agent())) {
        AgentCell cell = engine.directory().cells().get(row.agent());
        if (cell == null) {
          engine.directory().tell(row.agent(), Engine.tick());
        } else if (!cell.writes(row.seq())) {
          cell.offer(new Letter.Written(row.last() - row.position() + row.seq()));
        }
      }
    }
  }
}
