package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Definitions;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Json;
import dev.reveille.engine.ModelException;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Recorder;
import dev.reveille.engine.Recording;
import dev.reveille.engine.RecordingFile;
import dev.reveille.engine.Replay;
import dev.reveille.engine.SecondOpinion;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods that take recorded tasks out, and through what has changed since. */
final class ReplayMethods {
  /** Characters of a file that is imported: it is kept as one entry. */
  private static final int MAX_IMPORT = 2 << 20;

  private final Engine engine;
  private final Definitions definitions;
  private final Ask ask;
  private final Recorder recorder;
  private final Replay replay;
  private final SecondOpinion secondOpinion;

  ReplayMethods(Engine engine, Recorder recorder, Outside today) {
    this.engine = engine;
    this.definitions = today.definitions();
    this.ask = new Ask(engine);
    this.recorder = recorder;
    this.replay = new Replay(today);
    this.secondOpinion = engine.secondOpinion(today);
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.exportTask",
            Params.Task.class,
            "Answers a recorded task, with all that its replay needs, as one JSON object.",
            this::export)
        .method(
            "async.importTask",
            Params.ImportTask.class,
            "Takes in a task that was exported, here or elsewhere: to be read, replayed and forked.",
            this::importTask)
        .method(
            "async.replayTask",
            Params.ReplayTask.class,
            "Takes a recorded task through today's definition, tools and rules, and answers what"
                + " comes out otherwise; with model, also what another model says from a step on.",
            this::replay);
  }

  private Object export(Params.Task p, Connection c) throws InterruptedException {
    return Fields.of("taskId", p.taskId(), "file", RecordingFile.write(recording(p.taskId())));
  }

  private Object importTask(Params.ImportTask p, Connection c) throws InterruptedException {
    Ask.within("file", p.file().toString(), MAX_IMPORT);
    Entry.TaskImported task = Ask.validAs("file", () -> RecordingFile.imported(p.file()));
    AgentId agent = p.agentId() != null ? p.agentId() : ownAgent(task);
    if (agent.isReserved()) {
      throw RpcException.invalidParams("agentId", agent + " is reserved; name an agent");
    }
    boolean created = !ask.whatever(agent).exists() && create(agent, RecordingFile.read(p.file()));
    Answer.Done done = ask.command(agent, new Command.Import(task));
    return Fields.of(
        "success",
        true,
        "agentId",
        agent,
        "taskId",
        done.task(),
        "source",
        task.source(),
        "imported",
        done.changed(),
        "agentCreated",
        created);
  }

  /** The same for the same recording, so that a second import finds the first. */
  private static AgentId ownAgent(Entry.TaskImported task) {
    int hex = task.digest().indexOf(':') + 1;
    return new AgentId("import-" + task.digest().substring(hex, hex + 12));
  }

  /**
   * Makes the agent that forks of the task will be of: by the definition of that name here, or by
   * that of the file. A file comes from anywhere, so each call of a tool waits for a person.
   */
  private boolean create(AgentId id, Recording recording) throws InterruptedException {
    Definitions.Definition given = recording.definition();
    String name = given == null ? "" : given.name();
    boolean isKnown = !name.isEmpty() && definitions.find(name).isPresent();
    Entry.InlineDefinition inline =
        isKnown
            ? null
            : given == null
                ? new Entry.InlineDefinition("", "", null, List.of("*"))
                : new Entry.InlineDefinition(
                    given.description(),
                    given.systemPrompt(),
                    given.models().isEmpty() ? null : given.models().getFirst(),
                    given.tools() == null ? List.of("*") : given.tools());
    AgentConfig config =
        AgentConfig.STANDARD.with(
            Json.MAPPER.readValue("{\"approvals\": [\"*\"]}", ConfigPatch.class));
    Answer answer = engine.ask(id, new Command.Create(isKnown ? name : "", inline, config, true));
    if (answer instanceof Answer.Refused refused && refused.code() != Decision.Code.CONFLICT) {
      Ask.done(answer); // says why
    }
    return answer instanceof Answer.Done;
  }

  private Object replay(Params.ReplayTask p, Connection c) throws InterruptedException {
    if ((p.taskId() == null) == (p.file() == null)) {
      throw RpcException.invalidParams("taskId", "give a taskId, or a file of exportTask");
    }
    if (p.fromStep() != null && p.model() == null) {
      throw RpcException.invalidParams("fromStep", "fromStep is where another model begins: model");
    }
    Recording recording =
        p.taskId() != null
            ? recording(p.taskId())
            : Ask.validAs(
                "file", () -> RecordingFile.read(java.util.Objects.requireNonNull(p.file())));
    Replay.Report report = Ask.validAs("file", () -> replay.of(recording));
    Map<String, @Nullable Object> result =
        Fields.of(
            "taskId",
            recording.task(),
            "ok",
            report.ok(),
            "differences",
            report.differences(),
            "steps",
            report.steps());
    if (p.model() != null) {
      result.put("other", other(recording, p.model(), p.fromStep() == null ? 1 : p.fromStep()));
    }
    return result;
  }

  private Object other(Recording recording, String model, int fromStep)
      throws InterruptedException {
    try {
      SecondOpinion.Comparison c = secondOpinion.of(recording, model, fromStep);
      return Fields.of(
          "model",
          model,
          "fromStep",
          fromStep,
          "turns",
          c.turns().stream().map(ReplayMethods::turn).toList(),
          "end",
          c.end(),
          "recordedUsage",
          c.recorded(),
          "usage",
          c.other());
    } catch (IllegalArgumentException noSuchStep) {
      throw RpcException.invalidParams("fromStep", String.valueOf(noSuchStep.getMessage()));
    } catch (ModelException gone) {
      throw new RpcException(ErrorCode.CONFLICT, gone.failure().message());
    }
  }

  private static Object turn(SecondOpinion.Turn turn) {
    return Fields.of(
        "step", turn.step(), "recorded", said(turn.recorded()), "other", said(turn.other()));
  }

  private static @Nullable Object said(@Nullable ModelReply reply) {
    return reply == null
        ? null
        : Fields.of(
            "text",
            reply.text(),
            "calls",
            reply.calls(),
            "finish",
            reply.finish(),
            "usage",
            reply.usage());
  }

  private Recording recording(TaskId task) throws InterruptedException {
    Agent agent = ask.agent(task.agent());
    try {
      return recorder
          .of(agent, task)
          .orElseThrow(() ->
              new RpcException(ErrorCode.NOT_FOUND, "no task " + task)
                  .hint("listTasks names those that there are"));
    } catch (Recorder.TooLong tooLong) {
      throw RpcException.limit(
          "maxExportBytes", tooLong.limit(), String.valueOf(tooLong.getMessage()));
    }
  }
}
