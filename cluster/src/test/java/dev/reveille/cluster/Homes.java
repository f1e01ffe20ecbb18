package dev.reveille.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads in the servers' logs how long slices were held by nobody. */
final class Homes {
  private static final Pattern LINE =
      Pattern.compile("(?m)^(\\S+) DEBUG Share slice (\\d+) is (held|not held) here");
  private static final InstantSource CLOCK = InstantSource.system();

  private final Queue<Change> gone = new ConcurrentLinkedQueue<>();

  /**
   * @param slice null: whatever the server has
   */
  private record Change(Instant at, int node, @Nullable Integer slice, boolean held) {}

  private record Gap(Duration length, int slice, Instant since) {}

  /** From now on nobody reaches what a server holds. */
  void gone(int node) {
    gone.add(new Change(CLOCK.instant(), node, null, false));
  }

  /** The longest that there was, and how many were long. */
  String figures(ThreeNodes cluster) {
    List<Change> changes = new ArrayList<>(gone);
    for (int node = 0; node < cluster.nodes.size(); node++) {
      Matcher line = LINE.matcher(cluster.nodes.get(node).log());
      while (line.find()) {
        boolean held = line.group(3).equals("held");
        Instant at = Instant.parse(line.group(1));
        changes.add(new Change(at, node, Integer.valueOf(line.group(2)), held));
      }
    }
    changes.sort(Comparator.comparing(Change::at));
    List<Gap> gaps = gaps(changes);
    String longest =
        gaps.stream().max(Comparator.comparing(Gap::length)).map(Gap::toString).orElse("none");
    long over15 = gaps.stream().filter(gap -> gap.length().toSeconds() >= 15).count();
    long over30 = gaps.stream().filter(gap -> gap.length().toSeconds() >= 30).count();
    return "slices moved %d times; %d of them were held by nobody for 15 s or more, %d for 30 s; longest: %s"
        .formatted(gaps.size(), over15, over30, longest);
  }

  private static List<Gap> gaps(List<Change> changes) {
    Map<Integer, Set<Integer>> holders = new HashMap<>();
    Map<Integer, Instant> homeless = new HashMap<>();
    List<Gap> gaps = new ArrayList<>();
    for (Change change : changes) {
      if (change.slice() == null) {
        holders.forEach((slice, nodes) -> leaves(nodes, slice, change, homeless));
      } else if (change.held()) {
        holders.computeIfAbsent(change.slice(), slice -> new HashSet<>()).add(change.node());
        Instant since = homeless.remove(change.slice());
        if (since != null) {
          gaps.add(new Gap(Duration.between(since, change.at()), change.slice(), since));
        }
      } else {
        Set<Integer> nodes = holders.getOrDefault(change.slice(), new HashSet<>());
        leaves(nodes, change.slice(), change, homeless);
      }
    }
    return gaps;
  }

  private static void leaves(
      Set<Integer> nodes, int slice, Change change, Map<Integer, Instant> homeless) {
    if (nodes.remove(change.node()) && nodes.isEmpty()) {
      homeless.put(slice, change.at());
    }
  }
}
