package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The work that agents are given. */
@Command(
    name = "task",
    synopsisSubcommandLabel = "COMMAND",
    description = "Tasks: send, wait, list, show, cancel, steer, ...")
final class TaskCommands {

  private static final Duration OUTAGE = Duration.ofMinutes(1);

  private final Root root;

  TaskCommands(Root root) {
    this.root = root;
  }

  @Command(
      name = "send",
      description = {
        "Give an agent a task. With --wait its result is printed when it ends, over restarts of",
        "the server too; the exit code is 1 if it did not succeed."
      },
      footer = {
        "",
        "Example: reveille task send d 'Check system health and report issues.' --wait",
        "         git diff | reveille task send reviewer - --wait"
      })
  int send(
      @Mixin SendOptions options,
      @Option(names = "--wait", description = "Wait until it has ended.") boolean wait,
      @Mixin WaitOptions limit)
      throws IOException, InterruptedException {
    if (limit.given() && !wait) {
      throw root.misuse("--for says how long to --wait");
    }
    JsonNode sent = root.client().call("sendTask", options.json(root));
    if (wait) {
      return end(Json.text(sent, "agentId"), Json.text(sent, "taskId"), limit.limit());
    }
    root.print(sent, TaskCommands::queued);
    return 0;
  }

  private static String queued(JsonNode sent) {
    return "%s %s for %s"
        .formatted(Json.text(sent, "taskId"), Json.text(sent, "state"), Json.text(sent, "agentId"));
  }

  @Command(
      name = "wait",
      description = "Wait for a task's end and print its result.",
      footer = {"", "Example: reveille task wait d/12 --for 5m"})
  int await(@Mixin TaskArgument task, @Mixin WaitOptions limit)
      throws IOException, InterruptedException {
    return end(task.agent(), task.id(), limit.limit());
  }

  private int end(String agent, String taskId, Duration limit)
      throws IOException, InterruptedException {
    JsonNode task;
    try (Progress _ = Progress.of(root, agent, taskId)) {
      task = new TaskWait(root.client(), root.shell().clock(), OUTAGE).await(taskId, limit);
    }
    boolean succeeded = Json.text(task, "state").equals("succeeded");
    if (root.json() || succeeded) {
      root.print(task, ended -> root.told(Text.of(ended.path("result"))));
    } else {
      root.shell().err().println(root.told(failure(task)));
    }
    return succeeded ? 0 : 1;
  }

  private static String failure(JsonNode task) {
    String why = Text.of(task.path("error"));
    return "task %s %s%s"
        .formatted(
            Json.text(task, "taskId"), Json.text(task, "state"), why.isEmpty() ? "" : ": " + why);
  }

  @Command(
      name = "list",
      description = "List tasks, newest first.",
      footer = {"", "Example: reveille task list --agent d --state running --watch"})
  int list(
      @Option(names = "--agent", paramLabel = "AGENT", description = "Of this agent.")
          @Nullable String agent,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = {
                "queued, running, waiting, retrying, succeeded, failed, cancelled, expired",
                "or dead."
              })
          @Nullable String state,
      @Option(
              names = "--thread",
              paramLabel = "THREAD",
              description = "Of this conversation of the agent.")
          @Nullable String thread,
      @Mixin PageOptions page)
      throws IOException, InterruptedException {
    Params params = new Params().with("agentId", agent).with("state", state);
    params.with("threadId", thread);
    return page.list(root, "listTasks", params, "tasks", tasks(), "task");
  }

  private static Table tasks() {
    return new Table()
        .with("task", row -> Json.text(row, "taskId"))
        .with("agent", row -> Json.text(row, "agentId"))
        .minor()
        .state("state")
        .state("priority")
        .with("attempt")
        .minor()
        .ago("queued", "queuedAt")
        .ago("ended", "endedAt")
        .minor()
        .with("thread", row -> Json.text(row, "threadId"))
        .minor()
        .with("origin")
        .minor();
  }

  @Command(
      name = "show",
      description = "Show all about a task.",
      footer = {"", "Example: reveille task show d/12 --watch"})
  int show(@Mixin TaskArgument task, @Mixin Watching watching)
      throws IOException, InterruptedException {
    View view = new View("getTask", task.params().json(), Card::render);
    return root.show(view.of(task.agent()).on("task", "approval"), watching);
  }

  @Command(
      name = "cancel",
      description = "Cancel a task.",
      footer = {"", "Example: reveille task cancel d/12 --reason 'asked twice'"})
  int cancel(
      @Mixin TaskArgument task,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the journal.")
          @Nullable String reason)
      throws IOException {
    return root.call(
        "cancelTask",
        task.params().with("reason", reason).json(),
        result -> task.id() + " cancelled");
  }

  @Command(
      name = "steer",
      description = "Say something to a task while it runs.",
      footer = {"", "Example: reveille task steer d/12 'look at the disk first'"})
  int steer(
      @Mixin TaskArgument task,
      @Parameters(
              index = "1",
              paramLabel = "MESSAGE",
              description = "What to tell it; '-' reads it from standard input.")
          String message)
      throws IOException {
    Params params = task.params().with("message", root.textOrInput(message));
    return root.call("steerTask", params.json(), result -> task.id() + " was told");
  }

  @Command(
      name = "fork",
      description = {
        "Make a new task that shares a task's conversation up to a step. With another prompt or",
        "model it goes another way from there."
      },
      footer = {
        "",
        "Example: reveille task fork d/12 --from-step 3 --model anthropic:claude-sonnet-4-5"
      })
  int fork(
      @Mixin TaskArgument task,
      @Option(
              names = "--from-step",
              paramLabel = "N",
              required = true,
              description = "The last step that is shared; 0: none of them.")
          int step,
      @Option(names = "--prompt", paramLabel = "TEXT", description = "What to do from there.")
          @Nullable String prompt,
      @Option(names = "--model", paramLabel = "MODEL", description = "Another model.")
          @Nullable String model,
      @Mixin SettingsOptions settings)
      throws IOException {
    Params params =
        task.params()
            .with("fromStep", step)
            .with("prompt", prompt)
            .with("model", model)
            .with("settings", settings.json());
    return root.call(
        "forkTask",
        params.json(),
        fork ->
            "%s goes on from step %s of %s".formatted(Json.text(fork, "taskId"), step, task.id()));
  }

  @Command(
      name = "budget",
      description = "Give a task another budget in place of its own; without options, none.",
      footer = {"", "Example: reveille task budget d/12 --budget-tokens 50000"})
  int budget(@Mixin TaskArgument task, @Mixin BudgetOptions budget) throws IOException {
    ObjectNode params = task.params().json();
    params.set("budget", budget.json());
    return root.call("setTaskBudget", params, result -> task.id() + " has another budget");
  }

  @Command(
      name = "timeline",
      description = "Show a task's journal: every step it took.",
      footer = {"", "Example: reveille task timeline d/12"})
  int timeline(@Mixin TaskArgument task) throws IOException {
    ReveilleClient client = root.client();
    String agent = Json.text(client.call("getTask", task.params().json()), "agentId");
    ObjectNode result = Json.object();
    ArrayNode entries = result.putArray("entries");
    new JournalReader(client)
        .from(
            agent,
            task.seq(),
            entry -> {
              if (entry.taskId().equals(task.id())) {
                entries.add(entry.json());
              }
            });
    root.print(result, shown -> Timeline.render(shown.path("entries"), root.look()));
    return 0;
  }
}
