package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Holding holding;
  private final Consumer<AgentId> ring;
  private final Consumer<AgentId> warm;
  private final Duration horizon;
  private final ByTime alarms = new ByTime();
  private final ByTime returns = new ByTime();
  private volatile Consumer<Duration> late = duration -> {};
  private Instant loadedUntil = Instant.EPOCH;

  /**
   * @param holding of whose agents there are alarms here
   * @param ring told of each agent whose time has come
   * @param warm told of each agent whose time is near
   */
  Alarms(
      Journal journal,
      Holding holding,
      Consumer<AgentId> ring,
      Consumer<AgentId> warm,
      Duration horizon) {
    this.journal = journal;
    this.holding = holding;
    this.ring = ring;
    this.warm = warm;
    this.horizon = horizon;
  }

  /**
   * Hears of each alarm that rings how late it is; on the thread that rings, and at once.
   *
   * @param listener takes the place of the one before
   */
  void onRing(Consumer<Duration> listener) {
    late = listener;
  }

  /** At most one instant for each agent, in their order. */
  private static final class ByTime {
    private final Map<AgentId, Instant> at = new HashMap<>();
    private final TreeSet<Journal.Alarm> order =
        new TreeSet<>(Comparator.comparing(Journal.Alarm::at).thenComparing(Journal.Alarm::agent));

    boolean has(AgentId agent) {
      return at.containsKey(agent);
    }

    Instant of(AgentId agent) {
      return at.getOrDefault(agent, NEVER);
    }

    int size() {
      return at.size();
    }

    void put(AgentId agent, Instant when) {
      remove(agent);
      at.put(agent, when);
      order.add(new Journal.Alarm(agent, when));
    }

    void remove(AgentId agent) {
      Instant old = at.remove(agent);
      if (old != null) {
        order.remove(new Journal.Alarm(agent, old));
      }
    }

    Instant first() {
      return order.isEmpty() ? NEVER : order.first().at();
    }

    List<Journal.Alarm> takeUntil(Instant now) {
      List<Journal.Alarm> taken = new ArrayList<>();
      while (!first().isAfter(now)) {
        Journal.Alarm alarm = order.first();
        remove(alarm.agent());
        taken.add(alarm);
      }
      return taken;
    }

    void keepOnly(Holding holding) {
      for (AgentId agent : List.copyOf(at.keySet())) {
        if (!holding.has(agent)) {
          remove(agent);
        }
      }
    }

    void dropFrom(Instant far) {
      while (!order.isEmpty() && !order.last().at().isBefore(far)) {
        remove(order.last().agent());
      }
    }
  }

  /** Rings an agent once more, whatever its alarm says: nobody else will. */
  synchronized void comeBack(AgentId agent, Instant at) {
    if (at.isBefore(returns.of(agent))) {
      returns.put(agent, at);
    }
  }

  /**
   * Sets, moves or clears an agent's one alarm.
   *
   * @param stored whether the store has it, too; otherwise it is kept here however far it is
   * @return true if whoever waits to fire must look again: it is now earlier than all others, or
   *     there was no room for the far ones and they must be read in time
   */
  synchronized boolean set(AgentId agent, @Nullable Instant at, boolean stored, Instant now) {
    Instant awaited = earlier(alarms.first(), returns.first());
    alarms.remove(agent);
    if (at != null && !stored) {
      comeBack(agent, at);
      return at.isBefore(awaited);
    }
    if (at == null || !at.isBefore(loadedUntil)) {
      return false;
    }
    alarms.put(agent, at);
    if (alarms.size() > ROOM && loadedUntil.isAfter(now.plus(horizon))) {
      loadUntil(now.plus(horizon));
      return true;
    }
    return at.isBefore(awaited);
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
      List<Journal.Alarm> page = holding.alarms(journal, from, until, limit);
      while (page.size() == limit) {
        limit *= 2;
        page = holding.alarms(journal, from, until, limit);
      }
      add(page);
      // Where nothing is due for long, nothing is read for long.
      loadUntil(NEVER);
      List<Journal.Alarm> next = holding.alarms(journal, until, NEVER, 1);
      if (!next.isEmpty()) {
        loadUntil(next.getFirst().at());
      }
      return true;
    } catch (RuntimeException storeDoesNotAnswer) {
      loadUntil(from);
      return false;
    }
  }

  /** Other agents are held here now: the near alarms are read anew by the next {@link #fire}. */
  void readAnew() {
    loadUntil(Instant.EPOCH);
  }

  /** Forgets those that are not held here any more. */
  synchronized void dropOthers() {
    alarms.keepOnly(holding);
    returns.keepOnly(holding);
  }

  private synchronized Instant loadedUntil() {
    return loadedUntil;
  }

  private synchronized void loadUntil(Instant until) {
    boolean back = until.isBefore(loadedUntil);
    loadedUntil = until;
    if (back) {
      alarms.dropFrom(until);
    }
  }

  private void add(List<Journal.Alarm> page) {
    for (Journal.Alarm alarm : page) {
      synchronized (this) {
        if (!alarms.has(alarm.agent())) {
          alarms.put(alarm.agent(), alarm.at());
        }
      }
      warm.accept(alarm.agent());
    }
  }

  private synchronized List<AgentId> due(Instant now) {
    List<AgentId> due = new ArrayList<>();
    returns.takeUntil(now).forEach(back -> due.add(back.agent()));
    for (Journal.Alarm alarm : alarms.takeUntil(now)) {
      due.add(alarm.agent());
      late.accept(Duration.between(alarm.at(), now));
    }
    return due;
  }

  /** When to fire again. */
  synchronized Instant next() {
    Instant refill = loadedUntil.equals(NEVER) ? NEVER : loadedUntil.minus(horizon.dividedBy(2));
    return firstAlarmBefore(refill);
  }

  /** The first alarm in memory, or {@code end} if there is none before it. */
  private synchronized Instant firstAlarmBefore(Instant end) {
    return earlier(end, earlier(alarms.first(), returns.first()));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /** Those that have one in memory. */
  synchronized Set<AgentId> agents() {
    Set<AgentId> agents = new HashSet<>(alarms.at.keySet());
    agents.addAll(returns.at.keySet());
    return agents;
  }

  synchronized int size() {
    return alarms.size();
  }

  /** Agents of whose alarms the store does not know. */
  synchronized int returning() {
    return returns.size();
  }
}
