package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskTerms;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Cuts recordings of tasks out of the journal. */
public final class Recorder {
  private static final int PAGE = 256;

  private final JournalReader journal;
  private final Threads threads;
  private final Definitions definitions;
  private final Telling telling;
  private final long maxBytes;

  /**
   * @param telling how much of what was said models are told at once
   * @param maxBytes the longest recording, as JSON
   */
  public Recorder(
      JournalReader journal,
      Threads threads,
      Definitions definitions,
      Telling telling,
      long maxBytes) {
    this.journal = journal;
    this.threads = threads;
    this.definitions = definitions;
    this.telling = telling;
    this.maxBytes = maxBytes;
  }

  /** A recording would be longer than it may be. */
  public static final class TooLong extends Exception {
    private static final long serialVersionUID = 1;
    private final long limit;

    TooLong(TaskId task, long limit) {
      super(
          "the recording of task "
              + task
              + ", with what its conversation needs of other tasks, is longer than "
              + limit
              + " bytes");
      this.limit = limit;
    }

    public long limit() {
      return limit;
    }
  }

  /**
   * Blocks.
   *
   * @param agent as it is now
   * @return empty if the agent has no such task
   */
  public Optional<Recording> of(Agent agent, TaskId task) throws TooLong {
    if (journal.entry(agent.id(), task.seq()).orElse(null) instanceof Entry.TaskImported imported) {
      return task.seq() < agent.createdSeq()
          ? Optional.empty()
          : Optional.of(RecordingFile.of(imported));
    }
    boolean isTask = journal.entry(agent.id(), task.seq()).orElse(null) instanceof Entry.TaskQueued;
    if (!isTask || task.seq() < agent.createdSeq()) {
      return Optional.empty();
    }
    Cut cut = new Cut(agent.id(), agent.createdSeq(), task);
    cut.add(agent.createdSeq());
    cut.task(task.seq(), Long.MAX_VALUE);
    Definitions.Definition definition =
        agent.definition().isEmpty()
            ? new InlineDefinitions(journal).of(agent)
            : definitions.find(agent.definition()).orElse(null);
    return Optional.of(
        new Recording(task, agent.config(), definition, telling, List.copyOf(cut.lines.values())));
  }

  /** What has been cut out so far. */
  private final class Cut {
    private final TreeMap<Long, Recording.Line> lines = new TreeMap<>();
    private final AgentId agent;
    private final long createdSeq;
    private final TaskId about;
    private long bytes;

    Cut(AgentId agent, long createdSeq, TaskId about) {
      this.agent = agent;
      this.createdSeq = createdSeq;
      this.about = about;
    }

    /** A task's entries before a number, and what was said before it. */
    void task(long task, long before) throws TooLong {
      Entry.TaskQueued queued = entries(task, before);
      TaskTerms terms = queued == null || queued.terms() == null ? TaskTerms.NONE : queued.terms();
      TaskTerms.Fork fork = terms.fork();
      if (fork != null && fork.task() > createdSeq && fork.task() < task) {
        if (journal.entry(agent, fork.task()).orElse(null) instanceof Entry.TaskImported) {
          add(fork.task());
        } else {
          task(fork.task(), task);
        }
      } else if (queued != null && queued.threadId() != null) {
        String thread = queued.threadId();
        for (Views.TaskRow row : threads.thread(agent.value(), thread, task, telling.messages())) {
          if (row.id().seq() > createdSeq) {
            entries(row.id().seq(), row.lastSeq() + 1);
          }
        }
      }
    }

    private Entry.@Nullable TaskQueued entries(long task, long before) throws TooLong {
      Entry.TaskQueued sent = null;
      boolean ended = false;
      long from = task;
      List<Journal.Recorded> page;
      do {
        page = journal.readAgent(agent, from, PAGE);
        for (Journal.Recorded row : page) {
          long seq = row.seq();
          for (Entry entry : row.entries()) {
            if (seq == task && entry instanceof Entry.TaskQueued queued) {
              sent = queued;
              add(seq, row, entry);
              mails(queued);
            } else if (seq < before && entry instanceof Entry.OfTask of && of.task() == task) {
              add(seq, row, entry);
              ended |= of instanceof Entry.TaskEnded;
            }
            seq++;
          }
          from = seq;
        }
      } while (!ended && from < before && page.size() == PAGE);
      return sent;
    }

    private void mails(Entry.TaskQueued queued) throws TooLong {
      for (long mail : queued.mails() == null ? List.<Long>of() : queued.mails()) {
        add(mail);
      }
    }

    private void add(long seq) throws TooLong {
      for (Journal.Recorded row : journal.readAgent(agent, seq, 1)) {
        long index = seq - row.seq();
        if (index >= 0 && index < row.entries().size()) {
          add(seq, row, row.entries().get((int) index));
        }
      }
    }

    private void add(long seq, Journal.Recorded row, Entry entry) throws TooLong {
      if (lines.put(seq, new Recording.Line(seq, row.at(), entry)) == null) {
        bytes += Json.entries(List.of(entry)).length + 60L;
        if (bytes > maxBytes) {
          throw new TooLong(about, maxBytes);
        }
      }
    }
  }
}
