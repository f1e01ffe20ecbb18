package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The near alarms in memory; the far ones are rows of the store until their time comes near. It has
 * no thread: somebody calls {@link #fire} at the instant that the last call named.
 *
 * <p>Invariant: every alarm before {@code loadedUntil} is in memory. It is moved forward
 * <em>before</em> the store is read, so that an alarm set meanwhile is not lost between the two.
 */
final class Alarms {
  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int PAGE = 10_000;
  private static final int ROOM = 20_000;

  private final Journal journal;
  private final Consumer<AgentId> ring;
  private final Consumer<AgentId> warm;
  private final Duration horizon;
  private final Map<AgentId, Instant> set = new HashMap<>();
  private final TreeSet<Journal.Alarm> order = byTime();
  private final TreeSet<Journal.Alarm> returns = byTime();
  private Instant loadedUntil = Instant.EPOCH;

  /**
   * @param ring told of each agent whose time has come
   * @param warm told of each agent whose time is near
   */
  Alarms(Journal journal, Consumer<AgentId> ring, Consumer<AgentId> warm, Duration horizon) {
    this.journal = journal;
    this.ring = ring;
    this.warm = warm;
    this.horizon = horizon;
  }

  private static TreeSet<Journal.Alarm> byTime() {
    return new TreeSet<>(
        Comparator.comparing(Journal.Alarm::at).thenComparing(Journal.Alarm::agent));
  }

  /** Rings an agent once more, whatever its alarm says: its cell is in trouble. */
  synchronized void comeBack(AgentId agent, Instant at) {
    returns.add(new Journal.Alarm(agent, at));
  }

  /**
   * Sets, moves or clears an agent's one alarm.
   *
   * @return true if whoever waits to fire must look again: it is now the earliest of all, or there
   *     was no room for the far ones and they must be read in time
   */
  synchronized boolean set(AgentId agent, @Nullable Instant at, Instant now) {
    forget(agent);
    if (at == null || !at.isBefore(loadedUntil)) {
      return false;
    }
    remember(agent, at);
    if (set.size() > ROOM && loadedUntil.isAfter(now.plus(horizon))) {
      loadUntil(now.plus(horizon));
      return true;
    }
    return order.first().at().equals(at);
  }

  /**
   * Rings all that is due. Blocks while it reads the store.
   *
   * @return when to call again; an alarm set meanwhile may want it earlier
   */
  Instant fire(Instant now) {
    boolean far = now.plus(horizon.dividedBy(2)).isBefore(loadedUntil());
    boolean complete = far || refill(now);
    for (AgentId agent : due(now)) {
      ring.accept(agent);
    }
    return complete ? next() : firstAlarmBefore(now.plus(AGAIN));
  }

  /** False if the store did not answer: then nothing is believed to be loaded that was not. */
  private boolean refill(Instant now) {
    Instant from = loadedUntil();
    Instant until = now.plus(horizon);
    try {
      loadUntil(until);
      int limit = PAGE;
      List<Journal.Alarm> page = journal.alarms(from, until, limit);
      while (page.size() == limit) {
        limit *= 2;
        page = journal.alarms(from, until, limit);
      }
      add(page);
      // Where nothing is due for long, nothing is read for long.
      loadUntil(NEVER);
      List<Journal.Alarm> next = journal.alarms(until, NEVER, 1);
      if (!next.isEmpty()) {
        loadUntil(next.getFirst().at());
      }
      return true;
    } catch (RuntimeException storeDoesNotAnswer) {
      loadUntil(from);
      return false;
    }
  }

  private synchronized Instant loadedUntil() {
    return loadedUntil;
  }

  private synchronized void loadUntil(Instant until) {
    boolean back = until.isBefore(loadedUntil);
    loadedUntil = until;
    if (back) {
      forgetTheFar();
    }
  }

  private void add(List<Journal.Alarm> page) {
    for (Journal.Alarm alarm : page) {
      synchronized (this) {
        if (!set.containsKey(alarm.agent())) {
          remember(alarm.agent(), alarm.at());
        }
      }
      warm.accept(alarm.agent());
    }
  }

  private synchronized List<AgentId> due(Instant now) {
    List<AgentId> due = new ArrayList<>();
    while (!returns.isEmpty() && !returns.first().at().isAfter(now)) {
      due.add(returns.pollFirst().agent());
    }
    while (!order.isEmpty() && !order.first().at().isAfter(now)) {
      AgentId agent = order.first().agent();
      forget(agent);
      due.add(agent);
    }
    return due;
  }

  private synchronized Instant next() {
    Instant refill = loadedUntil.equals(NEVER) ? NEVER : loadedUntil.minus(horizon.dividedBy(2));
    return firstAlarmBefore(refill);
  }

  /** The first alarm in memory, or {@code end} if there is none before it. */
  private synchronized Instant firstAlarmBefore(Instant end) {
    return earlier(earlier(end, order), returns);
  }

  private static Instant earlier(Instant at, TreeSet<Journal.Alarm> alarms) {
    return !alarms.isEmpty() && alarms.first().at().isBefore(at) ? alarms.first().at() : at;
  }

  private void remember(AgentId agent, Instant at) {
    set.put(agent, at);
    order.add(new Journal.Alarm(agent, at));
  }

  private void forget(AgentId agent) {
    Instant old = set.remove(agent);
    if (old != null) {
      order.remove(new Journal.Alarm(agent, old));
    }
  }

  private void forgetTheFar() {
    while (!order.isEmpty() && !order.last().at().isBefore(loadedUntil)) {
      forget(order.last().agent());
    }
  }

  synchronized int size() {
    return set.size();
  }
}
