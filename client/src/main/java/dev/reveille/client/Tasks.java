package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The calls about tasks. They throw what {@link ReveilleClient#call} throws. */
public final class Tasks {
  private final ReveilleClient client;

  Tasks(ReveilleClient client) {
    this.client = client;
  }

  /**
   * Queues a task. When this returns, it is on disk.
   *
   * @return its taskId
   */
  public String send(TaskRequest task) throws IOException {
    return Json.text(client.call("sendTask", task.params()), "taskId");
  }

  public Task get(String taskId) throws IOException {
    return Json.read(client.call("getTask", named(taskId)), Task.class);
  }

  /**
   * Waits for the end of a task, also over restarts of the server that this client endures.
   *
   * @throws RpcException with {@link RpcException#isTimeout} if the time ran out; the task goes on
   */
  public Task await(String taskId, Duration limit) throws IOException, InterruptedException {
    return Json.read(client.waiting().await(taskId, limit), Task.class);
  }

  /** Sends a task and waits for its end. */
  public Task run(TaskRequest task, Duration limit) throws IOException, InterruptedException {
    return await(send(task), limit);
  }

  /**
   * A page of tasks, the newest first.
   *
   * @param agentId of this agent; null: of all
   * @param state in this state; null: in any
   * @param cursor of the page before; empty for the first
   */
  public Page<Task.Row> list(
      @Nullable String agentId, @Nullable TaskState state, Optional<String> cursor)
      throws IOException {
    Params params = new Params().with("agentId", agentId).with("cursor", cursor.orElse(null));
    params.with("state", state == null ? null : state.wire());
    return Page.of(client.call("listTasks", params.json()), "tasks", Task.Row.class);
  }

  public void cancel(String taskId, String reason) throws IOException {
    client.call("cancelTask", named(taskId).put("reason", reason));
  }

  /** Gives it a message, which its model hears at its next step. */
  public void steer(String taskId, String message) throws IOException {
    client.call("steerTask", named(taskId).put("message", message));
  }

  /**
   * A new task that shares its conversation up to a model call.
   *
   * @param prompt what to do from there; null: the same as before
   * @return its taskId
   */
  public String fork(String taskId, int fromStep, @Nullable String prompt) throws IOException {
    Params params = new Params(named(taskId)).with("fromStep", fromStep).with("prompt", prompt);
    return Json.text(client.call("forkTask", params.json()), "taskId");
  }

  private static ObjectNode named(String taskId) {
    return Json.object().put("taskId", taskId);
  }
}
