package dev.reveille.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the journals say of agents that moved: when they went on, and of their mail and wakes. */
record ClusterReport(
    Narrator narrator, Map<String, List<JournalEntry>> journals, List<String> naps) {

  private static final String SENT = "sent as mail ";

  /** The tasks that agents were given by mail; nobody else was told of them. */
  static List<String> tasksOfMail(Map<String, List<JournalEntry>> journals) {
    return journals.values().stream()
        .flatMap(List::stream)
        .filter(entry -> entry.type().equals("TaskQueued") && !entry.json().path("mails").isEmpty())
        .map(JournalEntry::taskId)
        .toList();
  }

  /** Tasks that had been begun and were begun again behind their last step. */
  void wentOn(Instant killed) {
    Set<String> sleeping = Set.copyOf(naps); // they are taken up again after every rest
    Map<String, Instant> again = new TreeMap<>();
    for (JournalEntry entry : entries("TaskStarted")) {
      Optional<Instant> at = Text.instant(entry.at()).filter(killed::isBefore);
      boolean another = entry.json().path("run").asInt(1) > 1;
      if (another && at.isPresent() && !sleeping.contains(entry.taskId())) {
        again.putIfAbsent(entry.taskId(), at.get());
      }
    }
    List<Instant> times = again.values().stream().sorted().toList();
    if (!times.isEmpty()) {
      narrator.say(
          "%d tasks that had been running there went on behind their last recorded step, %s after the kill."
              .formatted(times.size(), span(killed, times.getFirst(), times.getLast())));
    }
  }

  private static String span(Instant from, Instant first, Instant last) {
    return String.format(Locale.ROOT, "%.1f to %.1f s", seconds(from, first), seconds(from, last));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  List<DemoProof.Finding> findings() {
    return List.of(mailOnce(), wakes());
  }

  /** What one journal says was sent stands once in another one, and nothing else does. */
  private DemoProof.Finding mailOnce() {
    Map<String, Integer> sent = new HashMap<>();
    for (JournalEntry entry : entries("ToolReturned")) {
      if (entry.text("text").startsWith(SENT)) {
        sent.merge(entry.text("text").substring(SENT.length()).strip(), 1, Integer::sum);
      }
    }
    Set<String> arrived = new HashSet<>();
    journals.forEach((agent, entries) ->
        entries.stream()
            .filter(entry -> entry.type().equals("MailReceived"))
            .forEach(entry -> arrived.add(agent + "/" + entry.seq())));
    List<String> problems = new ArrayList<>();
    sent.forEach((mail, times) -> {
      if (times != 1 || !arrived.contains(mail)) {
        problems.add("mail %s was sent %d times".formatted(mail, times));
      }
    });
    arrived.stream()
        .filter(mail -> !sent.containsKey(mail))
        .forEach(mail -> problems.add("mail %s was sent by nobody".formatted(mail)));
    if (arrived.size() != 2 * ClusterWork.AGENTS) {
      problems.add("%d mails arrived".formatted(arrived.size()));
    }
    return new DemoProof.Finding(
        "all %d mails between agents arrived exactly once".formatted(sent.size()), problems);
  }

  private DemoProof.Finding wakes() {
    DemoReport report = new DemoReport(narrator, journals);
    List<String> problems = new ArrayList<>();
    Duration latest = Duration.ZERO;
    for (String nap : naps) {
      Optional<Duration> late = report.lateness(nap);
      if (late.isEmpty() || late.get().isNegative()) {
        problems.add(nap + (late.isEmpty() ? " never woke" : " woke too early"));
      } else if (late.get().compareTo(latest) > 0) {
        latest = late.get();
      }
    }
    return new DemoProof.Finding(
        String.format(
            Locale.ROOT,
            "all %d sleepers woke, none early, late by at most %.1f s",
            naps.size(),
            latest.toMillis() / 1000.0),
        problems);
  }

  private List<JournalEntry> entries(String type) {
    return journals.values().stream()
        .flatMap(List::stream)
        .filter(entry -> entry.type().equals(type))
        .toList();
  }
}
