package dev.reveille.testkit;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Priority;
import dev.reveille.core.Retry;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Telling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What kind of world a seed makes.
 *
 * @param nodes 1: the embedded product, of which more can be asked; more: processes that share
 *     them, or all believe to own every agent
 * @param placed whether each of several nodes holds some of the agents only, as they are placed
 * @param wrong percent of the moves of agents after which two nodes believe to hold them
 * @param rounds times of trouble, with a calm after each
 * @param steps in each time of trouble
 * @param trouble percent of the steps that break something
 * @param bad percent of the groups of appends that fail
 * @param setBack whether the clock is sometimes set back
 * @param even whether each model call takes the same; otherwise models differ, as those of a
 *     fallback do
 */
record Setup(
    int nodes,
    boolean placed,
    int wrong,
    List<AgentId> agents,
    int rounds,
    int steps,
    int trouble,
    int bad,
    boolean setBack,
    boolean even,
    EngineConfig engine) {

  static Setup of(Chance chance) {
    List<AgentId> agents = new ArrayList<>();
    int count = chance.from(1, 6);
    for (int i = 0; i < count; i++) {
      agents.add(new AgentId("a" + i));
    }
    EngineConfig engine =
        new EngineConfig(
            chance.from(1, 4),
            chance.oneIn(4) ? 2 : 100,
            chance.oneIn(4) ? 6 : 1_000,
            Duration.ofMillis(chance.of(List.of(100, 2_000, 10_000))),
            chance.of(List.of(1, 5, 20, 1_000)),
            Duration.ofMillis(chance.of(List.of(1_000, 10_000, 600_000))),
            chance.of(List.of(1, 4, 64)),
            new Telling(chance.of(List.of(4, 200)), Telling.STANDARD.resultChars()),
            Duration.ofMinutes(2),
            Duration.ofSeconds(20));
    int nodes = chance.percent(50) ? 1 : chance.from(2, 3);
    boolean setBack = chance.oneIn(10);
    // Each process has a purse of its own; and set back, a clock says what is spent of no window.
    boolean budget = nodes == 1 && !setBack && chance.oneIn(3);
    return new Setup(
        nodes,
        nodes > 1 && chance.oneIn(2),
        chance.of(List.of(0, 10, 50, 90)),
        agents,
        chance.from(1, 3),
        chance.from(60, 220),
        chance.of(List.of(0, 1, 2, 5)),
        chance.of(List.of(0, 2, 10)),
        setBack,
        chance.oneIn(2),
        budget ? engine.with(Overseer.ofServer(chance)) : engine);
  }

  static AgentConfig agentConfig(Chance chance) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("checkMailInterval", chance.percent(40) ? chance.duration() : null);
    keys.put("maxConcurrentTasks", chance.from(1, 3));
    keys.put("wakeOnPriority", chance.of(List.of(Priority.values())));
    keys.put("queueLimit", chance.of(List.of(2, 5, 100)));
    keys.put("taskTimeoutSeconds", chance.percent(40) ? chance.duration() : null);
    keys.put("maxAttempts", chance.from(1, 3));
    keys.put(
        "retry", new Retry(Duration.ofMillis(chance.from(1, 2_000)), Duration.ofMinutes(1), 2));
    keys.put("maxSteps", chance.oneIn(3) ? 30 : chance.from(2, 8));
    keys.put("loopLimit", chance.from(2, 3));
    keys.put("settings", chance.oneIn(4) ? Overseer.settings(chance) : null);
    keys.put("approvalTtlSeconds", chance.duration());
    keys.put("budget", chance.percent(35) ? Overseer.ofAgent(chance) : null);
    keys.put("ageingSeconds", chance.of(List.of(Duration.ofSeconds(10), Duration.ofMinutes(5))));
    keys.put("poisonAfter", chance.from(2, 3));
    keys.put("patienceSeconds", Duration.ofSeconds(chance.from(0, 3)));
    keys.put("deadLetterLimit", chance.from(1, 3));
    keys.put("mailboxLimit", chance.of(List.of(2, 1_000)));
    keys.put("idleTtlSeconds", chance.percent(6) ? chance.duration() : null);
    return Patches.config(keys);
  }
}
