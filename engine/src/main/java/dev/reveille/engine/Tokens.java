package dev.reveille.engine;

import dev.reveille.core.TaskId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What models are saying right now. Not durable: whoever does not listen has missed it. */
public final class Tokens {
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Hears pieces of replies, on the thread that reads them; must not block for long. */
  public interface Listener {
    void token(TaskId task, Model.Sink.Channel channel, String delta);
  }

  public void add(Listener listener) {
    listeners.add(listener);
  }

  public void remove(Listener listener) {
    listeners.remove(listener);
  }

  Model.Sink of(TaskId task) {
    return listeners.isEmpty()
        ? Model.Sink.NONE
        : (channel, delta) -> listeners.forEach(l -> l.token(task, channel, delta));
  }
}
