package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Usage;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;

/** An engine with one place for tasks, turn by turn on the test's thread. */
abstract class CellScene {
  static final AgentId A = new AgentId("a");
  static final AgentId B = new AgentId("b");

  final FakeJournal journal = new FakeJournal();
  final Queue<Runnable> turns = new ArrayDeque<>();
  final List<Begun> begun = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  boolean effectsBreak;
  final Engine engine;
  private final List<Begun> underWay = new ArrayList<>();

  CellScene() {
    this(Holding.everything());
  }

  CellScene(Holding holding) {
    engine =
        new Engine(
            journal,
            (event, after, limit) -> List.of(),
            holding,
            this::start,
            turns::add,
            () -> now,
            new Random(1),
            onePlace());
    engine.count(Views.Census.NOBODY);
  }

  record Begun(AgentId agent, Effect effect, Consumer<Command> result) {}

  private static EngineConfig onePlace() {
    Map<?, ?> standard = Json.MAPPER.convertValue(EngineConfig.STANDARD, Map.class);
    Map<Object, Object> one = new HashMap<>(standard);
    one.put("maxRunningTasks", 1);
    return Json.MAPPER.convertValue(one, EngineConfig.class);
  }

  Effects.UnderWay start(Agent agent, Effect effect, Conversation said, Consumer<Command> result) {
    if (effectsBreak) {
      throw new IllegalStateException("an effect that cannot begin");
    }
    Begun now = new Begun(agent.id(), effect, result);
    begun.add(now);
    underWay.add(now);
    return () -> underWay.remove(now);
  }

  List<Effect> underWay() {
    return underWay.stream().map(Begun::effect).toList();
  }

  void run() {
    for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
      turn.run();
    }
  }

  void commit() {
    run();
    while (!journal.onTheirWay.isEmpty()) {
      journal.commit();
      run();
    }
  }

  void tell(AgentId agent, Command command) {
    engine.tell(agent, command, answers::add);
  }

  /** Of those that are under way, the one that began first. */
  void answerModel() {
    Begun first = underWay.removeFirst();
    Effect.CallModel call = (Effect.CallModel) first.effect();
    ModelReply reply = new ModelReply("x", "", List.of(), Usage.NONE, ModelReply.Finish.STOP);
    first
        .result()
        .accept(new Command.ReplyArrived(call.task(), call.run(), call.step(), reply, List.of()));
  }
}
