package dev.reveille.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision in the making: entries so far, and the agent as they have left it. */
final class Draft {
  private static final Duration LONGEST_WISH = Duration.ofDays(1);

  private final Agent before;
  private final Moment moment;
  private final List<Entry> entries = new ArrayList<>(4);
  private Agent agent;
  private @Nullable TaskId about;

  Draft(Agent agent, Moment moment) {
    this.before = agent;
    this.moment = moment;
    this.agent = agent;
  }

  Agent agent() {
    return agent;
  }

  Instant now() {
    return moment.now();
  }

  /** When to try again after so many failures. */
  Instant retryAt(int failures) {
    return now().plus(agent.config().retry().delay(failures, moment.luck()));
  }

  /**
   * The provider's own wish, up to a day, spread a little so that not all come back at once. If it
   * wants more it will say so again.
   */
  Instant notBefore(Duration retryAfter) {
    Duration wish = retryAfter.compareTo(LONGEST_WISH) < 0 ? retryAfter : LONGEST_WISH;
    return now().plus(wish).plusMillis((long) (moment.luck() * 250));
  }

  void add(Entry entry) {
    Task task = entry instanceof Entry.TaskEnded end ? agent.tasks().get(end.task()) : null;
    if (task != null && entry instanceof Entry.TaskCancelled) {
      BudgetRules.lost(this, task);
    }
    entries.add(entry);
    agent = agent.apply(entry, now());
    if (entry instanceof Entry.TaskEnded end) {
      MailRules.taskEnded(this, end);
      if (task != null && task.ask() != null) {
        add(new Entry.AskAnswered(end.task(), task.ask().asker()));
      }
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void about(long task) {
    about = new TaskId(agent.id(), task);
  }

  Decision accepted() {
    return new Decision.Accepted(entries, agent.asOneStepFrom(before, now()), about);
  }

  /** Refuses, whatever was drafted. */
  Decision rejected(Decision.Code code, String why) {
    return new Decision.Rejected(code, why);
  }
}
