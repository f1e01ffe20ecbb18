package dev.reveille.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Tells what the journals say about the demo. */
record DemoReport(Narrator narrator, Map<String, List<JournalEntry>> journals) {

  private static final double GIB = 1024.0 * 1024 * 1024;

  /** How it went on after the kill. */
  void wentOn(List<String> tasks, String nap, Duration toReady) {
    Set<String> again = new HashSet<>();
    entries().stream()
        .filter(
            entry -> entry.type().equals("TaskStarted") && entry.json().path("run").asInt(1) > 1)
        .forEach(entry -> again.add(entry.taskId()));
    again.remove(nap); // it is taken up again after every rest
    narrator.say(
        "%d tasks that had been running went on behind their last recorded step."
            .formatted(again.size()));
    reads();
    wake(nap);
    narrator.say(
        "All %d tasks have ended; %d ms after its start the new process was ready."
            .formatted(tasks.size(), toReady.toMillis()));
  }

  private void reads() {
    long chars = 0;
    List<String> results = new ArrayList<>();
    for (JournalEntry entry : journals.getOrDefault("reviewer", List.of())) {
      if (entry.type().equals("ToolReturned")) {
        String text = entry.text("text");
        chars += text.length();
        results.add(text);
      }
    }
    narrator.say(
        "reviewer",
        "read %,d characters in %d tool calls; found last: %s"
            .formatted(
                chars, results.size(), results.isEmpty() ? "-" : Text.line(results.getLast(), 60)));
  }

  private void wake(String nap) {
    lateness(nap)
        .ifPresent(late -> narrator.say("d", "slept across the kill and woke " + words(late)));
  }

  /** How late a sleeping task woke: the only lateness that cannot be explained away. */
  Optional<Duration> lateness(String nap) {
    Optional<JournalEntry> slept = ofTask(nap, "ToolSuspended");
    Optional<Instant> until = slept.flatMap(entry -> Text.instant(entry.text("until")));
    Optional<Instant> woke =
        slept.flatMap(entry ->
            entries().stream()
                .filter(other -> other.type().equals("ToolReturned"))
                .filter(other -> other.taskId().equals(nap))
                .filter(other -> other.text("callId").equals(entry.text("callId")))
                .findFirst()
                .flatMap(other -> Text.instant(other.at())));
    return until.flatMap(due -> woke.map(at -> Duration.between(due, at)));
  }

  private static String words(Duration late) {
    double ms = late.toNanos() / 1e6;
    return ms < 0
        ? String.format(Locale.ROOT, "%.1f ms too early", -ms)
        : String.format(Locale.ROOT, "%.1f ms after its time", ms);
  }

  private Optional<JournalEntry> ofTask(String taskId, String type) {
    return entries().stream()
        .filter(entry -> entry.taskId().equals(taskId) && entry.type().equals(type))
        .findFirst();
  }

  private List<JournalEntry> entries() {
    return journals.values().stream().flatMap(List::stream).toList();
  }

  /** Tells each finding; the exact problems where there are any. */
  boolean proven(List<DemoProof.Finding> findings, DemoFeed feed, Duration elapsed) {
    narrator.section("Checked against tasks, journals and the feed");
    boolean all = true;
    for (DemoProof.Finding finding : findings) {
      narrator.say((finding.holds() ? "✓ " : "✗ ") + finding.claim());
      finding.problems().stream().limit(5).forEach(problem -> narrator.say("    " + problem));
      all &= finding.holds();
    }
    narrator.say(
        "(%d notifications on one subscription that went on over %d break%s)"
            .formatted(feed.heard(), feed.breaks(), feed.breaks() == 1 ? "" : "s"));
    narrator.say("");
    narrator.headline(
        "%s in %.1f s."
            .formatted(
                all ? "Nothing lost, nothing done twice," : "Something was lost or doubled,",
                elapsed.toMillis() / 1000.0));
    return all;
  }

  static String counts(Map<String, Integer> byState) {
    List<String> words = new ArrayList<>();
    byState.forEach((state, count) -> words.add(count + " " + state));
    return String.join(", ", words);
  }

  /** What {@code system_health} measured, in words; as it came if it is not understood. */
  static String health(String result) {
    try {
      JsonNode report = Json.parse(result);
      JsonNode memory = report.path("memory");
      JsonNode disk = report.path("disk");
      return String.format(
          Locale.ROOT,
          "%s. CPU %s %% of %s, memory %.1f of %.1f GiB free, disk %.1f of %.1f GiB free.",
          Json.text(report, "verdict"),
          report.path("cpu").path("busyPercent").asString("?"),
          report.path("cpu").path("processors").asString("?"),
          memory.path("freeBytes").asDouble(0) / GIB,
          memory.path("totalBytes").asDouble(0) / GIB,
          disk.path("freeBytes").asDouble(0) / GIB,
          disk.path("totalBytes").asDouble(0) / GIB);
    } catch (JacksonException text) {
      return Text.line(result, 200); // another server's words
    }
  }
}
