package dev.reveille.client;

import picocli.CommandLine.Parameters;

/** The task that a command is about. */
final class TaskArgument {

  @Parameters(index = "0", paramLabel = "TASK", description = "The task's id, like d/12.")
  private String id = "";

  String id() {
    return id;
  }

  /** Every task is called after its agent. */
  String agent() {
    return id.substring(0, Math.max(0, id.lastIndexOf('/')));
  }

  /** The number of the journal's entry that queued it. */
  long seq() {
    return Long.parseLong(id.substring(id.lastIndexOf('/') + 1));
  }

  Params params() {
    return new Params().with("taskId", id);
  }
}
