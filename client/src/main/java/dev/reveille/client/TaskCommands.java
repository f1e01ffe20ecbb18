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
    description = "Tasks: send, wait, show, cancel, steer, ... and those that died.")
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
      return end(Json.text(sent, "taskId"), limit.limit());
    }
    root.print(sent, TaskCommands::queued);
    return 0;
  }

  private static String queued(JsonNode sent) {
    return "%s %s for %s"
        .formatted(Json.text(sent, "taskId"), Json.text(sent, "state"), Json.text(sent, "agentId"));
  }

  @Command(name = "wait", description = "Wait for a task's end and print its result.")
  int await(@Parameters(paramLabel = "TASK") String task, @Mixin WaitOptions limit)
      throws IOException, InterruptedException {
    return end(task, limit.limit());
  }

  private int end(String taskId, Duration limit) throws IOException, InterruptedException {
    TaskWait wait = new TaskWait(root.client(), root.shell().clock(), OUTAGE);
    JsonNode task = wait.await(taskId, limit);
    boolean succeeded = Json.text(task, "state").equals("succeeded");
    if (root.json() || succeeded) {
      root.print(task, ended -> Text.of(ended.path("result")));
    } else {
      root.shell().err().println(failure(task));
    }
    return succeeded ? 0 : 1;
  }

  private static String failure(JsonNode task) {
    String why = Text.of(task.path("error"));
    return "task %s %s%s"
        .formatted(
            Json.text(task, "taskId"), Json.text(task, "state"), why.isEmpty() ? "" : ": " + why);
  }

  @Command(name = "list", description = "List tasks, newest first.")
  int list(
      @Option(names = "--agent", paramLabel = "AGENT", description = "Of this agent.")
          @Nullable String agent,
      @Option(names = "--state", paramLabel = "STATE", description = "In this state.")
          @Nullable String state,
      @Mixin PageOptions page)
      throws IOException {
    Params params = new Params().with("agentId", agent).with("state", state);
    return root.call(
        "listTasks", page.onto(params).json(), result -> page.shown(tasks(), result, "tasks"));
  }

  private Table tasks() {
    return new Table()
        .with("task", row -> Json.text(row, "taskId"))
        .with("agent", row -> Json.text(row, "agentId"))
        .with("state")
        .with("priority")
        .with("attempt")
        .with("queued", row -> ago(Json.text(row, "queuedAt")))
        .with("ended", row -> ago(Json.text(row, "endedAt")))
        .with("prompt");
  }

  private String ago(String instant) {
    return Text.relative(instant, root.shell().clock().instant());
  }

  @Command(name = "show", description = "Show all about a task.")
  int show(@Parameters(paramLabel = "TASK") String task) throws IOException {
    return root.call("getTask", id(task).json(), Card::render);
  }

  @Command(name = "cancel", description = "Cancel a task.")
  int cancel(
      @Parameters(paramLabel = "TASK") String task,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the journal.")
          @Nullable String reason)
      throws IOException {
    return root.call(
        "cancelTask", id(task).with("reason", reason).json(), result -> task + " cancelled");
  }

  @Command(name = "steer", description = "Say something to a task while it runs.")
  int steer(
      @Parameters(index = "0", paramLabel = "TASK") String task,
      @Parameters(index = "1", paramLabel = "MESSAGE", description = "'-' reads standard input.")
          String message)
      throws IOException {
    Params params = id(task).with("message", root.textOrInput(message));
    return root.call("steerTask", params.json(), result -> task + " was told");
  }

  @Command(
      name = "fork",
      description = {
        "Make a new task that shares a task's conversation up to a step. With another prompt or",
        "model it goes another way from there."
      })
  int fork(
      @Parameters(index = "0", paramLabel = "TASK") String task,
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
        id(task)
            .with("fromStep", step)
            .with("prompt", prompt)
            .with("model", model)
            .with("settings", settings.json());
    return root.call(
        "forkTask",
        params.json(),
        fork -> "%s goes on from step %s of %s".formatted(Json.text(fork, "taskId"), step, task));
  }

  @Command(
      name = "budget",
      description = "Give a task another budget in place of its own; without options, none.")
  int budget(@Parameters(paramLabel = "TASK") String task, @Mixin BudgetOptions budget)
      throws IOException {
    ObjectNode params = id(task).json();
    params.set("budget", budget.json());
    return root.call("setTaskBudget", params, result -> task + " has another budget");
  }

  @Command(name = "dead", description = "List the tasks that died, with the reason.")
  int dead(
      @Option(names = "--agent", paramLabel = "AGENT", description = "Of this agent.")
          @Nullable String agent,
      @Mixin PageOptions page)
      throws IOException {
    Params params = new Params().with("kind", "task").with("agentId", agent);
    Table table =
        new Table()
            .with("dead letter", row -> Json.text(row, "deadLetterId"))
            .with("agent", row -> Json.text(row, "agentId"))
            .with("task", row -> Json.text(row, "taskId"))
            .with("died", row -> ago(Json.text(row, "at")))
            .with("reason", row -> Text.of(row.path("reason")));
    return root.call(
        "listDeadLetters",
        page.onto(params).json(),
        result -> page.shown(table, result, "deadLetters"));
  }

  @Command(name = "redrive", description = "Give a task that died another life.")
  int redrive(
      @Parameters(paramLabel = "DEADLETTER") String deadLetter,
      @Option(names = "--prompt", paramLabel = "TEXT", description = "With this prompt instead.")
          @Nullable String prompt)
      throws IOException {
    Params params =
        new Params()
            .with("deadLetterId", deadLetter)
            .with("edits", new Params().with("prompt", prompt).json());
    return root.call("redriveDeadLetter", params.json(), result -> deadLetter + " is queued again");
  }

  @Command(name = "discard", description = "Give up a task that died.")
  int discard(
      @Parameters(paramLabel = "DEADLETTER") String deadLetter,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the journal.")
          @Nullable String reason)
      throws IOException {
    Params params = new Params().with("deadLetterId", deadLetter).with("reason", reason);
    return root.call("discardDeadLetter", params.json(), result -> deadLetter + " discarded");
  }

  @Command(name = "timeline", description = "Show a task's journal: every step it took.")
  int timeline(@Parameters(paramLabel = "TASK") String task) throws IOException {
    ReveilleClient client = root.client();
    String agent = Json.text(client.call("getTask", id(task).json()), "agentId");
    ObjectNode result = Json.object();
    ArrayNode entries = result.putArray("entries");
    new JournalReader(client)
        .all(agent).stream()
            .filter(entry -> entry.taskId().equals(task))
            .forEach(entry -> entries.add(entry.json()));
    root.print(result, shown -> Timeline.render(shown.path("entries")));
    return 0;
  }

  private static Params id(String task) {
    return new Params().with("taskId", task);
  }
}
