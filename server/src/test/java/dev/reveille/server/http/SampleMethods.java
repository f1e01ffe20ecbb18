package dev.reveille.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reveille.server.config.ServerLimits;
import dev.reveille.server.json.WireType;
import dev.reveille.server.rpc.AndThen;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.NoParams;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A few methods with every type that params can have. */
final class SampleMethods {
  /** Opens the calls of {@code sample.hang}. */
  final CountDownLatch gate = new CountDownLatch(1);

  final AtomicInteger hanging = new AtomicInteger();
  final AtomicInteger cancelled = new AtomicInteger();

  record AgentName(String value) {
    AgentName {
      if (!value.matches("[A-Za-z0-9._:-]{1,128}")) {
        throw new IllegalArgumentException("agentId must be 1 to 128 of A-Z a-z 0-9 . _ : -");
      }
    }

    @Override
    public String toString() {
      return value;
    }
  }

  enum Priority {
    LOW,
    NORMAL,
    HIGH,
    VERY_URGENT
  }

  record Retry(@Nullable Double factor, Duration initialSeconds) {}

  record Task(
      AgentName agentId,
      String prompt,
      @Nullable Priority priority,
      @Nullable Integer maxAttempts,
      @JsonProperty("wait") @Nullable Boolean waits,
      @Nullable Duration delaySeconds,
      @Nullable Instant notBefore,
      @Nullable List<String> tags,
      @Nullable Retry retry,
      @Nullable Map<String, Object> context) {}

  record Echo(@Nullable Object value) {}

  record Flood(Integer count, Integer size) {}

  Rpc rpc(ServerLimits limits) {
    return Rpc.builder(limits)
        .type(new WireType<>(AgentName.class, "an agentId", AgentName::new))
        .method("sample.task", Task.class, "Answers its params.", (task, _) -> task)
        .method("sample.echo", Echo.class, "Answers its params.", (echo, _) -> echo)
        .method("sample.none", NoParams.class, "Answers nothing.", (_, _) -> null)
        .method("sample.bug", NoParams.class, "Fails.", (_, _) -> bug())
        .method("sample.refuse", NoParams.class, "Refuses.", (_, _) -> refuse())
        .method("sample.hang", NoParams.class, "Waits for the gate.", (_, _) -> hang())
        .method("sample.subscribe", Echo.class, "Subscribes.", this::subscribe)
        .method("sample.flood", Flood.class, "Sends notifications.", SampleMethods::flood)
        .build();
  }

  private static Object bug() {
    throw new IllegalStateException("secret detail");
  }

  private static Object refuse() {
    throw new RpcException(ErrorCode.CONFLICT, "it sleeps already").hint("wake it first");
  }

  private Object hang() throws InterruptedException {
    hanging.incrementAndGet();
    gate.await();
    return Map.of("opened", true);
  }

  private Object subscribe(Echo id, dev.reveille.server.rpc.Connection connection) {
    String name = String.valueOf(id.value());
    connection.subscriptions().add(name, cancelled::incrementAndGet);
    return new AndThen(
        Map.of("subscriptionId", name),
        () -> connection.send("sample.subscribed", Map.of("subscriptionId", name)));
  }

  private static Object flood(Flood flood, dev.reveille.server.rpc.Connection connection) {
    Map<String, String> params = Map.of("filler", "x".repeat(flood.size()));
    for (int i = 0; i < flood.count(); i++) {
      connection.send("sample.flooded", params);
    }
    return Map.of("sent", flood.count());
  }
}
