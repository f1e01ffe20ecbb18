package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Priority;
import dev.reveille.core.Schedule;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.TaskId;
import dev.reveille.core.Timetable;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Views;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The methods of schedules. */
final class ScheduleMethods {
  private static final int NEXT_RUNS = 5;

  /** Agents that one call looks at. */
  private static final int MAX_AGENTS = 1_000;

  private final Ask ask;
  private final Journal journal;
  private final Views views;

  /** Between looking for a free name and taking it, nobody else does. */
  private final ReentrantLock naming = new ReentrantLock();

  ScheduleMethods(Engine engine, Journal journal, Views views) {
    this.ask = new Ask(engine);
    this.journal = journal;
    this.views = views;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.scheduleTask",
            Params.ScheduleTask.class,
            "Gives an agent a task again and again, or once; a schedule of that name is replaced.",
            this::schedule)
        .method(
            "async.listSchedules",
            Params.ListSchedules.class,
            "Lists the schedules of an agent, or of all.",
            this::list)
        .method(
            "async.getSchedule",
            Params.GetSchedule.class,
            "Answers one schedule with its ledger, the newest firing first.",
            this::get)
        .method(
            "async.pauseSchedule",
            Params.Schedule.class,
            "Pauses a schedule: nothing is due until it is resumed.",
            (p, c) -> change(p, new Command.PauseSchedule(p.scheduleId(), true)))
        .method(
            "async.resumeSchedule",
            Params.Schedule.class,
            "Resumes a schedule; what would have been due meanwhile is not made up for.",
            (p, c) -> change(p, new Command.PauseSchedule(p.scheduleId(), false)))
        .method(
            "async.triggerSchedule",
            Params.Schedule.class,
            "Fires a schedule now, beside its times.",
            this::trigger)
        .method(
            "async.deleteSchedule",
            Params.Schedule.class,
            "Deletes a schedule; tasks that came of it go on.",
            this::delete);
  }

  private Object schedule(Params.ScheduleTask p, Connection c) throws InterruptedException {
    Instant start = p.startAt();
    if (start != null && p.endAt() != null && p.endAt().isBefore(start)) {
      throw RpcException.invalidParams("endAt", "endAt must not be before startAt, " + start);
    }
    Agent agent = ask.agent(p.agentId());
    ScheduleSpec spec = Ask.valid("", () -> spec(p, agent.config().timezone()));
    // Zone and text are read apart, so that a refusal names the one that is wrong.
    Ask.validAs("timezone", () -> Timetable.of("@daily", spec.timezone(), Instant.EPOCH));
    Ask.validAs("schedule", () -> Timetable.of(spec.schedule(), spec.timezone(), Instant.EPOCH));
    String given = p.scheduleId();
    if (given != null) {
      return set(p.agentId(), given, spec);
    }
    naming.lockInterruptibly();
    try {
      Agent now = ask.agent(p.agentId());
      return set(p.agentId(), Ask.free("schedule", name -> now.schedule(name) != null), spec);
    } finally {
      naming.unlock();
    }
  }

  private static ScheduleSpec spec(Params.ScheduleTask p, String timezone) {
    return new ScheduleSpec(
        Ask.prompt(p.prompt(), p.task()),
        p.schedule(),
        p.timezone() == null ? timezone : p.timezone(),
        p.priority() == null ? Priority.NORMAL : p.priority(),
        p.overlap() == null ? ScheduleSpec.Overlap.SKIP : p.overlap(),
        p.missed() == null ? ScheduleSpec.Missed.RUN_ONCE : p.missed(),
        p.maxCatchUp() == null ? 10 : p.maxCatchUp(),
        p.jitterSeconds() == null ? 0 : p.jitterSeconds(),
        Ask.wholeMillis(p.startAt()),
        Ask.wholeMillis(p.endAt()),
        p.maxRuns());
  }

  private Object set(AgentId id, String scheduleId, ScheduleSpec spec) throws InterruptedException {
    Command command = Ask.valid("", () -> new Command.SetSchedule(scheduleId, spec));
    Agent agent = ask.command(id, command).agent();
    Schedule set = agent.schedule(scheduleId);
    return Fields.of(
        "success",
        true,
        "agentId",
        id,
        "scheduleId",
        scheduleId,
        "nextRuns",
        set == null ? List.of() : set.nextRuns(id, NEXT_RUNS));
  }

  private Object list(Params.ListSchedules p, Connection c) throws InterruptedException {
    if (p.agentId() != null) {
      return Fields.of("schedules", schedules(ask.agent(p.agentId())).toList(), "nextCursor", null);
    }
    String after = p.cursor() == null ? "" : p.cursor();
    List<Views.AgentRow> rows =
        views.agents(new Views.AgentFilter(null, null, null), after, MAX_AGENTS + 1);
    boolean more = rows.size() > MAX_AGENTS;
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (Views.AgentRow row : more ? rows.subList(0, MAX_AGENTS) : rows) {
      schedules(ask.whatever(new AgentId(row.agentId()))).forEach(all::add);
    }
    String next = more ? rows.get(MAX_AGENTS - 1).agentId() : null;
    return Fields.of("schedules", all, "nextCursor", next);
  }

  private static Stream<Map<String, @Nullable Object>> schedules(Agent agent) {
    return agent.schedules().stream().map(schedule -> view(agent, schedule));
  }

  /** A schedule as it is, without its ledger. */
  private static Map<String, @Nullable Object> view(Agent agent, Schedule schedule) {
    ScheduleSpec spec = schedule.spec();
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("agentId", agent.id());
    view.put("scheduleId", schedule.id());
    view.put("task", spec.prompt());
    view.put("schedule", spec.schedule());
    view.put("timezone", spec.timezone());
    view.put("priority", spec.priority());
    view.put("overlap", spec.overlap());
    view.put("missed", spec.missed());
    view.put("maxCatchUp", spec.maxCatchUp());
    view.put("jitterSeconds", spec.jitterSeconds());
    view.put("startAt", spec.startAt());
    view.put("endAt", spec.endAt());
    view.put("maxRuns", spec.maxRuns());
    view.put("paused", schedule.paused());
    view.put("runs", schedule.runs());
    view.put("next", schedule.firesAt(agent.id()));
    return view;
  }

  private Object get(Params.GetSchedule p, Connection c) throws InterruptedException {
    int limit = Ask.limit(p.limit());
    Agent agent = ask.agent(p.agentId());
    Schedule schedule = agent.schedule(p.scheduleId());
    if (schedule == null) {
      String message = "agent " + p.agentId() + " has no schedule " + p.scheduleId();
      throw new RpcException(ErrorCode.NOT_FOUND, message).hint("listSchedules names them");
    }
    Long cursor = Ask.cursor(p.cursor());
    List<Views.FiringRow> firings =
        itsOwn(schedule, views.firings(p.agentId().value(), p.scheduleId(), cursor, limit + 1));
    Map<String, @Nullable Object> view = view(agent, schedule);
    view.put("nextRuns", schedule.nextRuns(agent.id(), NEXT_RUNS));
    view.putAll(Page.of("firings", firings, limit, row -> firing(p, row), Views.FiringRow::cursor));
    return view;
  }

  /** Without those of a deleted schedule of the same name: the ledger has both in one order. */
  private List<Views.FiringRow> itsOwn(Schedule schedule, List<Views.FiringRow> newestFirst) {
    boolean all = newestFirst.isEmpty() || isOf(schedule, newestFirst.getLast());
    return all ? newestFirst : newestFirst.stream().takeWhile(row -> isOf(schedule, row)).toList();
  }

  private boolean isOf(Schedule schedule, Views.FiringRow row) {
    Journal.Recorded append = journal.readAfter(row.cursor() - 1, 1).getFirst();
    return append.seq() + row.cursor() - append.position() > schedule.createdSeq();
  }

  private static Object firing(Params.GetSchedule p, Views.FiringRow row) {
    Map<String, @Nullable Object> line =
        Fields.of(
            "firingId", firingId(p.scheduleId(), row.dueAt(), row.byHand()),
            "dueAt", row.dueAt(),
            "outcome", row.outcome(),
            "why", row.why(),
            "taskId", row.task() == 0 ? null : new TaskId(p.agentId(), row.task()),
            "byHand", row.byHand(),
            "at", row.at());
    if (row.count() > 1) {
      line.put("count", row.count());
      line.put("lastDueAt", row.lastDueAt());
    }
    return line;
  }

  /** What the origin of the firing's task has after {@code schedule:}. */
  static String firingId(String scheduleId, Instant dueAt, boolean byHand) {
    return scheduleId + '@' + dueAt + (byHand ? "#hand" : "");
  }

  private Object change(Params.Schedule p, Command command) throws InterruptedException {
    Agent agent = ask.command(p.agentId(), command).agent();
    Schedule schedule = agent.schedule(p.scheduleId());
    return Fields.of(
        "success",
        true,
        "agentId",
        p.agentId(),
        "scheduleId",
        p.scheduleId(),
        "paused",
        schedule != null && schedule.paused(),
        "next",
        schedule == null ? null : schedule.firesAt(p.agentId()));
  }

  private Object trigger(Params.Schedule p, Connection c) throws InterruptedException {
    Command command = new Command.TriggerSchedule(p.scheduleId());
    TaskId task =
        Objects.requireNonNull(
            ask.command(p.agentId(), command).task(), "a triggered schedule has a task");
    return Fields.of(
        "success", true, "agentId", p.agentId(), "scheduleId", p.scheduleId(), "taskId", task);
  }

  private Object delete(Params.Schedule p, Connection c) throws InterruptedException {
    ask.command(p.agentId(), new Command.DeleteSchedule(p.scheduleId()));
    return Fields.of("success", true, "agentId", p.agentId(), "scheduleId", p.scheduleId());
  }
}
