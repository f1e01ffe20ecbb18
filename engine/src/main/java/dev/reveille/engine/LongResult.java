package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import java.util.List;
import java.util.Optional;

/**
 * Tool results that are longer than a model should be shown at once. The journal has the whole
 * result, once; a message has its beginning, and says how to read on.
 */
public final class LongResult {
  /** Room for the words about it, within what a message shows. */
  private static final int ROOM = 500;

  private static final int PAGE = 256;
  private static final int MOST_PAGES = 1_000;

  private LongResult() {}

  /**
   * A result as a message shows it.
   *
   * @param most characters of it
   */
  static String shown(String text, int most, long task, int step, String callId) {
    return text.length() <= most ? text : from(text, 0, most, ref(task, step, callId));
  }

  /**
   * Less of a result that is shown already.
   *
   * @param whole what it is the beginning of
   * @param most characters of it, at least 1,000
   */
  static String shorter(String shown, Whole whole, int most) {
    return shown.length() <= most ? shown : part(shown, 0, most, whole);
  }

  /** A whole result: how long it is, and what it is read on by. */
  record Whole(int chars, String ref) {}

  static String ref(long task, int step, String callId) {
    return task + "/" + step + "/" + callId;
  }

  /**
   * A part of a result, and how to read on behind it.
   *
   * @param most characters of a message, at least 1,000
   */
  public static String from(String text, int offset, int most, String ref) {
    return part(text, offset, most, new Whole(text.length(), ref));
  }

  private static String part(String text, int offset, int most, Whole whole) {
    int end = Math.min(text.length(), offset + most - ROOM);
    if (end < text.length() && end > offset && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String part = text.substring(offset, end);
    return end == whole.chars()
        ? part
        : part
            + "\n[cut: characters "
            + offset
            + " to "
            + end
            + " of "
            + whole.chars()
            + "; read on with read_result, ref \""
            + whole.ref()
            + "\", offset "
            + end
            + "]";
  }

  /** The whole result that a reference stands for, as far as the journal has it. Blocks. */
  public static Optional<String> find(Journal journal, AgentId agent, String ref) {
    String[] parts = ref.split("/", 3);
    if (parts.length < 3 || !(parts[0] + parts[1]).matches("\\d{2,18}")) {
      return Optional.empty();
    }
    long task = Long.parseLong(parts[0].isEmpty() ? "0" : parts[0]);
    int wanted = (int) Long.parseLong(parts[1].isEmpty() ? "0" : parts[1]);
    int step = 0;
    long from = task;
    for (int page = 0; page < MOST_PAGES; page++) {
      List<Journal.Recorded> rows = journal.readAgent(agent, from, PAGE);
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      for (Journal.Recorded row : rows) {
        for (Entry entry : row.entries()) {
          if (!(entry instanceof Entry.OfTask of) || of.task() != task) {
            continue;
          }
          if (entry instanceof Entry.ModelReplied replied) {
            step = replied.step();
          } else if (entry instanceof Entry.ToolReturned returned
              && step == wanted
              && returned.callId().equals(parts[2])) {
            return Optional.of(returned.text());
          } else if (entry instanceof Entry.TaskEnded) {
            return Optional.empty();
          }
        }
        from = row.seq() + row.entries().size();
      }
    }
    return Optional.empty();
  }
}
