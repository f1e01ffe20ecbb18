package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.DataMark;
import dev.reveille.engine.Tool;
import dev.reveille.engine.Tool.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Calls tools as the engine does: by name, with JSON text. */
record Caller(Toolbox box) {
  static final Instant NOW = Instant.parse("2026-11-22T19:30:00.123456Z");
  static final Tool.Context CONTEXT =
      new Tool.Context(new AgentId("d"), new TaskId(new AgentId("d"), 7), "key-1", NOW);

  static Caller of(Tool... tools) {
    return new Caller(Toolbox.of(List.of(tools)));
  }

  /** All built-in tools over a folder. */
  static Caller in(Path folder, ToolLimits limits) throws IOException {
    return in(Workspace.at(folder), limits);
  }

  static Caller in(Workspace workspace, ToolLimits limits) {
    var tools =
        BuiltIns.tools(
            workspace, limits, InstantSource.fixed(NOW), limit -> List.of(), Permissions.WRITE);
    return new Caller(Toolbox.of(tools, limits));
  }

  Outcome call(String tool, String arguments) throws InterruptedException {
    return box.call(tool, arguments.replace('\'', '"'), CONTEXT);
  }

  /** Without the mark above what others have written. */
  String returned(String tool, String arguments) throws InterruptedException {
    return DataMark.below(whole(tool, arguments));
  }

  String whole(String tool, String arguments) throws InterruptedException {
    Outcome outcome = call(tool, arguments);
    assertThat(outcome).isInstanceOf(Outcome.Returned.class);
    return ((Outcome.Returned) outcome).text();
  }

  String failed(String tool, String arguments) throws InterruptedException {
    Outcome outcome = call(tool, arguments);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return DataMark.below(((Outcome.Failed) outcome).text());
  }
}
