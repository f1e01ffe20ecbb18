package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demonstration as a story: work, a kill in the middle of it, and the proof that everything
 * went on where it was.
 */
final class Demo implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration BUSY = Duration.ofSeconds(12);
  private static final Duration OUTAGE = Duration.ofMinutes(1);
  private static final List<String> AGENTS = List.of("d", "reviewer", "scribe");

  private final DemoServer.Recipe recipe;
  private final Narrator narrator;
  private final InstantSource clock;
  private final DemoFeed feed = new DemoFeed();
  private final List<String> tasks = new ArrayList<>();
  private final long began = System.nanoTime();

  private volatile @Nullable DemoServer server;
  private @Nullable Subscription subscription;
  private @Nullable DemoSender sender;

  Demo(DemoServer.Recipe recipe, Narrator narrator, InstantSource clock) {
    this.recipe = recipe;
    this.clock = clock;
    this.narrator = narrator;
  }

  /**
   * @return whether all of it holds
   */
  boolean run(int port) throws IOException, InterruptedException {
    narrator.section("A server");
    DemoServer first = start(port);
    ReveilleClient client = ReveilleClient.at(first.url());
    subscription = client.subscribe(Interest.ALL, feed);
    createAgents(client);
    firstTask(client);
    String nap = handOutWork(client);
    narrator.section("kill -9");
    Map<String, List<JournalEntry>> before = journals(client);
    describe(client);
    kill(first);
    narrator.section("The same data folder, a new process");
    DemoServer second = start(first.url().getPort());
    awaitEnds(client);
    DemoReport report = new DemoReport(narrator, journals(client));
    report.wentOn(tasks, nap, second.toReady());
    return report.proven(proof(client, before).findings(), feed, elapsed());
  }

  private DemoServer start(int port) throws IOException, InterruptedException {
    DemoServer started = recipe.start(port);
    server = started;
    narrator.say(started.line());
    narrator.say(
        "process %d, ready after %d ms"
            .formatted(started.process().pid(), started.toReady().toMillis()));
    return started;
  }

  private void createAgents(ReveilleClient client) throws IOException {
    narrator.section("Three agents, made from the definitions in agents/");
    create(client, "watches the machine", DemoWork.agent("d", 1, "system_health", "sleep"));
    create(
        client,
        "reads code",
        DemoWork.agent("reviewer", 1, "list_directory", "read_file", "search_files"));
    create(client, "takes notes, two at a time", DemoWork.agent("scribe", 2, "current_time"));
  }

  private void create(ReveilleClient client, String what, ObjectNode agent) throws IOException {
    JsonNode created = client.call("createAgent", agent);
    narrator.say(
        Json.text(created, "agentId"), "%s; is %s".formatted(what, Json.text(created, "state")));
  }

  private void firstTask(ReveilleClient client) throws IOException {
    narrator.section("A first task, from the prompt to the result");
    narrator.say("you", "Check system health and report issues.");
    long sent = System.nanoTime();
    JsonNode task = client.call("sendTask", DemoWork.health().put("wait", true));
    Duration took = Duration.ofNanos(System.nanoTime() - sent);
    tasks.add(Json.text(task, "taskId"));
    narrator.say("d", DemoReport.health(Text.of(task.path("result"))));
    narrator.say("", "(%d ms, every step of it on disk)".formatted(took.toMillis()));
  }

  /**
   * @return the task that sleeps in the middle
   */
  private String handOutWork(ReveilleClient client) throws IOException, InterruptedException {
    narrator.section("Work for everybody");
    narrator.say(
        "d",
        "measures, sleeps %d s in the middle of the task, measures again"
            .formatted(DemoWork.NAP_SECONDS));
    String nap = send(client, DemoWork.nap());
    narrator.say("reviewer", "reads its way through this folder, with a model's pauses");
    send(client, DemoWork.review());
    narrator.say("scribe", DemoWork.NOTES + " small tasks in its queue");
    for (ObjectNode note : DemoWork.notes("note", DemoWork.NOTES)) {
      send(client, note);
    }
    feed.await(DemoFeed::isBusy, BUSY);
    return nap;
  }

  private String send(ReveilleClient client, ObjectNode task) throws IOException {
    String taskId = Json.text(client.call("sendTask", task), "taskId");
    tasks.add(taskId);
    return taskId;
  }

  private static Map<String, List<JournalEntry>> journals(ReveilleClient client)
      throws IOException {
    return new JournalReader(client).all(AGENTS);
  }

  private void describe(ReveilleClient client) throws IOException {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String task : tasks) {
      counts.merge(state(client, task), 1, Integer::sum);
    }
    narrator.say(
        "At this moment, of %d tasks: %s.".formatted(tasks.size(), DemoReport.counts(counts)));
  }

  private static String state(ReveilleClient client, String task) throws IOException {
    return Json.text(client.call("getTask", Json.object().put("taskId", task)), "state");
  }

  /** Somebody goes on sending all the while. */
  private void kill(DemoServer victim) throws InterruptedException {
    DemoSender sending =
        DemoSender.start(
            ReveilleClient.at(victim.url()), DemoWork.notes("late", DemoWork.LATE_NOTES));
    sender = sending;
    sending.awaitAcknowledged(DemoWork.LATE_NOTES / 4, BUSY);
    victim.kill();
    narrator.say(
        "Process %d is dead; somebody goes on sending tasks all the while."
            .formatted(victim.process().pid()));
  }

  private void awaitEnds(ReveilleClient client) throws IOException, InterruptedException {
    if (sender != null) {
      if (!sender.join(left())) {
        throw new IOException("Sending did not come to its end.");
      }
      narrator.say(
          "%d tasks were sent across the kill; %d calls broke and were repeated with their key."
              .formatted(DemoWork.LATE_NOTES, sender.repeated()));
      tasks.addAll(sender.acknowledged());
    }
    TaskWait wait = new TaskWait(client, clock, OUTAGE);
    for (String task : tasks) {
      wait.await(task, left());
    }
    feed.await(heard -> heard.ends().size() >= tasks.size(), OUTAGE);
  }

  private DemoProof proof(ReveilleClient client, Map<String, List<JournalEntry>> before)
      throws IOException {
    Map<String, String> states = new LinkedHashMap<>();
    for (String task : tasks) {
      states.put(task, state(client, task));
    }
    return new DemoProof(before, journals(client), states, feed.ends());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private Duration left() {
    return LIMIT.minus(elapsed());
  }

  @Override
  public void close() {
    Optional.ofNullable(sender).ifPresent(DemoSender::stop);
    Optional.ofNullable(subscription).ifPresent(Subscription::close);
    DemoServer running = server;
    if (running != null) {
      running.end();
    }
  }
}
