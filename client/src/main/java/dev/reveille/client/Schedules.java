package dev.reveille.client;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls about schedules. They throw what {@link ReveilleClient#call} throws. */
public final class Schedules {
  private final ReveilleClient client;

  Schedules(ReveilleClient client) {
    this.client = client;
  }

  /**
   * Lets an agent do something again and again, or once. A schedule of that name is replaced.
   *
   * @param schedule a cron of five fields, {@code @daily}, {@code @every 1h30m}, or an instant
   * @param timezone an IANA name; null: the agent's
   */
  public Schedule set(
      String agentId, String scheduleId, String task, String schedule, @Nullable String timezone)
      throws IOException {
    ObjectNode params = named(agentId, scheduleId).put("task", task).put("schedule", schedule);
    client.call("scheduleTask", new Params(params).with("timezone", timezone).json());
    return get(agentId, scheduleId);
  }

  /** With its ledger, the newest hundred firings first. */
  public Schedule get(String agentId, String scheduleId) throws IOException {
    return Json.read(client.call("getSchedule", named(agentId, scheduleId)), Schedule.class);
  }

  /**
   * A page of schedules.
   *
   * @param agentId of this agent; null: of all
   * @param cursor of the page before; empty for the first
   */
  public Page<Schedule> list(@Nullable String agentId, Optional<String> cursor) throws IOException {
    JsonNode params =
        new Params().with("agentId", agentId).with("cursor", cursor.orElse(null)).json();
    return Page.of(client.call("listSchedules", params), "schedules", Schedule.class);
  }

  public void pause(String agentId, String scheduleId) throws IOException {
    client.call("pauseSchedule", named(agentId, scheduleId));
  }

  public void resume(String agentId, String scheduleId) throws IOException {
    client.call("resumeSchedule", named(agentId, scheduleId));
  }

  /**
   * Fires it now, beside its times.
   *
   * @return the taskId of what comes of it
   */
  public String trigger(String agentId, String scheduleId) throws IOException {
    return Json.text(client.call("triggerSchedule", named(agentId, scheduleId)), "taskId");
  }

  public void delete(String agentId, String scheduleId) throws IOException {
    client.call("deleteSchedule", named(agentId, scheduleId));
  }

  private static ObjectNode named(String agentId, String scheduleId) {
    return Agents.named(agentId).put("scheduleId", scheduleId);
  }
}
