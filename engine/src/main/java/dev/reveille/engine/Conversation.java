package dev.reveille.engine;

import dev.reveille.core.Entry;
import dev.reveille.core.Message;
import dev.reveille.core.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was said in one running task, and before it in its thread. Its cell adds what becomes
 * durable while the task runs; what lies before is read from the journal once, when somebody asks
 * for it.
 */
final class Conversation {
  private final long task;
  private final long knownFrom;
  private final List<Entry.OfTask> unread = new ArrayList<>();
  private @Nullable Said said;
  private @Nullable List<Message> inWords;
  private final Fingerprints.Chain chain = new Fingerprints.Chain();

  /**
   * @param knownFrom number of the first entry that is going to be added
   */
  Conversation(long task, long knownFrom) {
    this.task = task;
    this.knownFrom = knownFrom;
  }

  /** The conversation of a task without a past. */
  static Conversation opened(long task, Entry.TaskQueued queued, Telling telling) {
    Conversation conversation = new Conversation(task, task);
    Transcript transcript = new Transcript(telling.resultChars());
    transcript.opened(queued, List.of());
    conversation.said = new Said(List.of(), transcript);
    return conversation;
  }

  /**
   * @param earlier what was said in earlier tasks of the thread
   * @param own what was said in the task itself
   */
  record Said(List<Message> earlier, Transcript own) {}

  /** Reads what was said before. */
  interface Past {

    /** What was said in the task's thread, and in the task itself before {@code seq}. */
    Said before(long task, long seq);
  }

  synchronized void add(Entry.OfTask entry) {
    if (said == null) {
      unread.add(entry);
    } else {
      said.own().add(entry);
    }
  }

  /** All messages so far, as the model is told them. Blocks while the past is read. */
  List<Message> messages(Past past) {
    return messages(past, true);
  }

  /**
   * The same.
   *
   * @param images whether pictures of earlier tasks are shown; otherwise a note stands for them.
   *     Those of the task itself are always there: without them it would be another task
   */
  List<Message> messages(Past past, boolean images) {
    return messages(past, images, Integer.MAX_VALUE);
  }

  /**
   * The same.
   *
   * @param most characters of each result of the newest step, at least 1,000
   */
  synchronized List<Message> messages(Past past, boolean images, int most) {
    Said all = said(past);
    List<Message> messages = new ArrayList<>();
    if (all.own().compacted() < 0) {
      messages.addAll(images ? all.earlier() : earlierInWords(all));
    }
    messages.addAll(most == Integer.MAX_VALUE ? all.own().messages() : all.own().messages(most));
    return messages;
  }

  /** Made once, so that the same messages are known by their identity at the next step. */
  private List<Message> earlierInWords(Said all) {
    List<Message> known = inWords;
    if (known == null) {
      known = all.earlier().stream().map(Conversation::inWords).toList();
      inWords = known;
    }
    return known;
  }

  private static Message inWords(Message message) {
    return message instanceof Message.User user && !user.images().isEmpty()
        ? new Message.User(
            user.text()
                + "\n["
                + user.images().size()
                + (user.images().size() == 1
                    ? " image, shown with this, is"
                    : " images, shown with this, are")
                + " left out here: this model takes none]")
        : message;
  }

  /** Of messages of its; only those are looked at that were not there the last time. */
  synchronized int fingerprint(List<Message> messages) {
    return chain.of(messages);
  }

  /** Text of earlier replies that the next one goes on with; usually empty. */
  synchronized String unfinished(Past past) {
    return said(past).own().unfinished();
  }

  /**
   * The steps that a model would be told of in short, so that what is left takes so much room.
   *
   * @return empty if nothing can be left out
   */
  synchronized Optional<Compaction> compaction(Past past, int room) {
    return Compaction.of(said(past), room);
  }

  /** True if somebody has agreed to a call of the newest reply. */
  synchronized boolean isApproved(String callId, Past past) {
    return said(past).own().isApproved(callId);
  }

  private Said said(Past past) {
    Said known = said;
    if (known == null) {
      known = past.before(task, knownFrom);
      unread.forEach(known.own()::add);
      unread.clear();
      said = known;
    }
    return known;
  }

  /** A call that the model made, the newest of that name; null if it made none. */
  @Nullable ToolCall call(String callId, Past past) {
    for (Message message : messages(past).reversed()) {
      if (message instanceof Message.Assistant assistant) {
        for (ToolCall call : assistant.calls()) {
          if (call.callId().equals(callId)) {
            return call;
          }
        }
      }
    }
    return null;
  }
}
