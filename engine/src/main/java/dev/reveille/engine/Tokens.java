package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What models are saying right now. Not durable: whoever does not listen has missed it. */
public final class Tokens {
  private final List<Ear> ears = new CopyOnWriteArrayList<>();
  private volatile @Nullable Relay relay;

  /** Hears pieces of replies, on the thread that reads them; must not block for long. */
  public interface Listener {
    void token(TaskId task, Model.Sink.Channel channel, String delta);
  }

  /**
   * The way to other processes: it hears all that is said here, and {@link Tokens#hear} is told
   * what is said there.
   */
  public interface Relay extends Listener {

    /**
     * Somebody here wants to hear the agents of these slices, and of no others; told at each
     * change.
     */
    void want(Set<Integer> slices);
  }

  /**
   * @param agents empty: all
   */
  private record Ear(Set<AgentId> agents, Listener listener) {
    Stream<Integer> slices() {
      return agents.stream().map(Slices::of);
    }

    void token(TaskId task, Model.Sink.Channel channel, String delta) {
      if (agents.isEmpty() || agents.contains(task.agent())) {
        listener.token(task, channel, delta);
      }
    }
  }

  /**
   * @param agents of which it hears; empty: of all
   */
  public synchronized void add(Set<AgentId> agents, Listener listener) {
    ears.add(new Ear(Set.copyOf(agents), listener));
    tellWants();
  }

  public synchronized void remove(Listener listener) {
    ears.removeIf(ear -> ear.listener().equals(listener));
    tellWants();
  }

  /** From now on what is said is heard elsewhere too. */
  public synchronized void relay(Relay to) {
    relay = to;
    tellWants();
  }

  private void tellWants() {
    Relay to = relay;
    if (to != null) {
      boolean all = ears.stream().anyMatch(ear -> ear.agents().isEmpty());
      to.want(all ? Slices.ALL : Set.copyOf(ears.stream().flatMap(Ear::slices).toList()));
    }
  }

  /** Tells those who listen here what is said at another process. */
  public void hear(TaskId task, Model.Sink.Channel channel, String delta) {
    ears.forEach(ear -> ear.token(task, channel, delta));
  }

  Model.Sink of(TaskId task) {
    return (channel, delta) -> {
      hear(task, channel, delta);
      Relay to = relay;
      if (to != null) {
        to.token(task, channel, delta);
      }
    };
  }
}
