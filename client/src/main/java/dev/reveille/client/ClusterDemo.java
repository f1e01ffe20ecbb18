package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demonstration with three servers: one of them is killed and stays dead, and its agents go on
 * at the others.
 */
final class ClusterDemo implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration BUSY = Duration.ofMinutes(1);
  private static final Duration OUTAGE = Duration.ofMinutes(1);
  private static final int SLICES = 256;
  private static final int LOOK_MS = 100;
  private static final Duration TELL_EVERY = Duration.ofMillis(400);

  private final DemoServer.Recipe recipe;
  private final DemoCluster.Database database;
  private final Narrator narrator;
  private final InstantSource clock;
  private final DemoCluster cluster = new DemoCluster();
  private final DemoFeed feed = new DemoFeed();
  private final List<String> tasks = new ArrayList<>();
  private final List<String> naps = new ArrayList<>();
  private final long began = System.nanoTime();

  private List<DemoCluster.Member> members = List.of();
  private @Nullable Subscription subscription;
  private @Nullable DemoSender sender;

  /**
   * @param recipe of a server that is alone; its data folder becomes the parent of the three
   */
  ClusterDemo(
      DemoServer.Recipe recipe,
      DemoCluster.Database database,
      Narrator narrator,
      InstantSource clock) {
    this.recipe = recipe;
    this.database = database;
    this.narrator = narrator;
    this.clock = clock;
  }

  /**
   * @return whether all of it holds
   */
  boolean run(int port) throws IOException, InterruptedException {
    narrator.section("Three servers, one PostgreSQL");
    members = cluster.start(recipe, database, port);
    DemoCluster.Member watched = members.getFirst();
    ReveilleClient client = ReveilleClient.at(watched.server().url());
    tellMembers(client);
    requireEmpty(client);
    subscription = client.subscribe(Interest.ALL, feed);
    handOutWork(client);
    narrator.section("kill -9");
    Map<String, List<JournalEntry>> before = journals(client);
    DemoCluster.Member victim = victim(client);
    Instant killed = kill(client, victim);
    awaitTakeover(client, System.nanoTime());
    narrator.section("Two servers, the same agents");
    awaitEnds(client);
    Map<String, List<JournalEntry>> after = journals(client);
    ClusterReport report = new ClusterReport(narrator, after, naps);
    report.wentOn(killed);
    List<DemoProof.Finding> findings = new ArrayList<>(proof(client, before, after).findings());
    findings.addAll(report.findings());
    return new DemoReport(narrator, after).proven(findings, feed, elapsed());
  }

  private void tellMembers(ReveilleClient client) throws IOException, InterruptedException {
    JsonNode nodes = awaitNodes(client, members.size(), System.nanoTime(), false);
    for (DemoCluster.Member member : members) {
      narrator.say(
          member.label(),
          "process %d at %s, holds %d of %d slices"
              .formatted(
                  member.server().process().pid(),
                  member.server().url(),
                  slices(nodes, member),
                  SLICES));
    }
    narrator.say("Look on: %s/#/system".formatted(members.getFirst().server().url()));
  }

  /** In somebody's database their own agents would work here. */
  private static void requireEmpty(ReveilleClient client) throws IOException {
    if (!client.call("listAgents", Json.object().put("limit", 1)).path("agents").isEmpty()) {
      throw new IOException(
          "There are agents in this database already; name an empty one, or an empty schema of it"
              + " (--store 'jdbc:postgresql://HOST/NAME?currentSchema=SCHEMA').");
    }
  }

  private void handOutWork(ReveilleClient client) throws IOException, InterruptedException {
    narrator.section(
        "%d agents, each in one slice, each slice at one server".formatted(ClusterWork.AGENTS));
    for (String agent : ClusterWork.agents()) {
      client.call("createAgent", ClusterWork.agent(agent));
    }
    narrator.say("each works in steps of a second, and writes two mails to the next one");
    narrator.say("each sleeps meanwhile, in the middle of another task");
    for (int agent = 0; agent < ClusterWork.AGENTS; agent++) {
      naps.add(send(client, ClusterWork.nap(agent)));
    }
    for (int agent = 0; agent < ClusterWork.AGENTS; agent++) {
      send(client, ClusterWork.rounds(agent));
    }
    feed.await(
        heard ->
            heard.of("task.waiting") >= naps.size()
                && heard.of("task.step") >= 3 * ClusterWork.AGENTS,
        BUSY);
    narrator.say("%d tasks; all sleepers sleep, all workers work".formatted(tasks.size()));
  }

  private String send(ReveilleClient client, ObjectNode task) throws IOException {
    String taskId = Json.text(client.call("sendTask", task), "taskId");
    tasks.add(taskId);
    return taskId;
  }

  /** The one that holds the most, but not the one that is watched. */
  private DemoCluster.Member victim(ReveilleClient client) throws IOException {
    JsonNode nodes = nodes(client);
    return members.stream()
        .skip(1)
        .max(Comparator.comparingInt(member -> slices(nodes, member)))
        .orElseThrow();
  }

  /** Somebody goes on sending all the while. */
  private Instant kill(ReveilleClient client, DemoCluster.Member victim)
      throws IOException, InterruptedException {
    DemoSender sending = DemoSender.start(client, ClusterWork.late());
    sender = sending;
    sending.awaitAcknowledged(ClusterWork.LATE_NOTES / 8, BUSY);
    int slices = slices(nodes(client), victim);
    Instant killed = clock.instant();
    victim.server().kill();
    narrator.say(
        "%s (process %d) is dead, and with it nobody holds %d slices."
            .formatted(victim.label(), victim.server().process().pid(), slices));
    return killed;
  }

  private void awaitTakeover(ReveilleClient client, long since)
      throws IOException, InterruptedException {
    JsonNode nodes = awaitNodes(client, members.size() - 1, since, true);
    narrator.say("%s  %s".formatted(after(since), standing(nodes)));
    narrator.say("All slices are held again.");
  }

  /** Until so many are up, nobody else is known, and together they hold everything. */
  private JsonNode awaitNodes(ReveilleClient client, int count, long since, boolean tell)
      throws IOException, InterruptedException {
    String told = "";
    long toldAt = since;
    while (true) {
      JsonNode nodes = nodes(client);
      String now = standing(nodes);
      long at = System.nanoTime();
      if (tell && !now.equals(told) && at - toldAt > TELL_EVERY.toNanos()) {
        narrator.say("%s  %s".formatted(after(since), now));
        told = now;
        toldAt = at;
      }
      int held = 0;
      int up = 0;
      for (JsonNode node : nodes) {
        up += Json.text(node, "state").equals("up") ? 1 : 0;
        held += node.path("slices").asInt(0);
      }
      if (up == count && nodes.size() == count && held == SLICES) {
        return nodes;
      }
      if (left().isNegative()) {
        throw new IOException("The slices are not all held. " + now);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private String standing(JsonNode nodes) {
    List<String> words = new ArrayList<>();
    Map<String, String> labels = new HashMap<>();
    members.forEach(member -> labels.put(member.name(), member.label()));
    for (JsonNode node : nodes) {
      String name = Json.text(node, "name");
      String label = labels.getOrDefault(name, name);
      JsonNode slices = node.path("slices"); // null as long as not all answer
      words.add(
          slices.isNumber()
              ? "%s holds %3d".formatted(label, slices.asInt())
              : "%s is %s".formatted(label, Json.text(node, "state")));
    }
    return String.join("   ", words.stream().sorted().toList());
  }

  private static String after(long since) {
    return String.format(Locale.ROOT, "%5.1f s", (System.nanoTime() - since) / 1e9);
  }

  private static JsonNode nodes(ReveilleClient client) throws IOException {
    return client.call("getServerInfo").path("nodes");
  }

  private static int slices(JsonNode nodes, DemoCluster.Member member) {
    for (JsonNode node : nodes) {
      if (Json.text(node, "name").equals(member.name())) {
        return node.path("slices").asInt(0);
      }
    }
    return 0;
  }

  private void awaitEnds(ReveilleClient client) throws IOException, InterruptedException {
    DemoSender sending = sender;
    if (sending == null || !sending.join(left())) {
      throw new IOException("Sending did not come to its end.");
    }
    tasks.addAll(sending.acknowledged());
    narrator.say(
        "%d tasks were sent across the kill; %d calls found nobody and were repeated with their key."
            .formatted(ClusterWork.LATE_NOTES, sending.repeated()));
    TaskWait wait = new TaskWait(client, clock, OUTAGE);
    for (String task : tasks) {
      wait.await(task, left());
    }
    int mails = 2 * ClusterWork.AGENTS; // each is a task of its receiver
    feed.await(heard -> heard.ends().size() >= tasks.size() + mails, BUSY);
  }

  private static Map<String, List<JournalEntry>> journals(ReveilleClient client)
      throws IOException {
    return new JournalReader(client).all(ClusterWork.agents());
  }

  private DemoProof proof(
      ReveilleClient client,
      Map<String, List<JournalEntry>> before,
      Map<String, List<JournalEntry>> after)
      throws IOException {
    List<String> all = new ArrayList<>(tasks);
    all.addAll(ClusterReport.tasksOfMail(after));
    Map<String, String> states = new LinkedHashMap<>();
    for (String task : all) {
      JsonNode known = client.call("getTask", Json.object().put("taskId", task));
      states.put(task, Json.text(known, "state"));
    }
    return new DemoProof(before, after, states, feed.ends());
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
    cluster.close();
  }
}
