package dev.reveille.core;

import org.jspecify.annotations.Nullable;

/**
 * How many of each an agent may have. What is null is as standard.
 *
 * @param schedules 1 to 10,000; standard 100
 * @param subscriptions 1 to 10,000; standard 100
 * @param notes 1 to 100,000; standard 500
 * @param mailsPerTask ordinary mails that one task handles together, 1 to 1,000; standard 20
 */
public record AgentLimits(
    @Nullable Integer schedules,
    @Nullable Integer subscriptions,
    @Nullable Integer notes,
    @Nullable Integer mailsPerTask) {
  /** All as standard. */
  public static final AgentLimits NONE = new AgentLimits(null, null, null, null);

  public AgentLimits {
    check("schedules", schedules, 10_000);
    check("subscriptions", subscriptions, 10_000);
    check("notes", notes, 100_000);
    check("mailsPerTask", mailsPerTask, 1_000);
  }

  private static void check(String name, @Nullable Integer value, int most) {
    if (value != null) {
      Check.range("limits." + name, value, 1, most);
    }
  }

  private static AgentLimits of(Agent agent) {
    AgentLimits own = agent.config().limits();
    return own == null ? NONE : own;
  }

  static int schedules(Agent agent) {
    Integer own = of(agent).schedules;
    return own == null ? 100 : own;
  }

  static int subscriptions(Agent agent) {
    Integer own = of(agent).subscriptions;
    return own == null ? 100 : own;
  }

  static int notes(Agent agent) {
    Integer own = of(agent).notes;
    return own == null ? 500 : own;
  }

  static int mailsPerTask(Agent agent) {
    Integer own = of(agent).mailsPerTask;
    return own == null ? 20 : own;
  }
}
