package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads from the journal what one agent and its models and tools have said to each other. */
final class JournalPast implements Conversation.Past {
  private static final int PAGE = 256;

  private final Journal journal;
  private final Threads threads;
  private final AgentId agent;
  private final long createdSeq;
  private final int maxMessages;

  /**
   * @param createdSeq where the agent begins; what an earlier namesake said is not its past
   * @param maxMessages at most so many of earlier tasks of the thread
   */
  JournalPast(Journal journal, Threads threads, AgentId agent, long createdSeq, int maxMessages) {
    this.journal = journal;
    this.threads = threads;
    this.agent = agent;
    this.createdSeq = createdSeq;
    this.maxMessages = maxMessages;
  }

  @Override
  public Conversation.Said before(long task, long seq) {
    Transcript own = new Transcript();
    String thread = read(task, seq, own);
    List<Message> earlier = new ArrayList<>();
    if (thread != null) {
      for (Views.TaskRow row : threads.thread(agent.value(), thread, task, maxMessages)) {
        if (row.id().seq() > createdSeq) {
          Transcript transcript = new Transcript();
          read(row.id().seq(), row.lastSeq() + 1, transcript);
          earlier.addAll(transcript.closed());
        }
      }
    }
    return new Conversation.Said(wholeTurns(earlier), own);
  }

  /** The newest messages, from one of a sender on: no result is parted from its call. */
  private List<Message> wholeTurns(List<Message> all) {
    for (int from = Math.max(0, all.size() - maxMessages); from < all.size(); from++) {
      if (all.get(from) instanceof Message.User) {
        return new ArrayList<>(all.subList(from, all.size()));
      }
    }
    return new ArrayList<>();
  }

  private List<Entry.MailReceived> mails(Entry.TaskQueued queued) {
    List<Entry.MailReceived> mails = new ArrayList<>();
    for (long number : queued.mails() == null ? List.<Long>of() : queued.mails()) {
      Entry.MailReceived mail = Post.mail(journal, agent, number);
      if (mail != null) {
        mails.add(mail);
      }
    }
    return mails;
  }

  /** Reads a task's entries before {@code end}, and tells its thread. */
  private @Nullable String read(long task, long end, Transcript transcript) {
    String thread = null;
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
            transcript.opened(queued, mails(queued));
            thread = queued.threadId();
          } else if (seq < end && entry instanceof Entry.OfTask of && of.task() == task) {
            transcript.add(of);
          }
          seq++;
        }
        from = seq;
      }
    }
    return thread;
  }
}
