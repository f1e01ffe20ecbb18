package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Waits for the end of a task, over breaks of the connection and restarts of the server: the task
 * survives them, so the wait does too.
 *
 * @param outage the longest time without a server before waiting makes no sense
 */
record TaskWait(ReveilleClient client, InstantSource clock, Duration outage) {

  private static final Duration ROUND = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * @return the finished task
   * @throws RpcException {@link RpcException#isTimeout} if the time ran out
   */
  JsonNode await(String taskId, Duration limit) throws IOException, InterruptedException {
    Instant deadline = clock.instant().plus(limit);
    Instant lastContact = clock.instant();
    while (true) {
      try {
        return client.call("awaitTask", round(taskId, deadline));
      } catch (RpcException refused) {
        lastContact = clock.instant();
        boolean goOn = refused.isTimeout() && clock.instant().isBefore(deadline);
        if (!goOn && !refused.isUnavailable()) {
          throw refused;
        }
        if (refused.isUnavailable()) {
          pause();
        }
      } catch (IOException broken) {
        if (Duration.between(lastContact, clock.instant()).compareTo(outage) > 0) {
          throw broken;
        }
        pause();
      }
    }
  }

  private ObjectNode round(String taskId, Instant deadline) {
    Duration left = Duration.between(clock.instant(), deadline);
    Duration wait = left.compareTo(ROUND) < 0 ? left : ROUND;
    ObjectNode params = Json.object().put("taskId", taskId);
    params.set("timeoutSeconds", Json.seconds(wait.isNegative() ? Duration.ZERO : wait));
    return params;
  }

  private static void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
  }
}
