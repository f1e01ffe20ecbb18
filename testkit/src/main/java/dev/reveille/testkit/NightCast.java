package dev.reveille.testkit;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import dev.reveille.core.Filter;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.Subscription;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The 50 agents of a night, what is asked of them, and what is expected to come of it. */
final class NightCast {
  static final String SPENDTHRIFT = "spendthrift";
  static final String CRASHER = "crasher";

  /** What each of the well-behaved may spend in a day. */
  static final long TOKENS_A_DAY = 1_000_000;

  static final long SPENDTHRIFT_TOKENS_A_DAY = 50_000;
  static final int LOOP_LIMIT = 5;

  private static final int SCHEDULED = 20;
  private static final int MAILED = 12;
  private static final int LISTENING = 9;
  private static final int SENT = 5;

  private final Night night;
  private final Chance chance;
  private final List<AgentId> agents = new ArrayList<>();
  private final List<TaskId> tasks = new ArrayList<>();
  private final List<TaskId> deadly = new ArrayList<>();
  private final Map<AgentId, Integer> firings = new HashMap<>();
  private int mails;
  private int events;
  private int answered;
  private int agreed;

  NightCast(Night night) {
    this.night = night;
    this.chance = night.chance();
  }

  /** All that will happen in the week is arranged. */
  void enter() {
    for (int i = 0; i < SCHEDULED; i++) {
      scheduled(create("clock-" + i, 2, TOKENS_A_DAY), i);
    }
    for (int i = 0; i < MAILED; i++) {
      AgentId agent = create("post-" + i, 1, TOKENS_A_DAY);
      often(40, () -> mail(agent));
    }
    for (int i = 0; i < LISTENING; i++) {
      listening(create("ear-" + i, 2, TOKENS_A_DAY));
    }
    often(150, this::event);
    for (int i = 0; i < SENT; i++) {
      AgentId agent = create("desk-" + i, 3, TOKENS_A_DAY);
      often(80, () -> send(agent, "look into it", false));
    }
    AgentId looper = create(NightProvider.LOOPER, 1, TOKENS_A_DAY);
    AgentId crasher = create(CRASHER, 1, TOKENS_A_DAY);
    AgentId spendthrift = create(SPENDTHRIFT, 3, SPENDTHRIFT_TOKENS_A_DAY);
    AgentId asker = create(NightProvider.ASKER, 2, TOKENS_A_DAY);
    for (int day = 0; day < 7; day++) {
      Instant noon = Night.START.plus(Duration.ofHours(24L * day + 12));
      night.at(noon, () -> send(looper, "find the end of it", false));
      night.at(noon, () -> send(asker, "pay the bill", false));
      boolean kills = day % 2 == 1;
      night.at(noon, () -> send(crasher, "compute", kills));
    }
    for (int i = 0; i < 50; i++) {
      night.at(Night.START.plusSeconds(60), () -> send(spendthrift, "read all of it", false));
    }
    often(5, night::crash);
    for (int hour = 1; hour < 24 * 7 + 8; hour++) {
      Instant at = Night.START.plus(Duration.ofHours(hour));
      night.at(at, () -> approve(asker));
      night.at(at.plusSeconds(1_800), night::hibernate);
    }
  }

  private AgentId create(String name, int places, long tokens) {
    AgentId agent = new AgentId(name);
    Map<String, Object> keys = new HashMap<>();
    keys.put("maxConcurrentTasks", places);
    keys.put("queueLimit", 1_000);
    keys.put("loopLimit", LOOP_LIMIT);
    keys.put("budget", Map.of("maxTokens", tokens, "perSeconds", 86_400));
    keys.put("approvalTtlSeconds", Duration.ofDays(3));
    night.tell(agent, new Command.Create(name, null, Patches.config(keys), true), done -> {});
    agents.add(agent);
    return agent;
  }

  /** So many times in the week, at any time. */
  private void often(int times, Runnable what) {
    for (int i = 0; i < times; i++) {
      night.at(Night.START.plusSeconds(60 + chance.below(7 * 86_400 - 120)), what);
    }
  }

  /** What is expected is counted from the hours of the week, not by the core's timetable. */
  private void scheduled(AgentId agent, int number) {
    int minute = 1 + number * 3 % 30;
    String times =
        switch (number % 3) {
          case 0 -> minute + " * * * *";
          case 1 -> minute + " */2 * * *";
          default -> minute + " 6 * * *";
        };
    int expected =
        switch (number % 3) {
          case 0 -> 7 * 24;
          case 1 -> 7 * 12;
          default -> 7;
        };
    firings.put(agent, expected);
    ScheduleSpec spec =
        new ScheduleSpec(
            "look around",
            times,
            "UTC",
            Priority.NORMAL,
            ScheduleSpec.Overlap.QUEUE,
            ScheduleSpec.Missed.CATCH_UP,
            100,
            0,
            null,
            Night.END.minusSeconds(1),
            null);
    night.tell(agent, new Command.SetSchedule("round", spec), done -> {});
  }

  private void mail(AgentId agent) {
    MailSpec mail =
        new MailSpec(
            "user",
            "",
            "mail " + ++mails,
            chance.of(List.of(Priority.values())),
            null,
            null,
            null,
            null);
    night.tell(agent, new Command.Deliver(mail), done -> {});
  }

  private void listening(AgentId agent) {
    Subscription orders =
        new Subscription("orders", List.of("order.*"), Filter.NONE, Priority.LOW, "ship it", true);
    night.tell(agent, new Command.Subscribe(orders), done -> {});
  }

  private void event() {
    String id = "event-" + ++events;
    Event event = new Event("order.new", Priority.NORMAL, id, "shop", null, "{}", null, Map.of());
    night.tell(AgentId.EVENT_LOG, new Command.Publish(event), done -> {});
  }

  private void send(AgentId agent, String prompt, boolean kills) {
    night.tell(
        agent,
        new Command.Submit(TaskSpec.of(prompt)),
        done -> {
          TaskId task = done.task();
          if (task != null) {
            (kills ? deadly : tasks).add(task);
            if (kills) {
              night.provider().isDeadly(task);
            }
          }
        });
  }

  /** Somebody looks in from time to time. Every third answer is a no. */
  private void approve(AgentId agent) {
    if (chance.oneIn(4)) {
      night.tell(
          agent,
          new Command.Tick(),
          done -> {
            for (Task task : done.agent().tasks()) {
              for (Task.Call call : task.calls()) {
                resolve(agent, call);
              }
            }
          });
    }
  }

  private void resolve(AgentId agent, Task.@Nullable Call call) {
    if (call != null && call.approval() != 0) {
      boolean yes = ++answered % 3 != 0;
      agreed += yes ? 1 : 0;
      night.tell(agent, new Command.ResolveApproval(call.approval(), yes, "as asked"), done -> {});
    }
  }

  // ── what is expected ───────────────────────────────────────────────────────────────────────

  List<AgentId> agents() {
    return agents;
  }

  /** Tasks that clients sent, but for those that kill their process. */
  List<TaskId> tasks() {
    return tasks;
  }

  List<TaskId> deadly() {
    return deadly;
  }

  Map<AgentId, Integer> firings() {
    return firings;
  }

  int mails() {
    return mails;
  }

  /** Tasks that events call for. */
  int eventTasks() {
    return events * LISTENING;
  }

  int events() {
    return events;
  }

  int agreed() {
    return agreed;
  }
}
