package dev.reveille.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Tasks that agents are given at certain times. */
@Command(
    name = "schedule",
    synopsisSubcommandLabel = "COMMAND",
    description = "Schedules: add, list, show, pause, resume, trigger, delete.")
final class ScheduleCommands {

  private final Root root;

  ScheduleCommands(Root root) {
    this.root = root;
  }

  /** One schedule of one agent. */
  static final class Schedule {
    @Mixin private final AgentArgument agent = new AgentArgument();

    @Parameters(index = "1", paramLabel = "SCHEDULE", description = "As 'schedule list' shows it.")
    private String id = "";

    Params params() {
      return agent.params().with("scheduleId", id);
    }
  }

  @Command(
      name = "add",
      description = "Give an agent a task at certain times.",
      footer = {
        "",
        "Example: reveille schedule add d '*/15 * * * *' 'Check system health.' --id health",
        "         reveille schedule add d '@every 30s' 'Look.' --max-runs 10",
        "         reveille schedule add d 2027-01-31T09:00:00Z 'Wish a happy new month.'"
      })
  int add(@Mixin ScheduleOptions options) throws IOException {
    return root.call(
        "scheduleTask",
        options.json(root),
        result ->
            "%s of %s; next: %s"
                .formatted(
                    Json.text(result, "scheduleId"),
                    Json.text(result, "agentId"),
                    Text.of(result.path("nextRuns"))));
  }

  @Command(
      name = "list",
      description = "List the schedules of one agent, or of all.",
      footer = {"", "Example: reveille schedule list --agent d"})
  int list(
      @Option(names = "--agent", paramLabel = "AGENT", description = "Of this agent.")
          @Nullable String agent,
      @Option(
              names = "--cursor",
              paramLabel = "CURSOR",
              description = "Go on after an earlier page.")
          @Nullable String cursor,
      @Mixin Watching watching)
      throws IOException, InterruptedException {
    Table table =
        new Table()
            .with("agent", row -> Json.text(row, "agentId"))
            .with("schedule", row -> Json.text(row, "scheduleId"))
            .with("when", row -> Json.text(row, "schedule"))
            .with("timezone")
            .minor()
            .state("state", row -> row.path("paused").asBoolean(false) ? "paused" : "on")
            .ago("next", "next")
            .with("runs")
            .minor()
            .with("task")
            .minor();
    View view =
        new View(
            "listSchedules",
            new Params().with("agentId", agent).with("cursor", cursor).json(),
            result -> {
              String next = Json.text(result, "nextCursor");
              return table.render(result.path("schedules"), "None.", root.look())
                  + (next.isEmpty() ? "" : "\nThere are more: --cursor " + next);
            });
    return root.show(view.of(agent == null ? "" : agent).on("schedule", "agent"), watching);
  }

  @Command(
      name = "show",
      description =
          "Show a schedule with its next runs and its ledger: every due time, what "
              + "became of it, and why.",
      footer = {"", "Example: reveille schedule show d health --limit 20"})
  int show(
      @Mixin Schedule schedule,
      @Option(names = "--limit", paramLabel = "N", description = "Lines of the ledger (100).")
          @Nullable Integer limit,
      @Option(
              names = "--cursor",
              paramLabel = "CURSOR",
              description = "Go on after an earlier page of it.")
          @Nullable String cursor,
      @Mixin Watching watching)
      throws IOException, InterruptedException {
    Params params = schedule.params().with("limit", limit).with("cursor", cursor);
    View view = new View("getSchedule", params.json(), this::shown);
    return root.show(view.of(schedule.agent.id()).on("schedule"), watching);
  }

  private String shown(JsonNode schedule) {
    Table ledger =
        new Table()
            .with("due", row -> Json.text(row, "dueAt"))
            .state("outcome")
            .with("task", row -> Json.text(row, "taskId"))
            .with("times", row -> Json.text(row, "count"))
            .with("why");
    String next = Json.text(schedule, "nextCursor");
    return Card.render(Json.without(schedule, "firings", "nextCursor"))
        + "\n\n"
        + ledger.render(schedule.path("firings"), "It was never due.", root.look())
        + (next.isEmpty() ? "" : "\nThere are more: --cursor " + next);
  }

  @Command(
      name = "pause",
      description = "Let nothing be due until it is resumed.",
      footer = {"", "Example: reveille schedule pause d health"})
  int pause(@Mixin Schedule schedule) throws IOException {
    return root.call("pauseSchedule", schedule.params().json(), result -> schedule.id + " paused");
  }

  @Command(
      name = "resume",
      description = "Go on with a paused schedule; what would have been due is not made up for.",
      footer = {"", "Example: reveille schedule resume d health"})
  int resume(@Mixin Schedule schedule) throws IOException {
    return root.call(
        "resumeSchedule",
        schedule.params().json(),
        result -> schedule.id + " goes on; next: " + Json.text(result, "next"));
  }

  @Command(
      name = "trigger",
      description = "Fire it now, beside its times.",
      footer = {"", "Example: reveille schedule trigger d health"})
  int trigger(@Mixin Schedule schedule) throws IOException {
    return root.call(
        "triggerSchedule",
        schedule.params().json(),
        result -> schedule.id + " fired: " + Json.text(result, "taskId"));
  }

  @Command(
      name = "delete",
      description = "Delete a schedule. Tasks that came of it go on.",
      footer = {"", "Example: reveille schedule delete d health"})
  int delete(@Mixin Schedule schedule) throws IOException {
    return root.call(
        "deleteSchedule", schedule.params().json(), result -> schedule.id + " deleted");
  }
}
