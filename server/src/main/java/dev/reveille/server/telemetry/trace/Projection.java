package dev.reveille.server.telemetry.trace;

import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Journal;
import dev.reveille.engine.JournalReader;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of the journal, append by append. What it holds of tasks that are not over is a
 * cache: what is not in it, after a restart or because there were too many, is folded from the
 * journal.
 */
final class Projection {
  private static final int KEPT = 10_000;
  private static final int PAGE = 200;

  private final JournalReader journal;
  private final Lineage lineage;
  private final Resource resource;
  private final Content content;
  private final Map<TaskId, TaskSpans> open =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskId, TaskSpans> eldest) {
          return size() > KEPT;
        }
      };

  Projection(JournalReader journal, Resource resource, Content content) {
    this.journal = journal;
    this.lineage = new Lineage(journal);
    this.resource = resource;
    this.content = content;
  }

  /** The spans that an append ends. Blocks while the journal is read, which is not often. */
  List<Span> spans(Journal.Recorded row) {
    List<Span> spans = new ArrayList<>();
    long seq = row.seq();
    for (Entry entry : row.entries()) {
      TaskId task = task(row, seq, entry);
      TaskSpans of = task == null ? null : of(task, seq);
      if (task != null && of != null) {
        spans.addAll(of.apply(seq, row.at(), entry));
        if (entry instanceof Entry.TaskEnded) {
          open.remove(task);
        }
      }
      seq++;
    }
    return spans;
  }

  /** Drops what is cached. */
  void forget() {
    open.clear();
  }

  /** Which task the entry is about, as long as that is not over; null: about none. */
  private static @Nullable TaskId task(Journal.Recorded row, long seq, Entry entry) {
    return switch (entry) {
      case Entry.TaskQueued _ -> new TaskId(row.agent(), seq);
      case Entry.AskAnswered _, Entry.DeadLetterRedriven _, Entry.DeadLetterDiscarded _ -> null;
      case Entry.OfTask e -> new TaskId(row.agent(), e.task());
      case Entry _ -> null;
    };
  }

  /** As it was before an entry; null if the journal does not have the task. */
  private @Nullable TaskSpans of(TaskId task, long before) {
    TaskSpans known = open.get(task);
    if (known != null) {
      return known;
    }
    Lineage.Place place = lineage.of(task);
    if (place == null) {
      return null;
    }
    TaskSpans spans = new TaskSpans(resource, content, task, place);
    long seq = task.seq();
    while (seq < before) {
      List<Journal.Recorded> rows = journal.readAgent(task.agent(), seq, PAGE);
      if (rows.isEmpty()) {
        break;
      }
      rows.forEach(row -> again(spans, task, row, before));
      Journal.Recorded last = rows.getLast();
      seq = last.seq() + last.entries().size();
    }
    open.put(task, spans);
    return spans;
  }

  private static void again(TaskSpans spans, TaskId task, Journal.Recorded row, long before) {
    long seq = row.seq();
    for (Entry entry : row.entries()) {
      if (seq < before && task.equals(task(row, seq, entry))) {
        spans.apply(seq, row.at(), entry);
      }
      seq++;
    }
  }
}
