package dev.reveille.tools;

import dev.reveille.core.Command;
import dev.reveille.core.Schedule;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import tools.jackson.databind.node.ObjectNode;

/** {@code schedule_task}: a task that comes to this agent again and again, or once. */
final class ScheduleTask implements Tool {
  private static final Spec SPEC =
      new Spec(
          "schedule_task",
          """
          Gives you a task at given times, for as long as you exist: cron fields, "@every 30m", or one \
          instant. A schedule of the same scheduleId is replaced.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["task", "schedule"],
                "properties": {
                  "task": {"type": "string", "pattern": "\\\\S", "maxLength": 20000,
                    "description": "what to do each time; it knows nothing but this text"},
                  "schedule": {"type": "string", "minLength": 1, "maxLength": 200,
                    "description": "five cron fields such as 0 7 * * 1-5, @every 30m, or RFC 3339"},
                  "scheduleId": {"type": "string", "minLength": 1, "maxLength": 200},
                  "timezone": {"type": "string", "maxLength": 64,
                    "description": "IANA name, for cron fields; your own if left out"},
                  "maxRuns": {"type": "integer", "minimum": 1, "maximum": 1000000},
                  %s}}
              """
                  .formatted(Words.PRIORITY)),
          ToolPolicy.IDEMPOTENT,
          "schedules");

  private final Commands commands;

  ScheduleTask(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    String name = arguments.path("scheduleId").asString(Words.name("schedule", context));
    String zone = arguments.path("timezone").asString("");
    if (zone.isEmpty()) {
      Answer self = commands.ask(context.agent(), new Command.Tick());
      zone = self instanceof Answer.Done done ? done.agent().config().timezone() : "UTC";
    }
    Command set;
    try {
      set = new Command.SetSchedule(name, spec(arguments, zone));
    } catch (IllegalArgumentException wrong) {
      return new Outcome.Failed(String.valueOf(wrong.getMessage()));
    }
    return switch (commands.ask(context.agent(), set)) {
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
      case Answer.Done done -> {
        Schedule schedule = done.agent().schedule(name);
        String next = schedule == null || schedule.next() == null ? "never" : "" + schedule.next();
        yield new Outcome.Returned("set as schedule \"" + name + "\"; next due: " + next);
      }
    };
  }

  private static ScheduleSpec spec(ObjectNode arguments, String zone) {
    return new ScheduleSpec(
        arguments.get("task").stringValue(),
        arguments.get("schedule").stringValue(),
        zone,
        Words.priority(arguments),
        ScheduleSpec.Overlap.SKIP,
        ScheduleSpec.Missed.RUN_ONCE,
        1,
        0,
        null,
        null,
        arguments.has("maxRuns") ? arguments.get("maxRuns").intValue() : null);
  }
}
