package dev.reveille.models;

import java.time.Duration;
import java.util.Optional;

/** One step of a rehearsal. */
sealed interface Step {

  /** {@code SAY text}: the final answer. */
  record Say(String text) implements Step {}

  /**
   * {@code CALL tool {json}}, or {@code AND tool {json}} for one more call in the same reply.
   *
   * @param arguments passed on as they are, valid or not
   */
  record Call(String tool, String arguments, boolean joined) implements Step {}

  /** {@code THINK text}: said on the reasoning channel. */
  record Think(String text) implements Step {}

  /** {@code WAIT 250ms}. */
  record Wait(Duration duration) implements Step {}

  /** {@code FAIL how retry-after=… times=…}: so many calls fail before the step is passed. */
  record Fail(Fault fault, Optional<Duration> retryAfter, int times) implements Step {}

  /** How a call fails. */
  sealed interface Fault {
    record Status(int code) implements Fault {}

    record Timeout() implements Fault {}

    record Cut() implements Fault {}
  }
}
