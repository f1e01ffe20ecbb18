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
  private final Views views;
  private final AgentId agent;
  private final int maxMessages;

  /**
   * @param maxMessages at most so many of earlier tasks of the thread
   */
  JournalPast(Journal journal, Views views, AgentId agent, int maxMessages) {
    this.journal = journal;
    this.views = views;
    this.agent = agent;
    this.maxMessages = maxMessages;
  }

  @Override
  public List<Message> before(long task, long seq) {
    List<Message> own = new ArrayList<>();
    String thread = read(task, seq, own);
    List<Message> all = new ArrayList<>();
    if (thread != null) {
      for (Views.TaskRow earlier : views.thread(agent.value(), thread, task, maxMessages)) {
        read(earlier.id().seq(), earlier.lastSeq() + 1, all);
      }
      all = wholeTurns(all);
    }
    all.addAll(own);
    return all;
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

  /** Adds a task's messages before {@code end}, and tells its thread. */
  private @Nullable String read(
      long task, long end, List<Message> messages) {
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
            messages.add(Conversation.opening(queued));
            thread = queued.threadId();
          } else if (seq < end && entry instanceof Entry.OfTask of && of.task() == task) {
            Message message = Conversation.message(of, messages);
            if (message != null) {
              messages.add(message);
            }
          }
          seq++;
        }
        from = seq;
      }
    }
    return thread;
  }
}
