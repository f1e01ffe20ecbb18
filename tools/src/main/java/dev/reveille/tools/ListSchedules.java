package dev.reveille.tools;

import dev.reveille.core.Command;
import dev.reveille.core.Schedule;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Commands;
import dev.reveille.engine.Tool;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code list_schedules}: the agent's own. */
final class ListSchedules implements Tool {
  private static final int SHOWN_TASK = 200;
  private static final Spec SPEC =
      new Spec(
          "list_schedules",
          "Your schedules: id, times, when each is due next, and its task.",
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "properties": {}}
              """),
          ToolPolicy.READ_ONLY,
          "schedules");

  private final Commands commands;

  ListSchedules(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    // A tick changes nothing but what is due anyhow, and answers with the agent as it is.
    return switch (commands.ask(context.agent(), new Command.Tick())) {
      case Answer.Refused refused -> new Outcome.Failed(refused.why());
      case Answer.Done done -> {
        List<String> lines = done.agent().schedules().stream().map(ListSchedules::line).toList();
        yield new Outcome.Returned(
            lines.isEmpty() ? "You have no schedules." : String.join("\n", lines));
      }
    };
  }

  private static String line(Schedule schedule) {
    String due = schedule.paused() ? "paused" : "next " + schedule.next();
    return schedule.id()
        + " | "
        + schedule.spec().schedule()
        + ' '
        + schedule.spec().timezone()
        + " | "
        + due
        + " | "
        + Words.start(Words.line(schedule.spec().prompt()), SHOWN_TASK);
  }
}
