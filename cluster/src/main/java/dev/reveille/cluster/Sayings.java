package dev.reveille.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.pattern.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each process says that its agent definitions come to; all know it of all, some seconds late.
 */
final class Sayings {
  private static final Logger log = LoggerFactory.getLogger(Sayings.class);
  private static final Key<LWWMap<String, String>> KEY = LWWMapKey.create("definitions");
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private final ActorRef replicator;
  private final SelfUniqueAddress self;
  private final String node;
  private final Supplier<String> own;
  private String said = "";
  private Map<String, String> seen = Map.of();
  private Map<String, String> told = Map.of();

  /**
   * @param node this process, as the others name it
   */
  Sayings(ActorSystem system, String node, Supplier<String> own) {
    this.replicator = DistributedData.get(system).replicator();
    this.self = DistributedData.get(system).selfUniqueAddress();
    this.node = node;
    this.own = own;
  }

  /** Tells what is new here. */
  void say() {
    String now = own.get();
    if (!now.equals(said)) {
      said = now;
      replicator.tell(
          new Replicator.Update<>(
              KEY, LWWMap.create(), Replicator.writeLocal(), map -> map.put(self, node, now)),
          ActorRef.noSender());
    }
  }

  /**
   * Says in the log, once, that nodes differ: when they still do at the next look, because to
   * change the files of all takes its time.
   *
   * @param nodes those that there are
   */
  void compare(Iterable<String> nodes) {
    Map<String, String> all = all();
    Map<String, String> now = new TreeMap<>();
    nodes.forEach(each -> now.put(each, all.getOrDefault(each, "")));
    now.values().removeIf(String::isEmpty);
    boolean differ = now.values().stream().distinct().count() > 1;
    if (differ && now.equals(seen) && !now.equals(told)) {
      told = now;
      log.warn(
          "agent definitions are not the same on all servers: {}; which ones an agent has depends"
              + " on where it lives",
          now);
    }
    seen = now;
  }

  /** By node; of whom nothing is known is not there. Blocks for a second at most. */
  Map<String, String> all() {
    try {
      Object answer =
          Patterns.ask(replicator, new Replicator.Get<>(KEY, Replicator.readLocal()), ANSWER)
              .toCompletableFuture()
              .join();
      return answer instanceof Replicator.GetSuccess<?> found ? entries(found) : Map.of();
    } catch (CompletionException notNow) {
      return Map.of();
    }
  }

  @SuppressWarnings("unchecked") // it is what stands under this key
  private static Map<String, String> entries(Replicator.GetSuccess<?> found) {
    return ((Replicator.GetSuccess<LWWMap<String, String>>) found).get(KEY).getEntries();
  }
}
