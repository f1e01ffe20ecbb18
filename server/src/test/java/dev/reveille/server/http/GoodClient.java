package dev.reveille.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Calls, one after another, and wants every answer right. */
final class GoodClient {
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"sample.echo\",\"params\":{\"value\":\"v%d\"}}";
  private static final String ANSWER =
      "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"value\":\"v%d\"}}";
  private static final int MAX_CALLS = 100_000;

  private GoodClient() {}

  static String p99Of(WireClient client, int calls) throws IOException {
    int[] left = {calls};
    return p99While(client, () -> left[0]-- > 0);
  }

  /** The latencies of its calls, in words. */
  static String p99While(WireClient client, BooleanSupplier going) throws IOException {
    long[] nanos = new long[MAX_CALLS];
    int count = 0;
    while (going.getAsBoolean() && count < MAX_CALLS) {
      long start = System.nanoTime();
      assertThat(client.call(CALL.formatted(count, count)))
          .isEqualTo(ANSWER.formatted(count, count));
      nanos[count++] = System.nanoTime() - start;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return "%d calls, p50 %.2f ms, p99 %.2f ms, max %.2f ms"
        .formatted(
            count,
            millis(sorted[count / 2]),
            millis(sorted[count * 99 / 100]),
            millis(sorted[count - 1]));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
