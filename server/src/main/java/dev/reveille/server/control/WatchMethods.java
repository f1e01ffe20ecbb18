package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Tokens;
import dev.reveille.server.rpc.AndThen;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** The methods of those who watch. */
final class WatchMethods {
  private static final int MAX_NAMED = 10_000;

  private final Engine engine;
  private final Tokens tokens;
  private final InstantSource clock;
  private final AtomicLong ids = new AtomicLong();

  WatchMethods(Engine engine, Tokens tokens, InstantSource clock) {
    this.engine = engine;
    this.tokens = tokens;
    this.clock = clock;
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
    if (!engine.feed().reaches(from.position())) {
      throw RpcException.invalidParams(
              "cursor", "cursor " + from + " is ahead of the journal, which ends at " + head)
          .hint("it is of another journal, such as one before a restore: subscribe without one");
    }
    Set<AgentId> agents = agents(p.agents());
    List<String> kinds =
        p.kinds() == null ? List.of() : p.kinds().stream().map(WatchMethods::kind).toList();
    String id = "sub-" + ids.incrementAndGet();
    Subscription subscription =
        new Subscription(
            engine.feed(), connection, new Subscription.Filter(agents, kinds), from, clock);
    connection.subscriptions().add(id, subscription::cancel);
    boolean withTokens = Boolean.TRUE.equals(p.tokens());
    return new AndThen(
        Fields.of("subscriptionId", id, "cursor", from.toString()),
        () -> subscription.start(withTokens ? tokens : null));
  }

  /** A notification's name, or the beginning of some, such as {@code task}. */
  private static String kind(String given) {
    String kind = given.startsWith("async.") ? given : "async." + given;
    if (Notifications.NAMES.stream().noneMatch(n -> n.equals(kind) || n.startsWith(kind + "."))) {
      throw RpcException.invalidParams("kinds", "there is no notification \"" + given + '"')
          .hint("say one such as task.completed, or task for all that begin so");
    }
    return kind;
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
      if (!name.isString()) {
        throw RpcException.invalidParams("agents", "agents must be agentIds, but one was " + name);
      }
      try {
        agents.add(new AgentId(name.stringValue()));
      } catch (IllegalArgumentException bad) {
        throw RpcException.invalidParams("agents", String.valueOf(bad.getMessage()));
      }
    }
    return agents;
  }

  private Object unsubscribe(Params.Unsubscribe p, Connection connection) {
    if (!connection.subscriptions().cancel(p.subscriptionId())) {
      throw new RpcException(
          ErrorCode.NOT_FOUND, "this connection has no subscription " + p.subscriptionId());
    }
    return Fields.of("success", true, "subscriptionId", p.subscriptionId());
  }
}
