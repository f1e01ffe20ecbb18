package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** A schedule to be added. */
final class ScheduleOptions {

  @Mixin private final AgentArgument agent = new AgentArgument();

  @Parameters(
      index = "1",
      paramLabel = "WHEN",
      description = "A cron of five fields, a macro like @daily, '@every 30s', or an instant.")
  private String when = "";

  @Parameters(
      index = "2",
      paramLabel = "PROMPT",
      description = "What to do; '-' reads it from standard input.")
  private String prompt = "";

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Its name; a schedule of that name is replaced (default: schedule-N).")
  private @Nullable String id;

  @Option(names = "--timezone", paramLabel = "ZONE", description = "Such as Europe/Berlin.")
  private @Nullable String timezone;

  @Option(
      names = "--priority",
      paramLabel = "PRIORITY",
      description = "low, normal, high or urgent (default normal).")
  private @Nullable String priority;

  @Option(
      names = "--overlap",
      paramLabel = "WHAT",
      description = "While the task before goes on: skip (default), queue or cancelPrevious.")
  private @Nullable String overlap;

  @Option(
      names = "--missed",
      paramLabel = "WHAT",
      description = "What nobody was there for: runOnce (default), skip or catchUp.")
  private @Nullable String missed;

  @Option(
      names = "--max-catch-up",
      paramLabel = "N",
      description = "With --missed catchUp: the newest so many (default 10).")
  private @Nullable Integer maxCatchUp;

  @Option(
      names = "--jitter",
      paramLabel = "DURATION",
      description = "Each firing is up to so much later, in whole seconds.")
  private @Nullable Duration jitter;

  @Option(names = "--start", paramLabel = "INSTANT", description = "Nothing is due before.")
  private @Nullable OffsetDateTime start;

  @Option(names = "--end", paramLabel = "INSTANT", description = "Nothing is due after.")
  private @Nullable OffsetDateTime end;

  @Option(names = "--max-runs", paramLabel = "N", description = "It fires so many times at most.")
  private @Nullable Integer maxRuns;

  ObjectNode json(Root root) throws IOException {
    return agent
        .params()
        .with("schedule", when)
        .with("prompt", root.textOrInput(prompt))
        .with("scheduleId", id)
        .with("timezone", timezone)
        .with("priority", priority)
        .with("overlap", overlap)
        .with("missed", missed)
        .with("maxCatchUp", maxCatchUp)
        .with("jitterSeconds", jitter == null ? null : (Number) jitter.toSeconds())
        .with("startAt", start)
        .with("endAt", end)
        .with("maxRuns", maxRuns)
        .json();
  }
}
