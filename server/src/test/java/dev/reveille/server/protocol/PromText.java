package dev.reveille.server.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Prometheus reads (text format 0.0.4), and refuses what {@code promtool check metrics}
 * refuses or complains of: no HELP or TYPE, names and units against the conventions, counters
 * without {@code _total}, the same sample twice, histograms that are not complete.
 */
record PromText(Map<String, Family> families) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-z_][a-z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");

  /** Units that are not base units, and what belongs to no name. */
  private static final Set<String> NOT_BASE =
      Set.of("milliseconds", "ms", "minutes", "hours", "kb", "kilobytes", "megabytes", "percent");

  record Family(String name, String type, String help, List<Sample> samples) {
    List<Sample> of(String suffix) {
      return samples.stream().filter(it -> it.name().equals(name + suffix)).toList();
    }

    double value(Map<String, String> labels) {
      return samples.stream()
          .filter(it -> it.labels().equals(labels))
          .findFirst()
          .orElseThrow(() -> new AssertionError(name + " has no " + labels + ": " + samples))
          .value();
    }
  }

  record Sample(String name, Map<String, String> labels, double value) {}

  /** The metric of that name. */
  Family family(String name) {
    Family family = families.get(name);
    if (family == null) {
      throw new AssertionError("no " + name + " among " + families.keySet());
    }
    return family;
  }

  static PromText parse(String text) {
    check(text.endsWith("\n"), "the last line has no end", "");
    Map<String, Family> families = new LinkedHashMap<>();
    String help = "";
    String helped = "";
    Family family = null;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# HELP ")) {
        String[] words = line.split(" ", 4);
        check(words.length == 4 && !words[3].isBlank(), "no help", line);
        helped = words[2];
        help = words[3];
      } else if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        check(words.length == 4 && words[2].equals(helped), "TYPE without its HELP", line);
        family = new Family(words[2], words[3], help, new ArrayList<>());
        check(families.put(words[2], family) == null, "twice", line);
      } else if (family != null && !line.isEmpty()) {
        sample(family, line);
      } else {
        check(line.isEmpty(), "a sample without a TYPE", line);
      }
    }
    families.values().forEach(PromText::check);
    return new PromText(families);
  }

  private static void sample(Family family, String line) {
    Matcher matcher = SAMPLE.matcher(line);
    check(matcher.matches(), "no sample", line);
    Map<String, String> labels = new LinkedHashMap<>();
    String rest = matcher.group(2) == null ? "" : matcher.group(2);
    Matcher label = LABEL.matcher(rest);
    int end = 0;
    while (label.find() && label.start() == end) {
      check(labels.put(label.group(1), label.group(2)) == null, "a label twice", line);
      end = label.end();
    }
    check(end == rest.length(), "bad labels", line);
    String value = matcher.group(3).replace("+Inf", "Infinity");
    Sample sample = new Sample(matcher.group(1), labels, Double.parseDouble(value));
    check(sample.name().startsWith(family.name()), "among those of " + family.name(), line);
    family.samples().add(sample);
  }

  private static void check(Family family) {
    String name = family.name();
    check(NAME.matcher(name).matches(), "not a name by the conventions", name);
    for (String word : name.split("_")) {
      check(!NOT_BASE.contains(word), "not a base unit", name);
    }
    check(!family.samples().isEmpty(), "no samples", name);
    Set<Object> seen = new HashSet<>();
    for (Sample sample : family.samples()) {
      check(seen.add(List.of(sample.name(), sample.labels())), "twice", sample.toString());
      check(!sample.labels().containsKey("le") || family.type().equals("histogram"), "le", name);
    }
    switch (family.type()) {
      case "counter" -> {
        check(name.endsWith("_total"), "a counter without _total", name);
        family.samples().forEach(it -> check(it.value() >= 0, "less than 0", it.toString()));
      }
      case "gauge" -> check(!name.endsWith("_total"), "a gauge with _total", name);
      case "histogram" -> histogram(family);
      default -> throw new AssertionError("an unknown type: " + family.type() + " of " + name);
    }
    boolean plain = !family.type().equals("histogram");
    family.samples().stream()
        .filter(it -> plain)
        .forEach(it -> check(it.name().equals(name), "another name", it.toString()));
  }

  private static void histogram(Family family) {
    String name = family.name();
    boolean measured = name.endsWith("_seconds") || name.endsWith("_bytes");
    check(measured || name.endsWith("_appends"), "a histogram without a unit", name);
    List<Sample> counts = family.of("_count");
    check(!counts.isEmpty(), "no count", name);
    for (Sample count : counts) {
      List<Sample> buckets = new ArrayList<>();
      for (Sample bucket : family.of("_bucket")) {
        Map<String, String> labels = new LinkedHashMap<>(bucket.labels());
        check(labels.remove("le") != null, "a bucket without an end", bucket.toString());
        if (labels.equals(count.labels())) {
          buckets.add(bucket);
        }
      }
      ascend(buckets, count);
      long sums =
          family.of("_sum").stream().filter(it -> it.labels().equals(count.labels())).count();
      check(sums == 1, "not one sum", count.toString());
    }
    int all = family.of("_bucket").size() + 2 * counts.size();
    check(family.samples().size() == all, "something beside buckets, sum and count", name);
  }

  private static void ascend(List<Sample> buckets, Sample count) {
    double end = Double.NEGATIVE_INFINITY;
    double below = 0;
    for (Sample bucket : buckets) {
      String le = String.valueOf(bucket.labels().get("le"));
      double next = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
      check(next > end && bucket.value() >= below, "not ascending", bucket.toString());
      end = next;
      below = bucket.value();
    }
    check(end == Double.POSITIVE_INFINITY, "no last bucket", count.toString());
    check(below == count.value(), "the last bucket is not the count", count.toString());
  }

  private static void check(boolean holds, String complaint, String where) {
    if (!holds) {
      throw new AssertionError(complaint + ": " + where);
    }
  }
}
