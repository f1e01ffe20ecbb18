package dev.reveille.core;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished tasks of an agent, oldest first. Immutable: a change copies an array of
 * references, which for the lengths that a queue limit allows is cheaper than any tree.
 */
public final class Tasks implements Iterable<Task> {
  public static final Tasks NONE = new Tasks(new Task[0], 0);

  private final Task[] bySeq;
  private final int running;

  private Tasks(Task[] bySeq, int running) {
    this.bySeq = bySeq;
    this.running = running;
  }

  /**
   * @param tasks ordered by their numbers
   */
  public static Tasks of(List<Task> tasks) {
    int running = (int) tasks.stream().filter(Task::isRunning).count();
    return new Tasks(tasks.toArray(Task[]::new), running);
  }

  public @Nullable Task get(long seq) {
    int i = index(seq);
    return i < 0 ? null : bySeq[i];
  }

  public int size() {
    return bySeq.length;
  }

  public boolean isEmpty() {
    return bySeq.length == 0;
  }

  public int running() {
    return running;
  }

  /** The number of the newest; 0 if there is none. */
  long last() {
    return bySeq.length == 0 ? 0 : bySeq[bySeq.length - 1].seq();
  }

  /** With this task instead of the one with its number, or at the end if it is new. */
  Tasks with(Task task) {
    int i = index(task.seq());
    Task[] copy = Arrays.copyOf(bySeq, i < 0 ? bySeq.length + 1 : bySeq.length);
    copy[i < 0 ? bySeq.length : i] = task;
    return new Tasks(copy, running - one(i) + (task.isRunning() ? 1 : 0));
  }

  Tasks without(long seq) {
    int i = index(seq);
    if (i < 0) {
      return this;
    }
    Task[] copy = new Task[bySeq.length - 1];
    System.arraycopy(bySeq, 0, copy, 0, i);
    System.arraycopy(bySeq, i + 1, copy, i, copy.length - i);
    return new Tasks(copy, running - one(i));
  }

  /** 1 if there is a running task at that place. */
  private int one(int i) {
    return i >= 0 && bySeq[i].isRunning() ? 1 : 0;
  }

  private int index(long seq) {
    int low = 0;
    int high = bySeq.length - 1;
    while (low <= high) {
      int mid = (low + high) >>> 1;
      long at = bySeq[mid].seq();
      if (at == seq) {
        return mid;
      }
      if (at < seq) {
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    return -1;
  }

  public Stream<Task> stream() {
    return Arrays.stream(bySeq);
  }

  @Override
  public Iterator<Task> iterator() {
    return Arrays.asList(bySeq).iterator();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tasks t && Arrays.equals(bySeq, t.bySeq);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bySeq);
  }

  @Override
  public String toString() {
    return Arrays.toString(bySeq);
  }
}
