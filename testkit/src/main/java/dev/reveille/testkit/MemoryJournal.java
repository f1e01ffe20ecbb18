package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Spending;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A journal in memory, for the simulator and for fast tests: what the contract says, in the
 * plainest way. It is the oracle that the real stores are compared with, so it shares no code with
 * them.
 *
 * <p>What it has to tell is told in the order in which it happened, by one thread at a time,
 * through the executor that it was given.
 */
public final class MemoryJournal implements Journal, Views, AutoCloseable {
  private final Executor executor;
  private final Map<AgentId, List<Recorded>> byAgent = new HashMap<>();
  private final NavigableMap<Long, Recorded> byPosition = new TreeMap<>();
  private final Map<AgentId, Agent> folded = new HashMap<>();
  private final MemoryViews views = new MemoryViews();
  private final Set<Agent> refused = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Long> bookmarks = new HashMap<>();
  private final List<Consumer<List<Recorded>>> listeners = new ArrayList<>();
  private final Queue<Runnable> news = new ArrayDeque<>();
  private boolean telling;
  private boolean closed;
  private long head;

  /** Tells receipts and loads before the call that caused them returns, if it can. */
  public MemoryJournal() {
    this(Runnable::run);
  }

  /** Tells receipts and loads through an executor. */
  public MemoryJournal(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void append(Append append) {
    if (append.entries().isEmpty()) {
      throw new IllegalArgumentException("an append needs at least one entry: " + append.agent());
    }
    synchronized (this) {
      news.add(record(append));
    }
    executor.execute(this::tell);
  }

  /** Records it or refuses it, and answers how to tell so. */
  private Runnable record(Append append) {
    Agent before = foldOf(append.agent());
    Refusal refusal = refusalOf(append, before);
    if (refusal != null) {
      refused.add(append.after());
      return () -> append.receipt().refused(refusal);
    }
    Agent after = before.apply(append.entries(), append.at());
    long position = head + 1;
    Recorded row =
        new Recorded(
            position,
            append.agent(),
            append.expectedSeq() + 1,
            append.at(),
            stateOf(append.before()),
            stateOf(append.after()),
            List.copyOf(append.entries()));
    head = row.last();
    folded.put(append.agent(), after);
    byAgent.computeIfAbsent(append.agent(), id -> new ArrayList<>()).add(row);
    byPosition.put(position, row);
    views.add(row, after);
    List<Consumer<List<Recorded>>> hearing = List.copyOf(listeners);
    return () -> {
      hearing.forEach(listener -> listener.accept(List.of(row)));
      append.receipt().durable(position);
    };
  }

  private @Nullable Refusal refusalOf(Append append, Agent before) {
    if (closed) {
      return new Refusal(Refusal.Reason.UNAVAILABLE, "the journal is closed");
    }
    if (append.expectedSeq() != before.seq() || refused.contains(append.before())) {
      String why =
          "agent "
              + append.agent()
              + " is at "
              + before.seq()
              + ", not at "
              + append.expectedSeq()
              + " as its writer thinks, or the writer has built on what was refused";
      return new Refusal(Refusal.Reason.FENCED, why);
    }
    return null;
  }

  private static @Nullable AgentState stateOf(Agent agent) {
    return agent.exists() ? agent.state() : null;
  }

  private Agent foldOf(AgentId id) {
    Agent known = folded.get(id);
    return known == null ? Agent.absent(id) : known;
  }

  /** Tells the news in their order; a call from within them leaves its own to the outer one. */
  private void tell() {
    synchronized (this) {
      if (telling) {
        return;
      }
      telling = true;
    }
    for (Runnable next = nextNews(); next != null; next = nextNews()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable nextNews() {
    Runnable next = news.poll();
    telling = next != null;
    return next;
  }

  @Override
  public void load(AgentId agent, Loading loading) {
    synchronized (this) {
      Agent found = foldOf(agent);
      boolean gone = closed;
      news.add(() -> {
        if (gone) {
          loading.failed(new Refusal(Refusal.Reason.UNAVAILABLE, "the journal is closed"));
        } else {
          loading.loaded(found);
        }
      });
    }
    executor.execute(this::tell);
  }

  /** Keeps none: every agent is folded already. */
  @Override
  public void snapshot(Agent agent) {}

  @Override
  public synchronized long head() {
    return head;
  }

  @Override
  public synchronized void onDurable(Consumer<List<Recorded>> listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized List<Recorded> readAfter(long position, int limit) {
    Long first = byPosition.floorKey(position + 1);
    return first == null
        ? List.of()
        : byPosition.tailMap(first, true).values().stream()
            .filter(row -> row.last() > position)
            .limit(limit)
            .toList();
  }

  @Override
  public synchronized List<Recorded> readAgent(AgentId agent, long fromSeq, int limit) {
    return byAgent.getOrDefault(agent, List.of()).stream()
        .filter(row -> row.seq() + row.entries().size() > fromSeq)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<Alarm> alarms(
      Instant from, @Nullable AgentId after, Instant before, int limit) {
    return views.agents.values().stream()
        .filter(row -> row.wakeAt() != null && row.wakeAt().isBefore(before))
        .map(row -> new Alarm(new AgentId(row.agentId()), row.wakeAt()))
        .filter(alarm -> comesAfter(alarm, from, after))
        .sorted(Comparator.comparing(Alarm::at).thenComparing(Alarm::agent))
        .limit(limit)
        .toList();
  }

  private static boolean comesAfter(Alarm alarm, Instant from, @Nullable AgentId after) {
    int order = alarm.at().compareTo(from);
    return order > 0 || order == 0 && (after == null || alarm.agent().compareTo(after) > 0);
  }

  @Override
  public synchronized List<AgentId> busy(String after, int limit) {
    return views.busy.tailSet(after, false).stream().limit(limit).map(AgentId::new).toList();
  }

  @Override
  public synchronized long bookmark(String reader) {
    return bookmarks.getOrDefault(reader, 0L);
  }

  @Override
  public synchronized void bookmark(String reader, long position) {
    if (position <= head && !closed) {
      bookmarks.put(reader, position);
    }
  }

  @Override
  public synchronized List<AgentRow> agents(AgentFilter filter, String after, int limit) {
    return views.agents.tailMap(after, false).values().stream()
        .filter(row -> filter.state() == null || row.state() == filter.state())
        .filter(row -> filter.definition() == null || row.definition().equals(filter.definition()))
        .filter(row -> !new AgentId(row.agentId()).isReserved())
        .filter(row -> filter.prefix() == null || row.agentId().startsWith(filter.prefix()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Census agentsByState() {
    return new Census(
        head,
        agents(new AgentFilter(null, null, null), "", Integer.MAX_VALUE).stream()
            .collect(Collectors.groupingBy(AgentRow::state, Collectors.counting())));
  }

  @Override
  public synchronized Standing standing(Instant wakesBefore) {
    return views.standing(wakesBefore);
  }

  @Override
  public synchronized Spending spentSince(Instant period) {
    Spending sum = Spending.NONE;
    for (Recorded row : byPosition.values()) {
      for (Entry entry : row.entries()) {
        if (entry instanceof Entry.OfCall call && !row.at().isBefore(period)) {
          sum = sum.plusCall(call.usage());
        }
      }
    }
    return sum;
  }

  @Override
  public synchronized Optional<AgentRow> agent(String agentId) {
    return Optional.ofNullable(views.agents.get(agentId));
  }

  @Override
  public synchronized List<TaskRow> tasks(TaskFilter filter, @Nullable Long before, int limit) {
    return newestFirst(views.tasks, before)
        .filter(row -> isOf(row.id(), filter.agentId()))
        .filter(row -> filter.state() == null || row.state() == filter.state())
        .filter(row -> filter.threadId() == null || filter.threadId().equals(row.threadId()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<TaskRow> task(TaskId id) {
    return views.task(id);
  }

  @Override
  public synchronized List<TaskRow> thread(
      String agentId, String threadId, long before, int limit) {
    return newestFirst(views.tasks, null)
        .filter(row -> isOf(row.id(), agentId) && threadId.equals(row.threadId()))
        .filter(row -> row.id().seq() < before)
        .limit(limit)
        .toList()
        .reversed();
  }

  @Override
  public synchronized List<DeadLetter> deadLetters(
      DeadLetter.@Nullable Kind kind, @Nullable String agentId, @Nullable Long before, int limit) {
    return newestFirst(views.deadLetters, before)
        .filter(letter -> kind == null || letter.kind() == kind)
        .filter(letter -> isOf(letter.task(), agentId))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<MailRow> mails(MailFilter filter, @Nullable Long before, int limit) {
    return newestFirst(views.post.mails, before)
        .filter(mail -> isOf(mail.id(), filter.mailbox()))
        .filter(mail -> filter.status() == null || mail.status() == filter.status())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<MailRow> mail(TaskId id) {
    return views.post.mails.values().stream().filter(mail -> mail.id().equals(id)).findFirst();
  }

  @Override
  public synchronized List<FiringRow> firings(
      String agentId, String scheduleId, @Nullable Long before, int limit) {
    return newestFirst(views.post.firings, before)
        .filter(firing -> firing.agent().value().equals(agentId))
        .filter(firing -> firing.schedule().equals(scheduleId))
        .map(MemoryPost.Firing::row)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<EventRow> events(
      @Nullable String name, @Nullable Instant since, @Nullable Long before, int limit) {
    return newestFirst(views.post.events, before)
        .filter(event -> name == null || Event.matches(name, event.name()))
        .filter(event -> since == null || !event.at().isBefore(since))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<ApprovalRow> approvals(
      @Nullable String agentId, @Nullable TaskId after, int limit) {
    Comparator<TaskId> order =
        Comparator.comparing((TaskId id) -> id.agent().value()).thenComparing(TaskId::seq);
    return views.states.values().stream()
        .flatMap(agent -> ApprovalRow.of(agent).stream())
        .filter(row -> isOf(row.id(), agentId))
        .filter(row -> after == null || order.compare(row.id(), after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<NoteRow> notes(AgentId owner, String words, int skip, int limit) {
    Set<String> wanted = words(words);
    Comparator<NoteRow> best = Comparator.comparing(note -> -hits(note, wanted));
    return newestFirst(views.post.notes, null)
        .filter(note -> note.owner().equals(owner))
        .filter(note -> wanted.isEmpty() || hits(note, wanted) > 0)
        .sorted(best)
        .skip(skip)
        .limit(limit)
        .toList();
  }

  /** How many of the words begin one of the note's. */
  private static int hits(NoteRow row, Set<String> wanted) {
    String all = row.note().key() + ' ' + row.note().text() + ' ' + row.note().tags();
    Set<String> there = words(all);
    return (int) wanted.stream().filter(w -> there.stream().anyMatch(t -> t.startsWith(w))).count();
  }

  private static Set<String> words(String text) {
    Set<String> words =
        new HashSet<>(List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
    words.remove("");
    return words;
  }

  @Override
  public synchronized List<AgentId> listeners(String event, String after, int limit) {
    return views.states.tailMap(after, false).values().stream()
        .filter(agent -> mayWant(agent, event))
        .map(Agent::id)
        .limit(limit)
        .toList();
  }

  private static boolean mayWant(Agent agent, String event) {
    Stream<String> subscribed = agent.subscriptions().stream().flatMap(s -> s.events().stream());
    Stream<String> awaited =
        agent.sleep() == null ? Stream.of() : agent.sleep().wakeEvents().stream();
    return Stream.concat(subscribed, awaited).anyMatch(pattern -> Event.matches(pattern, event));
  }

  @Override
  public synchronized List<AgentId> wakeableAtLoad(double load, int limit) {
    return views.states.values().stream()
        .filter(agent -> agent.life() == Agent.Life.STARTED && wakesBelow(agent) > load)
        .sorted(Comparator.comparing(MemoryJournal::wakesBelow).reversed())
        .map(Agent::id)
        .limit(limit)
        .toList();
  }

  private static double wakesBelow(Agent agent) {
    Double load = agent.sleep() == null ? null : agent.sleep().wakeOnLoadBelow();
    return load == null ? Double.NEGATIVE_INFINITY : load;
  }

  private static <T> Stream<T> newestFirst(NavigableMap<Long, T> all, @Nullable Long before) {
    NavigableMap<Long, T> older = before == null ? all : all.headMap(before, false);
    return older.descendingMap().values().stream();
  }

  private static boolean isOf(TaskId task, @Nullable String agentId) {
    return agentId == null || task.agent().value().equals(agentId);
  }

  /** Appends and loads are refused from now on; what is there can still be read. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
