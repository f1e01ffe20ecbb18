package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.engine.Journal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one durable store of a world. All that is in it has passed the {@link Auditor}. */
final class SimStore {
  private final World world;
  private final Map<AgentId, Ledger> ledgers = new TreeMap<>();
  private final List<Journal.Recorded> rows = new ArrayList<>();
  private final Auditor auditor;
  private long head;
  private boolean down;
  private final Map<String, Long> bookmarks = new HashMap<>();

  SimStore(World world) {
    this.world = world;
    this.auditor = new Auditor(world);
  }

  Ledger ledger(AgentId agent) {
    return ledgers.computeIfAbsent(agent, Ledger::new);
  }

  Iterable<Ledger> all() {
    return ledgers.values();
  }

  List<Journal.Recorded> rows() {
    return rows;
  }

  boolean has(Journal.Recorded row) {
    int i = Collections.binarySearch(rows, row, Comparator.comparing(Journal.Recorded::position));
    return i >= 0 && rows.get(i).equals(row);
  }

  /** True if the journal leads to this state, but for what it forgets on purpose. */
  boolean isDurable(Agent state) {
    Ledger ledger = ledger(state.id());
    Agent known = ledger.stateAt(state.seq());
    return ledger.isDurable(state)
        || world.sabotage().forgets()
            && known != null
            && world.loaded(known).equals(world.loaded(state));
  }

  Auditor auditor() {
    return auditor;
  }

  long head() {
    return head;
  }

  long bookmark(String reader) {
    return bookmarks.getOrDefault(reader, 0L);
  }

  /** Two nodes may each have theirs: an older one only means that things are carried again. */
  void bookmark(String reader, long position) {
    bookmarks.put(reader, Math.min(position, head));
  }

  boolean isDown() {
    return down;
  }

  void goDown(boolean down) {
    this.down = down;
  }

  void mustAnswer() {
    if (down) {
      throw new Journal.Unavailable("the simulated store is down", null);
    }
  }

  /** Writes an append; null if it is not at the head of its agent's journal. */
  Journal.@Nullable Recorded write(Journal.Append append) {
    Ledger ledger = ledger(append.agent());
    Agent before = ledger.head();
    boolean atHead = append.expectedSeq() == before.seq();
    if (!atHead && world.sabotage() != Sabotage.SKIP_FENCING) {
      return null;
    }
    boolean offTheRecord = world.sabotage() == Sabotage.FIRE_OFF_THE_RECORD;
    Journal.Recorded row =
        new Journal.Recorded(
            head + 1,
            append.agent(),
            append.expectedSeq() + 1,
            append.at(),
            stateOf(before),
            stateOf(append.after()),
            offTheRecord ? withoutFirings(append.entries()) : append.entries());
    Agent after = auditor.check(row, before, append);
    head = row.last();
    rows.add(row);
    ledger.add(row, after, append.after());
    return row;
  }

  private static List<Entry> withoutFirings(List<Entry> entries) {
    return entries.stream().filter(entry -> !(entry instanceof Entry.ScheduleFired)).toList();
  }

  private static @Nullable AgentState stateOf(Agent agent) {
    return agent.exists() ? agent.state() : null;
  }
}
