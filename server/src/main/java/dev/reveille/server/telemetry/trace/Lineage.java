package dev.reveille.server.telemetry.trace;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.JournalReader;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which task led to which: by a question, by mail, by an event, or because it was spawned. A task
 * belongs to the trace of the one that led to it; one that nothing led to begins a trace. All of it
 * is read from the journal, so it is the same after a restart; the newest are kept in memory.
 *
 * <p>Calls mark what they bring about with their key; a client that makes up such a key can hang
 * its task below another one, and nothing worse.
 */
final class Lineage {
  /** More mails and tasks than this in a row begin a new trace; the core stops them before. */
  private static final int LONGEST = 200;

  private static final int KEPT = 10_000;

  private final JournalReader journal;
  private final Map<TaskId, Place> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskId, Place> eldest) {
          return size() > KEPT;
        }
      };

  Lineage(JournalReader journal) {
    this.journal = journal;
  }

  /**
   * A task's place in the traces.
   *
   * @param parentSpan empty: it begins the trace
   * @param links tasks that have to do with it besides, by the ids of trace and span
   */
  record Place(
      Entry.TaskQueued queued,
      Instant queuedAt,
      String trace,
      String parentSpan,
      List<Link> links) {}

  record Link(String trace, String span) {}

  /** Null if the journal has no such task. Blocks. */
  @Nullable Place of(TaskId task) {
    Place there = known.get(task);
    return there != null ? there : read(task);
  }

  /** Goes back to the first task that is known, or that nothing led to, and comes down again. */
  private @Nullable Place read(TaskId task) {
    Deque<Found> line = new ArrayDeque<>();
    Found next = find(task);
    while (next != null && line.size() < LONGEST) {
      line.push(next);
      Origin origin = next.origins().isEmpty() ? null : next.origins().getFirst();
      next = origin == null || known.containsKey(origin.task()) ? null : find(origin.task());
    }
    Place place = null;
    while (!line.isEmpty()) {
      Found found = line.pop();
      place = place(found);
      known.put(found.task(), place);
    }
    return place;
  }

  private record Found(TaskId task, Entry.TaskQueued queued, Instant at, List<Origin> origins) {}

  private Place place(Found found) {
    List<Link> links = new ArrayList<>();
    String trace = "";
    String parent = "";
    for (Origin origin : found.origins()) {
      Place from = known.get(origin.task());
      if (from != null) {
        Link link = new Link(from.trace(), span(origin, from));
        if (trace.isEmpty()) {
          trace = link.trace();
          parent = link.span();
        } else {
          links.add(link);
        }
      }
    }
    earlier(found).stream().map(this::link).forEach(links::addAll);
    if (trace.isEmpty()) {
      trace = Ids.trace(found.task(), found.at());
      parent = isFiring(found.queued()) ? Ids.part(found.task(), found.at(), "firing") : "";
    }
    return new Place(found.queued(), found.at(), trace, parent, List.copyOf(links));
  }

  /** Whether a schedule fired; the firing is a span of its own, from the due instant on. */
  static boolean isFiring(Entry.TaskQueued queued) {
    return queued.origin().startsWith("schedule:");
  }

  private static String span(Origin origin, Place from) {
    return origin.call() == null
        ? Ids.task(origin.task(), from.queuedAt())
        : Ids.call(origin.task(), from.queuedAt(), origin.call());
  }

  /** Of which it is another try, or a branch: traces of their own. */
  private static List<TaskId> earlier(Found found) {
    List<TaskId> earlier = new ArrayList<>();
    String origin = found.queued().origin();
    if (origin.startsWith("redrive:") || origin.startsWith("fork:")) {
      Origin of = Origin.ofTask(origin.substring(origin.indexOf(':') + 1));
      if (of != null && !of.task().equals(found.task())) {
        earlier.add(of.task());
      }
    }
    return earlier;
  }

  private List<Link> link(TaskId earlier) {
    Place place = of(earlier);
    return place == null
        ? List.of()
        : List.of(new Link(place.trace(), Ids.task(earlier, place.queuedAt())));
  }

  private @Nullable Found find(TaskId task) {
    Journal.Recorded row = row(task.agent(), task.seq());
    return row != null && entry(row, task.seq()) instanceof Entry.TaskQueued queued
        ? new Found(task, queued, row.at(), origins(task.agent(), queued))
        : null;
  }

  /** Whose doing it is, the first one first. */
  private List<Origin> origins(AgentId agent, Entry.TaskQueued queued) {
    List<Origin> origins = new ArrayList<>();
    String origin = queued.origin();
    int colon = origin.indexOf(':');
    String rest = origin.substring(colon + 1);
    switch (colon < 0 ? "" : origin.substring(0, colon)) {
      case "ask" -> add(origins, queued.ask() == null ? null : Origin.ofKey(queued.ask().asker()));
      case "spawn" -> {
        Origin call = Origin.ofKey(queued.idempotencyKey());
        add(origins, call != null ? call : Origin.ofTask(rest));
      }
      case "event" -> add(origins, Origin.ofKey(rest));
      case "mail" -> {
        for (long mail : queued.mails() == null ? List.<Long>of() : queued.mails()) {
          add(origins, sender(agent, mail));
        }
      }
      default -> {} // a client's, a schedule's, or another try
    }
    return origins;
  }

  private static void add(List<Origin> origins, @Nullable Origin one) {
    if (one != null) {
      origins.add(one);
    }
  }

  private @Nullable Origin sender(AgentId mailbox, long mail) {
    Journal.Recorded row = row(mailbox, mail);
    String key =
        row != null && entry(row, mail) instanceof Entry.MailReceived e ? e.idempotencyKey() : null;
    return key == null ? null : Origin.ofKey(key.replaceFirst("^mail:", ""));
  }

  private Journal.@Nullable Recorded row(AgentId agent, long seq) {
    List<Journal.Recorded> rows = journal.readAgent(agent, seq, 1);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  private static @Nullable Entry entry(Journal.Recorded row, long seq) {
    long index = seq - row.seq();
    return index < 0 || index >= row.entries().size() ? null : row.entries().get((int) index);
  }
}
