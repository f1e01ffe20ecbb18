package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Tokens;
import dev.reveille.server.rpc.AndThen;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** The methods of those who watch. */
final class WatchMethods {
  private static final int MAX_NAMED = 10_000;

  private final Engine engine;
  private final Tokens tokens;
  private final AtomicLong ids = new AtomicLong();

  WatchMethods(Engine engine, Tokens tokens) {
    this.engine = engine;
    this.tokens = tokens;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.subscribe",
            Params.Subscribe.class,
            "Sends notifications from now on, or from a cursor on.",
            this::subscribe)
        .method(
            "async.unsubscribe",
            Params.Unsubscribe.class,
            "Ends a subscription of this connection.",
            this::unsubscribe);
  }

  private Object subscribe(Params.Subscribe p, Connection connection) {
    long head = engine.feed().head();
    Cursor from = p.cursor() == null ? Cursor.head(head) : Cursor.parse(p.cursor());
    if (from.position() > head) {
      throw RpcException.invalidParams(
          "cursor", "cursor " + from + " is ahead of the journal, which ends at " + head);
    }
    Set<AgentId> agents = agents(p.agents());
    List<String> kinds =
        p.kinds() == null
            ? List.of()
            : p.kinds().stream().map(k -> k.startsWith("async.") ? k : "async." + k).toList();
    String id = "sub-" + ids.incrementAndGet();
    Subscription subscription =
        new Subscription(engine.feed(), connection, new Subscription.Filter(agents, kinds), from);
    connection.subscriptions().add(id, subscription::cancel);
    boolean withTokens = Boolean.TRUE.equals(p.tokens());
    return new AndThen(
        Map.of("subscriptionId", id, "cursor", from.toString()),
        () -> subscription.start(withTokens ? tokens : null));
  }

  /** Empty: all. */
  private static Set<AgentId> agents(@org.jspecify.annotations.Nullable JsonNode given) {
    if (given == null || given.isString() && given.stringValue().equals("*")) {
      return Set.of();
    }
    if (!given.isArray() || given.isEmpty() || given.size() > MAX_NAMED) {
      throw RpcException.invalidParams(
          "agents", "agents must be \"*\" or a list of 1 to " + MAX_NAMED + " agentIds");
    }
    Set<AgentId> agents = new HashSet<>();
    for (JsonNode name : given) {
      String text = name.isString() ? name.stringValue() : name.toString();
      agents.add(Ask.valid("agents.", () -> new AgentId(text)));
    }
    return agents;
  }

  private Object unsubscribe(Params.Unsubscribe p, Connection connection) {
    if (!connection.subscriptions().cancel(p.subscriptionId())) {
      throw new RpcException(
          ErrorCode.NOT_FOUND, "this connection has no subscription " + p.subscriptionId());
    }
    return Map.of("success", true, "subscriptionId", p.subscriptionId());
  }
}
