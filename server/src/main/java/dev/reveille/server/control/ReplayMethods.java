package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.ModelReply;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Engine;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods that take recorded tasks out, and through what has changed since. */
final class ReplayMethods {
  private final Ask ask;
  private final Recorder recorder;
  private final Replay replay;
  private final SecondOpinion secondOpinion;

  ReplayMethods(Engine engine, Recorder recorder, Outside today) {
    this.ask = new Ask(engine);
    this.recorder = recorder;
    this.replay = new Replay(today);
    this.secondOpinion = new SecondOpinion(today);
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.exportTask",
            Params.Task.class,
            "Answers a recorded task, with all that its replay needs, as one JSON object.",
            this::export)
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
