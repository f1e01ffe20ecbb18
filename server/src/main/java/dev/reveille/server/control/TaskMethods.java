package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.Priority;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.TaskState;
import dev.reveille.core.TaskTerms;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.engine.Schemas;
import dev.reveille.engine.TaskHistory;
import dev.reveille.engine.Views;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import dev.reveille.tools.JsonSchemas;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The methods of tasks. */
final class TaskMethods {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration MAX_WAIT = Duration.ofHours(24);

  private static final int MAX_SCHEMA = 64 * 1024;
  private static final JsonNode SCHEMA_OF_SCHEMAS =
      Json.MAPPER.readTree("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");

  private final Schemas schemas = new JsonSchemas();
  private final Engine engine;
  private final Ask ask;
  private final Journal journal;
  private final Views views;
  private final InstantSource clock;
  private final Images images;

  TaskMethods(Engine engine, Journal journal, Views views, InstantSource clock, Images images) {
    this.engine = engine;
    this.ask = new Ask(engine);
    this.journal = journal;
    this.views = views;
    this.clock = clock;
    this.images = images;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.sendTask",
            Params.SendTask.class,
            "Queues a task; with wait, answers it when it has ended.",
            this::send)
        .method("async.getTask", Params.Task.class, "Answers one task with its steps.", this::get)
        .method(
            "async.listTasks",
            Params.ListTasks.class,
            "Lists tasks, the newest first, a page at a time.",
            this::list)
        .method(
            "async.awaitTask",
            Params.AwaitTask.class,
            "Waits until a task has ended, and answers it.",
            this::await)
        .method(
            "async.cancelTask",
            Params.CancelTask.class,
            "Cancels a task that has not ended.",
            this::cancel)
        .method(
            "async.steerTask",
            Params.SteerTask.class,
            "Gives a message to a task that has not ended; its model hears it at its next step.",
            this::steer)
        .method(
            "async.forkTask",
            Params.ForkTask.class,
            "Makes a new task that shares a task's conversation up to a step.",
            this::fork)
        .method(
            "async.setTaskBudget",
            Params.SetTaskBudget.class,
            "Gives a task that has not ended another budget of its own; one that waits for it goes on.",
            this::setBudget);
  }

  private Object send(Params.SendTask p, Connection c) throws InterruptedException {
    TaskSpec spec = Ask.valid("", () -> spec(p));
    Answer.Done done = ask.command(p.agentId(), new Command.Submit(spec));
    TaskId task = Objects.requireNonNull(done.task(), "a submitted task has an id");
    if (Boolean.TRUE.equals(p.waits())) {
      Map<String, @Nullable Object> ended = Fields.of("success", true);
      ended.putAll(ended(task, p.waitSeconds()));
      return ended;
    }
    return Fields.of(
        "success",
        true,
        "agentId",
        p.agentId(),
        "taskId",
        task,
        "taskQueued",
        true,
        "state",
        done.agent().state(),
        "position",
        position(done.agent(), task));
  }

  private TaskSpec spec(Params.SendTask p) {
    Instant now = clock.instant();
    return new TaskSpec(
            Ask.prompt(p.prompt(), p.task()),
            p.priority() == null ? Priority.NORMAL : p.priority(),
            p.threadId(),
            Ask.wholeMillis(
                either("notBefore", p.notBefore(), "delaySeconds", p.delaySeconds(), now)),
            Ask.wholeMillis(either("expiresAt", p.expiresAt(), "ttlSeconds", p.ttlSeconds(), now)),
            p.timeoutSeconds(),
            p.maxAttempts(),
            p.context() == null ? null : Json.MAPPER.writeValueAsString(p.context()),
            p.idempotencyKey(),
            "client")
        .on(terms(p))
        .showing(images.read(p.images()));
  }

  private TaskTerms terms(Params.SendTask p) {
    return new TaskTerms(
        p.models(),
        p.resultSchema() == null ? null : schema(p.resultSchema()),
        p.budget() == null ? null : p.budget().budget(),
        null,
        0,
        p.settings() == null ? null : p.settings().settings());
  }

  /** A schema that nothing can fit would be noticed only after the work is done. */
  private String schema(Map<String, Object> given) {
    String schema = Json.MAPPER.writeValueAsString(given);
    Ask.within("resultSchema", schema, MAX_SCHEMA);
    JsonNode json = Json.MAPPER.readTree(schema);
    List<String> problems = new ArrayList<>(schemas.problems(SCHEMA_OF_SCHEMAS, json));
    if (problems.isEmpty()) {
      schemas.problems(json, Json.MAPPER.createObjectNode()).stream()
          .filter(problem -> problem.startsWith(JsonSchemas.UNUSABLE))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw RpcException.invalidParams(
          "resultSchema", "resultSchema is no JSON schema: " + problems.getFirst());
    }
    return schema;
  }

  private Object fork(Params.ForkTask p, Connection c) throws InterruptedException {
    TaskHistory old = history(p.taskId());
    int steps = (int) old.steps().stream().filter(step -> step.kind().equals("model")).count();
    if (p.fromStep() > steps) {
      throw RpcException.invalidParams(
          "fromStep", "task " + p.taskId() + " has " + steps + " steps, not " + p.fromStep());
    }
    if (p.prompt() != null) {
      Ask.within("prompt", p.prompt(), Ask.MAX_PROMPT);
    }
    Entry.TaskQueued queued = old.queued();
    TaskTerms terms = queued.terms() == null ? TaskTerms.NONE : queued.terms();
    TaskSpec spec =
        Ask.valid(
            "",
            () ->
                new TaskSpec(
                        p.prompt() == null ? queued.prompt() : p.prompt(),
                        queued.priority(),
                        null,
                        null,
                        null,
                        queued.timeout(),
                        queued.maxAttempts(),
                        p.prompt() == null ? queued.context() : null,
                        null,
                        "fork:" + p.taskId())
                    .on(
                        new TaskTerms(
                            p.model() == null ? terms.models() : List.of(p.model()),
                            terms.resultSchema(),
                            terms.budget(),
                            new TaskTerms.Fork(p.taskId().seq(), p.fromStep(), p.prompt() != null),
                            terms.hops(),
                            settings(p, terms))));
    Answer.Done done = ask.command(p.taskId().agent(), new Command.Submit(spec));
    TaskId task = Objects.requireNonNull(done.task(), "a submitted task has an id");
    return Fields.of("success", true, "taskId", task, "forkOf", p.taskId(), "taskQueued", true);
  }

  /** Those that are given, and of the others what the other task had. */
  private static ModelSettings settings(Params.ForkTask p, TaskTerms terms) {
    return ModelSettings.merged(
        p.settings() == null ? null : p.settings().settings(), terms.settings());
  }

  private Object setBudget(Params.SetTaskBudget p, Connection c) throws InterruptedException {
    Command command =
        Ask.valid("", () -> new Command.SetTaskBudget(p.taskId().seq(), p.budget().budget()));
    ask.command(p.taskId().agent(), command);
    return Fields.of("success", true, "taskId", p.taskId());
  }

  private static @Nullable Instant either(
      String at, @Nullable Instant instant, String in, @Nullable Duration delay, Instant now) {
    if (instant != null && delay != null) {
      throw RpcException.invalidParams(in, "give " + at + " or " + in + ", not both");
    }
    return delay == null ? instant : now.plus(delay);
  }

  /** Its place in its agent's queue, from 1, ageing left aside; 0 if it runs or has ended. */
  private static long position(Agent agent, TaskId task) {
    Task found = agent.tasks().get(task.seq());
    return found == null || found.isRunning()
        ? 0
        : agent.tasks().stream()
            .filter(other -> !other.isRunning() && !goesBefore(found, other))
            .count();
  }

  private static boolean goesBefore(Task task, Task other) {
    int higher = task.priority().compareTo(other.priority());
    return higher > 0 || higher == 0 && task.seq() < other.seq();
  }

  private Object get(Params.Task p, Connection c) throws InterruptedException {
    return view(p.taskId());
  }

  private Object await(Params.AwaitTask p, Connection c) throws InterruptedException {
    history(p.taskId());
    return ended(p.taskId(), p.timeoutSeconds());
  }

  private Map<String, @Nullable Object> ended(TaskId task, @Nullable Duration patience)
      throws InterruptedException {
    Duration wait = patience == null ? WAIT : patience;
    Duration bounded = wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    if (!engine.awaitEnd(task, bounded)) {
      String why = whyNot(task);
      throw new RpcException(
              ErrorCode.TIMEOUT,
              "task "
                  + task
                  + " had not ended after "
                  + bounded.toMillis() / 1000.0
                  + " s; it goes on"
                  + (why.isEmpty() ? "" : ": " + why))
          .with("taskId", task.toString())
          .with("why", why)
          .hint("awaitTask waits on");
    }
    return view(task);
  }

  /** Why it has not ended; empty if it just has, or its agent does not answer. */
  private String whyNot(TaskId task) throws InterruptedException {
    try {
      Agent agent = ask.agent(task.agent());
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      return agent.why(task.seq(), now, engine.delay(agent, now));
    } catch (RpcException gone) {
      return "";
    }
  }

  private TaskHistory history(TaskId id) {
    return history(journal, id);
  }

  static TaskHistory history(Journal journal, TaskId id) {
    return TaskHistory.read(journal, id)
        .orElseThrow(() ->
            new RpcException(ErrorCode.NOT_FOUND, "no task " + id)
                .hint("listTasks names those that there are"));
  }

  private Map<String, @Nullable Object> view(TaskId id) throws InterruptedException {
    TaskHistory history = history(id);
    TaskState state = history.state();
    if (!state.isTerminal()) {
      // Whether it waits or is ready is the living agent's to say.
      Task alive = ask.agent(id.agent()).tasks().get(id.seq());
      state = alive == null ? state : alive.state();
    }
    Entry.TaskQueued queued = history.queued();
    Map<String, @Nullable Object> view =
        Fields.of(
            "taskId", id,
            "agentId", id.agent(),
            "state", state,
            "prompt", queued.prompt(),
            "priority", queued.priority(),
            "origin", queued.origin(),
            "threadId", queued.threadId(),
            "attempt", history.attempt(),
            "queuedAt", history.queuedAt(),
            "startedAt", history.startedAt().orElse(null),
            "endedAt", history.endedAt().orElse(null),
            "result", history.result().orElse(null),
            "error", history.error().orElse(null),
            "usage", history.usage(),
            "steps", history.steps());
    ifSaid(queued, view);
    return view;
  }

  /** What most tasks do not have. */
  private static void ifSaid(Entry.TaskQueued queued, Map<String, @Nullable Object> view) {
    if (queued.images() != null) {
      view.put("images", Images.view(queued.images()));
    }
    if (queued.terms() != null && queued.terms().settings() != null) {
      view.put("settings", AgentView.json(queued.terms().settings()));
    }
  }

  private Object list(Params.ListTasks p, Connection c) {
    int limit = Ask.limit(p.limit());
    String agent = p.agentId() == null ? null : p.agentId().value();
    if (agent == null && p.threadId() != null) {
      throw RpcException.invalidParams("agentId", "a thread is one agent's: agentId must name it");
    }
    Views.TaskFilter filter = new Views.TaskFilter(agent, p.state(), p.threadId());
    List<Views.TaskRow> rows = views.tasks(filter, Ask.cursor(p.cursor()), limit + 1);
    return Page.of("tasks", rows, limit, TaskMethods::row, Views.TaskRow::cursor);
  }

  private static Map<String, @Nullable Object> row(Views.TaskRow row) {
    return Fields.of(
        "taskId", row.id(),
        "agentId", row.id().agent(),
        "state", row.state(),
        "priority", row.priority(),
        "threadId", row.threadId(),
        "origin", row.origin(),
        "attempt", row.attempt(),
        "queuedAt", row.queuedAt(),
        "startedAt", row.startedAt(),
        "endedAt", row.endedAt());
  }

  private Object cancel(Params.CancelTask p, Connection c) throws InterruptedException {
    String reason = p.reason() == null ? "" : p.reason();
    ask.command(p.taskId().agent(), new Command.Cancel(p.taskId().seq(), reason));
    return Fields.of("success", true, "taskId", p.taskId(), "state", TaskState.CANCELLED);
  }

  private Object steer(Params.SteerTask p, Connection c) throws InterruptedException {
    if (p.message().isBlank()) {
      throw RpcException.invalidParams("message", "message must say something");
    }
    ask.command(p.taskId().agent(), new Command.Steer(p.taskId().seq(), p.message()));
    return Fields.of("success", true, "taskId", p.taskId());
  }
}
