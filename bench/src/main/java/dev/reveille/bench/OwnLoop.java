package dev.reveille.bench;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Definitions;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.engine.Model;
import dev.reveille.engine.Models;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Tokens;
import dev.reveille.engine.Tool;
import dev.reveille.engine.Views;
import dev.reveille.store.SqliteStore;
import dev.reveille.store.StoreConfig;
import dev.reveille.testkit.MemoryJournal;
import dev.reveille.tools.Toolbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reveille's loop: the whole engine, once on its store with an fsync at every commit, and once on a
 * journal in memory, which shows what durability costs.
 */
final class OwnLoop implements Contender {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final boolean durable;

  OwnLoop(boolean durable) {
    this.durable = durable;
  }

  @Override
  public String name() {
    return durable ? "ours, durable" : "ours, in memory";
  }

  @Override
  public Fleet open(int agents, Script script) throws Exception {
    Path folder = Files.createTempDirectory("reveille-steps");
    Fleet fleet;
    if (durable) {
      SqliteStore store = SqliteStore.open(folder, StoreConfig.STANDARD, Bench.CLOCK);
      fleet = new OwnFleet(folder, store, store, store, script);
    } else {
      MemoryJournal memory = new MemoryJournal(turn -> Thread.ofVirtual().start(turn));
      fleet = new OwnFleet(folder, memory, memory, memory, script);
    }
    for (int i = 0; i < agents; i++) {
      ((OwnFleet) fleet).create(i);
    }
    return fleet;
  }

  private static final class OwnFleet implements Fleet {
    private final Path folder;
    private final AutoCloseable store;
    private final Engine engine;
    private final LongAdder commits = new LongAdder();
    private final LongAdder appends = new LongAdder();

    OwnFleet(Path folder, Journal journal, Views views, AutoCloseable store, Script script) {
      this.folder = folder;
      this.store = store;
      journal.onDurable(rows -> {
        commits.increment();
        appends.add(rows.size());
      });
      Model model = (request, sink) -> reply(script, request);
      Models models = names -> new Models.Choice(model, "scripted");
      Definitions definitions =
          name -> Optional.of(new Definitions.Definition(name, "", "", null, List.of(Script.TOOL)));
      Outside outside =
          new Outside(
              models,
              Toolbox.of(List.of(new Doubler(script))),
              definitions,
              new Tokens(),
              (schema, value) -> List.of(),
              Gauges.constant(0.5, 0.1));
      RandomGenerator random = RandomGenerator.getDefault();
      engine =
          Engine.create(
              journal,
              views,
              outside,
              Bench.CLOCK,
              random,
              Lab.config(1_000, 10_000, Duration.ofSeconds(60)));
      engine.start();
    }

    void create(int agent) throws InterruptedException {
      Lab.check(
          engine.ask(id(agent), new Command.Create("bench", null, AgentConfig.STANDARD, true)));
    }

    private static AgentId id(int agent) {
      return new AgentId("a" + agent);
    }

    @Override
    public void work(int agent) throws InterruptedException {
      Command submit = new Command.Submit(TaskSpec.of("" + agent));
      Answer.Done done = (Answer.Done) engine.ask(id(agent), submit);
      TaskId task = Objects.requireNonNull(done.task());
      if (!engine.awaitEnd(task, PATIENCE)) {
        throw new IllegalStateException("task " + task + " did not end");
      }
    }

    @Override
    public long commits() {
      return commits.sum();
    }

    @Override
    public long appends() {
      return appends.sum();
    }

    @Override
    public void close() throws Exception {
      engine.drain();
      store.close();
      Lab.delete(folder);
    }
  }

  /** The first message says who asks. */
  private static ModelReply reply(Script script, Model.Request request) {
    Message.User first = (Message.User) request.messages().getFirst();
    int step = script.next(Integer.parseInt(first.text()), request.messages().size());
    Usage usage = new Usage(10, 3);
    if (step == 0) {
      return new ModelReply(Script.ANSWER, "", List.of(), usage, ModelReply.Finish.STOP);
    }
    ToolCall call = new ToolCall("call-" + step, Script.TOOL, Script.arguments(step));
    return new ModelReply("", "", List.of(call), usage, ModelReply.Finish.TOOL_CALLS);
  }

  private static final class Doubler implements Tool {
    private final Spec spec =
        new Spec(
            Script.TOOL,
            Script.DESCRIPTION,
            (ObjectNode)
                Json.MAPPER.readTree(
                    """
                    {"type": "object", "properties": {"%s": {"type": "integer"}},
                     "required": ["%s"]}
                    """
                        .formatted(Script.ARGUMENT, Script.ARGUMENT)),
            ToolPolicy.READ_ONLY);

    private final Script script;

    Doubler(Script script) {
      this.script = script;
    }

    @Override
    public Spec spec() {
      return spec;
    }

    @Override
    public Outcome call(ObjectNode arguments, Context context) {
      return new Outcome.Returned(script.doubled(arguments.path(Script.ARGUMENT).asInt()));
    }
  }
}
