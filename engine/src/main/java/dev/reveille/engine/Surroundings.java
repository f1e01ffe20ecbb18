package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a cell may use of the world around it. */
interface Surroundings {
  Journal journal();

  Admission admission();

  StoreLag storeLag();

  Effects effects();

  Executor executor();

  InstantSource clock();

  EngineConfig config();

  /** From 0 (inclusive) to 1. */
  double luck();

  /** The present instant, in whole milliseconds: what the journal can keep. */
  Instant now();

  /**
   * Sets the agent's one alarm; null clears it.
   *
   * @param stored whether the store has it, too
   */
  void alarm(AgentId agent, @Nullable Instant at, boolean stored);

  /**
   * Rings the agent after a while, because the journal did not serve it.
   *
   * @param times how often in a row that has happened
   */
  void comeBack(AgentId agent, int times);

  /** The journal could not write or read. */
  void storeRefused(String why);

  /** Gives what nobody has decided to whoever holds the agent now. */
  void forward(AgentId agent, Letter letter);

  /** Whether the agent is looked after by this process. */
  boolean holds(AgentId agent);

  /** Takes the cell out of the directory, if its box is empty. */
  boolean retire(AgentId agent, AgentCell cell);

  /** A bug has shown itself in a turn. */
  void failed(AgentId agent, Throwable bug);
}
