package dev.reveille.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Makes calls again while there is no server, as long as an outage may last.
 *
 * <p>A call that was never sent, because nobody listens, is always made again. One that was sent
 * and has no answer, or was refused as {@code unavailable}, is if it is {@link Repeatable}.
 */
record Endurance(Duration outage) {
  static final Endurance NONE = new Endurance(Duration.ZERO);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(2);

  interface Call {
    JsonNode make() throws IOException;
  }

  JsonNode call(String method, JsonNode params, Call call) throws IOException {
    long failingSince = 0;
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return call.make();
      } catch (NoServerException notSent) {
        failingSince = failingSince == 0 ? System.nanoTime() : failingSince;
        orGiveUp(notSent, true, failingSince);
      } catch (BrokenCallException unknown) {
        failingSince = failingSince == 0 ? System.nanoTime() : failingSince;
        orGiveUp(unknown, Repeatable.is(method, params), failingSince);
      } catch (RpcException refused) {
        failingSince = failingSince == 0 ? System.nanoTime() : failingSince;
        boolean again = refused.isUnavailable() && Repeatable.is(method, params);
        if (!again || isOver(failingSince)) {
          throw refused;
        }
      }
      rest(pause);
      pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
    }
  }

  private void orGiveUp(IOException failure, boolean again, long failingSince) throws IOException {
    if (!again || isOver(failingSince)) {
      throw failure;
    }
  }

  private boolean isOver(long failingSince) {
    return System.nanoTime() - failingSince >= outage.toNanos();
  }

  private static void rest(Duration pause) throws InterruptedIOException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the server");
    }
  }
}
