package dev.reveille.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one task is to be done otherwise than its agent's others; null leaves it to the agent.
 *
 * @param models references of models, the first one first, the others if that cannot answer
 * @param resultSchema JSON schema, as text, that the result must fit
 * @param budget of this task alone, in all
 * @param fork the task whose conversation it goes on from
 * @param hops mails, events and tasks that led to it, each one from the work on the one before
 * @param settings how its models are to answer, over its agent's
 */
public record TaskTerms(
    @Nullable List<String> models,
    @Nullable String resultSchema,
    @Nullable Budget budget,
    @Nullable Fork fork,
    int hops,
    @Nullable ModelSettings settings) {
  public static final TaskTerms NONE = new TaskTerms(null, null, null, null, 0, null);

  /**
   * @param task of the same agent's
   * @param step the last one of its that is shared; 0: none, only what it was asked
   * @param newPrompt whether this task's prompt is to be told; otherwise it goes on as it was
   */
  public record Fork(long task, int step, boolean newPrompt) {
    public Fork {
      Check.range("fromStep", step, 0, 10_000);
    }
  }

  public TaskTerms {
    models = models == null ? null : List.copyOf(models);
    if (models != null) {
      Check.range("models' number", models.size(), 1, 10);
    }
    Check.that(
        budget == null || budget.perSeconds() == null,
        "budget.perSeconds must be left out, a task's budget is for all of it",
        budget == null ? null : budget.perSeconds());
    Check.that(hops >= 0, "hops must be at least 0", hops);
    settings = ModelSettings.NONE.equals(settings) ? null : settings;
  }

  /** Terms that leave the settings to the agent. */
  public TaskTerms(
      @Nullable List<String> models,
      @Nullable String resultSchema,
      @Nullable Budget budget,
      @Nullable Fork fork,
      int hops) {
    this(models, resultSchema, budget, fork, hops, null);
  }

  TaskTerms with(Budget other) {
    return new TaskTerms(models, resultSchema, other, fork, hops, settings);
  }

  /** The same, that many steps away from whoever began. */
  public TaskTerms after(int more) {
    return new TaskTerms(models, resultSchema, budget, fork, more, settings);
  }
}
