package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Effect;
import dev.reveille.core.Task;
import dev.reveille.core.ToolPolicy;
import java.util.HashSet;
import java.util.Set;

/** Every beginning of an effect, in any life of any node: none happens twice. */
final class Executions {
  private final World world;
  private final Set<Execution> begun = new HashSet<>();
  private final Set<Unsafe> unsafe = new HashSet<>();
  private final Set<Call> charged = new HashSet<>();

  /** Within one run; a later run of the task is another one. */
  private record Execution(AgentId agent, Effect effect, int steps) {}

  /** Within the whole life of a task. */
  private record Unsafe(AgentId agent, long task, int step, String callId) {}

  /** One call of a model. */
  record Call(AgentId agent, Effect.CallModel call) {}

  Executions(World world) {
    this.world = world;
  }

  void begins(Agent agent, Effect effect) {
    Task task = agent.tasks().get(effect.task());
    world.check(
        task != null && agent.effects().contains(effect),
        () -> effect + " of " + agent.id() + " does not follow from its state");
    if (task == null) {
      return;
    }
    world.check(
        begun.add(new Execution(agent.id(), effect, task.steps())),
        () -> effect + " of " + agent.id() + " begins a second time, on nobody's account");
    Task.Call call = effect instanceof Effect.CallTool tool ? task.call(tool.callId()) : null;
    if (call != null && call.policy() == ToolPolicy.UNSAFE) {
      world.check(
          unsafe.add(new Unsafe(agent.id(), task.seq(), task.steps(), call.callId())),
          () -> "the unsafe " + effect + " of " + agent.id() + " is run again");
    }
  }

  /** A call has really begun: there was something left for it. */
  void charged(Call call) {
    charged.add(call);
  }

  /** How many such calls, without these, have no outcome on record. */
  int open(Set<Call> without) {
    int open = 0;
    for (Ledger ledger : world.store().all()) {
      Agent agent = ledger.head();
      for (Effect effect : agent.effects()) {
        if (effect instanceof Effect.CallModel model) {
          Call call = new Call(agent.id(), model);
          open += charged.contains(call) && !without.contains(call) ? 1 : 0;
        }
      }
    }
    return open;
  }
}
