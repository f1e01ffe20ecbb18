package dev.reveille.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls of tools that wait until somebody agrees to them. */
final class ApprovalCommands {
  private ApprovalCommands() {}

  @Command(
      name = "approvals",
      description = "List calls of tools that wait for your yes or no.",
      footer = {"", "Example: reveille approvals --watch"})
  static final class Open implements Callable<Integer> {
    private final Root root;

    @Option(names = "--agent", paramLabel = "AGENT", description = "Of this agent.")
    private @Nullable String agent;

    @Mixin private PageOptions page = new PageOptions();

    Open(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Params params = new Params().with("agentId", agent);
      return page.list(root, "listApprovals", params, "approvals", table(), "approval", "task");
    }

    private static Table table() {
      return new Table()
          .with("approval", row -> Json.text(row, "approvalId"))
          .with("task", row -> Json.text(row, "taskId"))
          .minor()
          .with("tool")
          .ago("asked", "requestedAt")
          .minor()
          .ago("until", "expiresAt")
          .with("arguments");
    }
  }

  @Command(
      name = "approve",
      description = "Agree to a call of a tool.",
      footer = {"", "Example: reveille approve d/7"})
  static final class Approve extends Answer {
    Approve(Root root) {
      super(root, "approve", "approved");
    }
  }

  @Command(
      name = "deny",
      description = "Refuse a call of a tool. The model is told so, with the note.",
      footer = {"", "Example: reveille deny d/7 --note 'not on a Friday'"})
  static final class Deny extends Answer {
    Deny(Root root) {
      super(root, "deny", "denied");
    }
  }

  /** A yes or a no. */
  abstract static class Answer implements Callable<Integer> {
    private final Root root;
    private final String decision;
    private final String done;

    @Parameters(paramLabel = "APPROVAL", description = "As approvals lists it.")
    private String approval = "";

    @Option(names = "--note", paramLabel = "TEXT", description = "Kept in the journal.")
    private @Nullable String note;

    Answer(Root root, String decision, String done) {
      this.root = root;
      this.decision = decision;
      this.done = done;
    }

    @Override
    public Integer call() throws IOException {
      Params params =
          new Params().with("approvalId", approval).with("decision", decision).with("note", note);
      return root.call("resolveApproval", params.json(), result -> approval + ' ' + done);
    }
  }
}
