package dev.reveille.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.reveille.engine.Cluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of Pekko is set otherwise than it comes.
 *
 * <p>Whoever is silent for three seconds counts as unreachable, and if that lasts for two more the
 * smaller part of the cluster ends itself, by the rule keep-majority; so a process may stand still
 * for nearly five seconds, and the agents of one that was killed live again within eight. What one
 * that was only slow still does is refused by the journal.
 */
final class PekkoConfig {
  private static final String FIXED =
      """
      pekko {
        loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
        logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
        loglevel = INFO
        stdout-loglevel = OFF
        log-dead-letters = off
        log-dead-letters-during-shutdown = off
        actor {
          provider = cluster
          allow-java-serialization = off
          serializers.reveille = "dev.reveille.cluster.WireSerializer"
          serialization-bindings."dev.reveille.cluster.Wire" = reveille
        }
        jvm-shutdown-hooks = off # the server's own leaves first
        coordinated-shutdown {
          exit-jvm = off
          run-by-jvm-shutdown-hook = off
          phases.cluster-sharding-shutdown-region.timeout = 30s
          phases.cluster-leave.timeout = 20s
        }
        remote.artery.advanced {
          tcp.connection-timeout = 2s
          # Five times this is the longest pause between tries to reach one who was away. Together
          # they must be less than seed-node-timeout: who has come back begins alone if the
          # others cannot answer by then.
          outbound-restart-backoff = 200ms
        }
        cluster {
          jmx.enabled = off
          roles = ["agents", "%s"]
          downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
          split-brain-resolver {
            active-strategy = keep-majority
            stable-after = 2s
            down-all-when-unstable = 30s
          }
          # What is at stake is double work for a moment, not two writers: the journal sees to that.
          down-removal-margin = 1ms # 0 would mean stable-after
          failure-detector {
            # Phi takes the longer for one that is gone the busier all have been.
            implementation-class = "org.apache.pekko.remote.DeadlineFailureDetector"
            heartbeat-interval = 500ms
            acceptable-heartbeat-pause = 2500ms
          }
          gossip-interval = 250ms
          leader-actions-interval = 250ms
          unreachable-nodes-reaper-interval = 250ms
          seed-node-timeout = 4s
          retry-unsuccessful-join-after = 2s
          shutdown-after-unsuccessful-join-seed-nodes = 60s
          allow-weakly-up-members = off
          sharding {
            # A role, or the last node would place nothing: min-nr-of-members is for the beginning.
            role = agents
            passivation.strategy = none
            remember-entities = off
            state-store-mode = ddata
            handoff-timeout = 16s # longer than the engine takes to see its agents off
            retry-interval = 500ms
            coordinator-failure-backoff = 1s
            waiting-for-state-timeout = 1s
            updating-state-timeout = 1s # who is gone does not answer, and is out by the next time
            rebalance-interval = 2s
            least-shard-allocation-strategy {
              rebalance-absolute-limit = 256
              rebalance-relative-limit = 1.0
            }
          }
        }
      }
      """
          .formatted(TokenRelay.ROLE);

  /**
   * Parts that slices move in. Where each is stands in replicated data, which is written once for
   * each that moves, one after the other.
   */
  static final int SHARDS = 32;

  private PekkoConfig() {}

  static Config of(Cluster.Spec spec) {
    Map<String, Object> own = new HashMap<>();
    String artery = "pekko.remote.artery.";
    own.put(artery + "canonical.hostname", spec.host());
    own.put(artery + "canonical.port", spec.port());
    if (spec.bind() != null) {
      own.put(artery + "bind.hostname", spec.bind().host());
      own.put(artery + "bind.port", spec.bind().port());
    }
    own.put(artery + "transport", spec.tls() == null ? "tcp" : "tls-tcp");
    own.put(artery + "advanced.maximum-frame-size", spec.maxMessageBytes() + " b");
    own.put("pekko.cluster.sharding.number-of-shards", SHARDS);
    // Whoever begins the cluster while the others are cut off must not think that it is alone.
    own.put("pekko.cluster.min-nr-of-members", spec.seedNodes().size() / 2 + 1);
    tls(own, artery + "ssl.config-ssl-engine.", spec.tls());
    return ConfigFactory.parseMap(own)
        .withFallback(ConfigFactory.parseString(FIXED))
        .withFallback(ConfigFactory.load(PekkoConfig.class.getClassLoader()))
        .resolve();
  }

  private static void tls(Map<String, Object> own, String at, Cluster.@Nullable Tls tls) {
    if (tls != null) {
      own.put(at + "key-store", tls.keyStore().toString());
      own.put(at + "trust-store", tls.trustStore().toString());
      own.put(at + "key-store-password", tls.password());
      own.put(at + "key-password", tls.password());
      own.put(at + "trust-store-password", tls.password());
      own.put(at + "protocol", "TLSv1.3");
      own.put(at + "enabled-algorithms", List.of("TLS_AES_256_GCM_SHA384"));
      own.put(at + "require-mutual-authentication", "on");
      own.put(at + "hostname-verification", "on");
    }
  }
}
