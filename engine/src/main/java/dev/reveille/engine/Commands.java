package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Gives commands to agents: what tools need of an {@link Engine}. */
@FunctionalInterface
public interface Commands {

  /** Blocks until what follows from the command is durable, or it is refused. */
  Answer ask(AgentId agent, Command command) throws InterruptedException;

  /**
   * The same for commands that may be given twice, because they have a key or change nothing the
   * second time: what is unavailable is asked for again for a while. So a tool does not fail
   * because an agent is just moving from one process to another.
   */
  default Commands enduring(Duration outage, InstantSource clock) {
    return (agent, command) -> {
      Instant end = clock.instant().plus(outage);
      Answer answer = ask(agent, command);
      while (Parcel.isForNow(answer) && clock.instant().isBefore(end)) {
        TimeUnit.MILLISECONDS.sleep(250);
        answer = ask(agent, command);
      }
      return answer;
    };
  }
}
