package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import dev.reveille.server.json.OutOfBounds;
import java.time.Duration;

/**
 * Every limit of the server, in one place.
 *
 * @param maxFrameBytes longest WebSocket message (longer: close 1009) and body of {@code POST /rpc}
 *     (longer: 413)
 * @param maxDepth how deep JSON may nest
 * @param maxNumberLength digits of one number
 * @param maxBatch requests in one batch
 * @param maxInFlight requests of one socket that run at once
 * @param maxSubscriptions subscriptions of one socket
 * @param maxConnections open WebSockets; more are refused with 503. Some 200 further connections
 *     are kept for probes and single calls
 * @param maxRunningCalls requests of all sockets that run at once
 * @param writeTimeoutSeconds how long one frame may wait for a slow reader before its socket is cut
 * @param pingSeconds how often sockets are pinged
 * @param idleTimeoutSeconds how long a socket may be silent, without even a pong, before it is cut;
 *     longer than {@code pingSeconds}
 */
public record ServerLimits(
    int maxFrameBytes,
    int maxDepth,
    int maxNumberLength,
    int maxBatch,
    int maxInFlight,
    int maxSubscriptions,
    int maxConnections,
    int maxRunningCalls,
    Duration writeTimeoutSeconds,
    Duration pingSeconds,
    Duration idleTimeoutSeconds) {

  public ServerLimits {
    check("maxFrameBytes", maxFrameBytes, 1024, 64 << 20);
    check("maxDepth", maxDepth, 4, 500);
    check("maxNumberLength", maxNumberLength, 20, 1000);
    check("maxBatch", maxBatch, 1, 10_000);
    check("maxInFlight", maxInFlight, 1, 100_000);
    check("maxSubscriptions", maxSubscriptions, 0, 100_000);
    check("maxConnections", maxConnections, 1, 1_000_000);
    check("maxRunningCalls", maxRunningCalls, 1, 10_000_000);
    positive("writeTimeoutSeconds", writeTimeoutSeconds);
    positive("pingSeconds", pingSeconds);
    positive("idleTimeoutSeconds", idleTimeoutSeconds);
    if (idleTimeoutSeconds.compareTo(pingSeconds) <= 0) {
      throw new OutOfBounds("idleTimeoutSeconds", "longer than pingSeconds", idleTimeoutSeconds);
    }
  }

  public static ServerLimits defaults() {
    return new ServerLimits(
        1 << 20,
        64,
        100,
        100,
        256,
        100,
        2_000,
        10_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(90));
  }

  private static void positive(String field, Duration value) {
    if (!value.isPositive()) {
      throw new OutOfBounds(field, "more than 0", value);
    }
  }
}
