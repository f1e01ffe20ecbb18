package dev.reveille.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One agent that is told commands at instants, from an absent one on. */
final class Scene {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Agent agent = Agent.absent(new AgentId("a"));
  private Instant now = START;
  private double luck;

  /** An agent that was just created and started; its first task will be number 2. */
  static Scene started() {
    return started(ConfigPatch.EMPTY);
  }

  static Scene started(ConfigPatch patch) {
    Scene scene = new Scene();
    scene.tell(Say.create(patch));
    return scene;
  }

  Scene at(double seconds) {
    now = instant(seconds);
    return this;
  }

  static Instant instant(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  Scene luck(double value) {
    luck = value;
    return this;
  }

  Scene does(Command... commands) {
    for (Command command : commands) {
      assertThat(decide(command))
          .as("%s in %s", command, agent)
          .isInstanceOf(Decision.Accepted.class);
      tell(command);
    }
    return this;
  }

  /** Gives a command, and says briefly what came of it. */
  String tell(Command command) {
    Decision decision = decide(command);
    if (decision instanceof Decision.Accepted accepted) {
      assertThat(agent.apply(accepted.entries(), now)).as("the fold").isEqualTo(accepted.after());
      agent = accepted.after();
    }
    return Brief.of(decision);
  }

  Decision decide(Command command) {
    return agent.decide(command, new Moment(now, luck));
  }

  /**
   * As a batch of a cell does: each decided on what the one before left, recorded as one append.
   */
  List<Entry> together(Command... commands) {
    Agent before = agent;
    List<Entry> entries = new ArrayList<>();
    for (Command command : commands) {
      if (decide(command) instanceof Decision.Accepted accepted) {
        entries.addAll(accepted.entries());
        agent = accepted.after();
      }
    }
    agent = agent.asOneStepFrom(before, now);
    assertThat(before.apply(entries, now)).as("the fold of one append").isEqualTo(agent);
    return entries;
  }

  Agent agent() {
    return agent;
  }

  Instant now() {
    return now;
  }

  Task task(long seq) {
    Task task = agent.tasks().get(seq);
    if (task == null) {
      throw new AssertionError("no open task " + seq + " in " + agent);
    }
    return task;
  }

  /** Numbers of the tasks that would start now, best first. */
  List<Long> startable() {
    return agent.startable(now).stream().map(Task::seq).toList();
  }

  /** When and why it has something to do by itself, or "-". */
  String nextWake() {
    return agent.nextWake(now).map(w -> w.cause() + Brief.time(w.at())).orElse("-");
  }

  Duration untilNextWake() {
    return Duration.between(now, agent.nextWake(now).orElseThrow().at());
  }
}
