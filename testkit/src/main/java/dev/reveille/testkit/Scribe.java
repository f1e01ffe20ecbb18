package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.Moment;
import dev.reveille.engine.Journal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The smallest possible cell: it decides for one agent, and appends. It waits for receipts no
 * longer than ten seconds.
 */
public final class Scribe {

  /** What became of an append: its position, or why it was refused. */
  public sealed interface Outcome {
    record Durable(long position) implements Outcome {}

    record Refused(Journal.Refusal refusal) implements Outcome {}
  }

  private final Journal journal;
  private Agent agent;

  public Scribe(Journal journal, String agentId) {
    this(journal, Agent.absent(new AgentId(agentId)));
  }

  /** Goes on from a state. */
  public Scribe(Journal journal, Agent agent) {
    this.journal = journal;
    this.agent = agent;
  }

  public Agent agent() {
    return agent;
  }

  /** Decides and appends, and does not wait. The scribe goes on as if it were durable. */
  public CompletableFuture<Outcome> begin(Command command, Instant at) {
    Decision decision = agent.decide(command, new Moment(at, 0.5));
    if (decision instanceof Decision.Accepted a && !a.entries().isEmpty()) {
      Agent before = agent;
      agent = a.after();
      return append(journal, new RandomHistory.Step(before, a.entries(), at, agent));
    }
    throw new IllegalStateException(command + " came to nothing: " + decision);
  }

  /** Decides, appends and waits; must become durable. Answers the position. */
  public long write(Command command, Instant at) {
    return switch (await(begin(command, at))) {
      case Outcome.Durable d -> d.position();
      case Outcome.Refused r -> throw new IllegalStateException(command + ": " + r.refusal());
    };
  }

  /** Hands over a step of a history. */
  public static CompletableFuture<Outcome> append(Journal journal, RandomHistory.Step step) {
    return append(journal, step.before(), step.entries(), step.at(), step.after());
  }

  static CompletableFuture<Outcome> append(
      Journal journal, Agent before, List<Entry> entries, Instant at, Agent after) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Journal.Receipt receipt =
        new Journal.Receipt() {
          @Override
          public void durable(long position) {
            tell(new Outcome.Durable(position));
          }

          @Override
          public void refused(Journal.Refusal refusal) {
            tell(new Outcome.Refused(refusal));
          }

          private void tell(Outcome what) {
            if (!outcome.complete(what)) {
              throw new IllegalStateException("told twice: " + what);
            }
          }
        };
    journal.append(
        new Journal.Append(before.id(), before.seq(), at, entries, before, after, receipt));
    return outcome;
  }

  /** Loads an agent and waits. */
  public static Agent load(Journal journal, AgentId id) {
    CompletableFuture<Agent> loaded = new CompletableFuture<>();
    journal.load(
        id,
        new Journal.Loading() {
          @Override
          public void loaded(Agent agent) {
            loaded.complete(agent);
          }

          @Override
          public void failed(Journal.Refusal refusal) {
            loaded.completeExceptionally(new Journal.Unavailable(refusal.why(), null));
          }
        });
    return await(loaded);
  }

  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("not told within 60 s, or failed: " + e, e);
    }
  }
}
