package dev.reveille.engine;

import dev.reveille.core.Entry;
import java.util.HashMap;
import java.util.Map;

/** What was said in the tasks that run, and what was asked in those that soon will. */
final class Conversations {
  private static final int KEPT_PROMPTS = 8;
  private static final int KEPT_PROMPT = 4_096;

  private final Telling telling;
  private final Map<Long, Conversation> byTask = new HashMap<>();

  Conversations(Telling telling) {
    this.telling = telling;
  }

  /**
   * @param next number of the agent's next entry
   */
  Conversation of(long task, long next) {
    return byTask.computeIfAbsent(task, id -> new Conversation(id, next));
  }

  void clear() {
    byTask.clear();
  }

  /** Keeps what was said in the tasks that run. */
  void remember(Batch batch) {
    long seq = batch.before().seq();
    for (Entry entry : batch.entries()) {
      seq++;
      switch (entry) {
        case Entry.TaskQueued e -> keepPrompt(seq, e);
        case Entry.TaskEnded e -> byTask.remove(e.task());
        case Entry.TaskInterrupted e -> byTask.remove(e.task());
        case Entry.OfTask e -> {
          Conversation conversation = byTask.get(e.task());
          if (conversation != null) {
            conversation.add(e);
          }
        }
        case Entry e -> {}
      }
    }
  }

  /** A short prompt of a task that will run soon need not be read back from the journal. */
  private void keepPrompt(long task, Entry.TaskQueued queued) {
    boolean small = queued.prompt().length() <= KEPT_PROMPT && queued.context() == null;
    if (small
        && queued.images() == null
        && queued.mails() == null
        && queued.threadId() == null
        && (queued.terms() == null || queued.terms().fork() == null)
        && byTask.size() < KEPT_PROMPTS) {
      byTask.put(task, Conversation.opened(task, queued, telling));
    }
  }
}
