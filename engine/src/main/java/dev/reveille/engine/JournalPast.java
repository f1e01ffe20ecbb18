package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Message;
import dev.reveille.core.TaskTerms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads from the journal what one agent and its models and tools have said to each other. */
final class JournalPast implements Conversation.Past {
  private static final int PAGE = 256;

  private final JournalReader journal;
  private final Threads threads;
  private final AgentId agent;
  private final long createdSeq;
  private final Telling telling;

  /**
   * @param createdSeq where the agent begins; what an earlier namesake said is not its past
   */
  JournalPast(
      JournalReader journal, Threads threads, AgentId agent, long createdSeq, Telling telling) {
    this.journal = journal;
    this.threads = threads;
    this.agent = agent;
    this.createdSeq = createdSeq;
    this.telling = telling;
  }

  @Override
  public Conversation.Said before(long task, long seq) {
    Transcript own = new Transcript(telling.resultChars());
    Entry.TaskQueued queued = read(task, seq, Integer.MAX_VALUE, own);
    return new Conversation.Said(earlier(task, queued), own);
  }

  private List<Message> earlier(long task, Entry.@Nullable TaskQueued queued) {
    TaskTerms.Fork fork = queued == null || queued.terms() == null ? null : queued.terms().fork();
    if (fork != null && fork.task() > createdSeq && fork.task() < task) {
      if (journal.entry(agent, fork.task()).orElse(null) instanceof Entry.TaskImported imported) {
        Recording elsewhere = RecordingFile.of(imported);
        return elsewhere.past().shared(elsewhere.task().seq(), Long.MAX_VALUE, fork);
      }
      return shared(fork.task(), task, fork);
    }
    return queued == null || queued.threadId() == null
        ? new ArrayList<>()
        : ofThread(queued.threadId(), task);
  }

  /** What a fork has of another task, and of what was said before that. */
  private List<Message> shared(long other, long end, TaskTerms.Fork fork) {
    Transcript shared = new Transcript(telling.resultChars());
    Entry.TaskQueued queued = read(other, end, fork.step(), shared);
    List<Message> all = shared.compacted() >= 0 ? new ArrayList<>() : earlier(other, queued);
    boolean opens = fork.step() > 0 || !fork.newPrompt();
    all.addAll(opens ? shared.closed() : List.of());
    return all;
  }

  private List<Message> ofThread(String thread, long task) {
    List<Message> earlier = new ArrayList<>();
    for (Views.TaskRow row : threads.thread(agent.value(), thread, task, telling.messages())) {
      if (row.id().seq() > createdSeq) {
        Transcript transcript = new Transcript(telling.resultChars());
        read(row.id().seq(), row.lastSeq() + 1, Integer.MAX_VALUE, transcript);
        if (transcript.compacted() >= 0) {
          earlier.clear(); // its summary speaks of them
        }
        earlier.addAll(transcript.closed());
      }
    }
    return wholeTurns(earlier);
  }

  /** The newest messages, from one of a sender on: no result is parted from its call. */
  private List<Message> wholeTurns(List<Message> all) {
    for (int from = Math.max(0, all.size() - telling.messages()); from < all.size(); from++) {
      if (all.get(from) instanceof Message.User) {
        return new ArrayList<>(all.subList(from, all.size()));
      }
    }
    return new ArrayList<>();
  }

  private List<Entry.MailReceived> mails(Entry.TaskQueued queued) {
    List<Entry.MailReceived> mails = new ArrayList<>();
    for (long number : queued.mails() == null ? List.<Long>of() : queued.mails()) {
      if (journal.entry(agent, number).orElse(null) instanceof Entry.MailReceived mail) {
        mails.add(mail);
      }
    }
    return mails;
  }

  /**
   * Reads a task's entries before {@code end}, and up to a step of its.
   *
   * @return what it was sent with; null if there is none
   */
  private Entry.@Nullable TaskQueued read(long task, long end, int lastStep, Transcript into) {
    Entry.TaskQueued sent = null;
    long from = task;
    while (from < end) {
      List<Journal.Recorded> page = journal.readAgent(agent, from, PAGE);
      if (page.isEmpty()) {
        break;
      }
      for (Journal.Recorded row : page) {
        long seq = row.seq();
        for (Entry entry : row.entries()) {
          if (seq == task && entry instanceof Entry.TaskQueued queued) {
            into.opened(queued, mails(queued));
            sent = queued;
          } else if (seq < end && entry instanceof Entry.OfTask of && of.task() == task) {
            if (isBehind(of, lastStep)) {
              return sent;
            }
            into.add(of);
          }
          seq++;
        }
        from = seq;
      }
    }
    return sent;
  }

  /** True if it is no longer part of what was said up to that step. */
  private static boolean isBehind(Entry.OfTask entry, int lastStep) {
    return lastStep < Integer.MAX_VALUE
        && (entry instanceof Entry.TaskEnded
            || entry instanceof Entry.ModelReplied replied && replied.step() > lastStep);
  }
}
