package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.Filter;
import dev.reveille.core.Priority;
import dev.reveille.core.Subscription;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Filters;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Json;
import dev.reveille.engine.Views;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The methods of events, and of those who listen to them. */
final class EventMethods {
  private static final int MAX_PATTERN = 200;

  /** Numbers keep the digits that they were sent with. */
  private static final ObjectReader EXACT =
      Json.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Ask ask;
  private final Journal journal;
  private final Views views;
  private final Publisher publisher;
  private final Supplier<String> ids;

  /** Between looking for a free name and taking it, nobody else does. */
  private final ReentrantLock naming = new ReentrantLock();

  /**
   * @param ids for events that come without one; never the same twice
   */
  EventMethods(
      Engine engine, Journal journal, Views views, Publisher publisher, Supplier<String> ids) {
    this.ask = new Ask(engine);
    this.journal = journal;
    this.views = views;
    this.publisher = publisher;
    this.ids = ids;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.broadcastEvent",
            Params.BroadcastEvent.class,
            "Publishes an event to the agents that listen to it, or to some of them.",
            this::broadcast)
        .method(
            "async.subscribeAgent",
            Params.SubscribeAgent.class,
            "Lets an agent hear events; a subscription of that name is replaced.",
            this::subscribe)
        .method(
            "async.unsubscribeAgent",
            Params.UnsubscribeAgent.class,
            "Ends a subscription of an agent.",
            this::unsubscribe)
        .method(
            "async.listEvents",
            Params.ListEvents.class,
            "Lists published events, of a name or a pattern, the newest first, a page at a time.",
            this::list);
  }

  private Object broadcast(Params.BroadcastEvent p, Connection c) throws InterruptedException {
    String data = p.data() == null ? null : Json.MAPPER.writeValueAsString(p.data());
    if (data != null) {
      Ask.within("data", data, Ask.MAX_PROMPT);
    }
    Event event =
        Ask.valid(
            "",
            () ->
                new Event(
                    p.event(),
                    p.priority() == null ? Priority.NORMAL : p.priority(),
                    p.eventId() == null ? ids.get() : p.eventId(),
                    p.source(),
                    p.subject(),
                    data,
                    p.targets() == null ? null : p.targets().stream().map(AgentId::value).toList(),
                    attributes(p.attributes())));
    Map<String, @Nullable Object> result =
        Fields.of("success", true, "event", event.name(), "broadcast", true);
    result.putAll(publisher.publish(event));
    return result;
  }

  /** What the engine marks its own events with is nobody else's. */
  private static @Nullable Map<String, String> attributes(@Nullable Map<String, String> given) {
    if (given != null) {
      for (String name : given.keySet()) {
        if (name.startsWith("reveille")) {
          throw RpcException.invalidParams(
              "attributes." + name, "attributes that begin with reveille are the server's own");
        }
      }
      time(given.get("time"));
    }
    return given;
  }

  private static void time(@Nullable String time) {
    try {
      if (time != null) {
        OffsetDateTime.parse(time);
      }
    } catch (DateTimeException noTime) {
      throw RpcException.invalidParams(
          "attributes.time", "time must be a time by RFC 3339, such as 2026-01-31T12:00:00Z");
    }
  }

  private Object subscribe(Params.SubscribeAgent p, Connection c) throws InterruptedException {
    String given = p.subscriptionId();
    if (given != null) {
      return subscribe(p, given);
    }
    naming.lockInterruptibly();
    try {
      Agent agent = ask.agent(p.agentId());
      return subscribe(p, Ask.free("subscription", name -> agent.subscription(name) != null));
    } finally {
      naming.unlock();
    }
  }

  private Object subscribe(Params.SubscribeAgent p, String id) throws InterruptedException {
    for (int i = 0; i < p.events().size(); i++) {
      int length = p.events().get(i).length();
      if (length < 1 || length > MAX_PATTERN) {
        throw RpcException.invalidParams(
            "events[" + i + ']', "an event's name has 1 to " + MAX_PATTERN + " characters");
      }
    }
    Subscription subscription =
        Ask.valid(
            "",
            () ->
                new Subscription(
                    id,
                    p.events(),
                    filter(p.filter()),
                    p.minPriority() == null ? Priority.LOW : p.minPriority(),
                    p.prompt() == null ? null : Ask.prompt(p.prompt(), null),
                    p.wake() == null || p.wake()));
    ask.command(p.agentId(), new Command.Subscribe(subscription));
    return Fields.of("success", true, "agentId", p.agentId(), "subscriptionId", id);
  }

  private static Filter filter(@Nullable Map<String, JsonNode> given) {
    ObjectNode filter = JsonNodeFactory.instance.objectNode();
    if (given != null) {
      given.forEach(filter::set);
    }
    try {
      return Filters.read(filter, "filter");
    } catch (Filters.BadFilter bad) {
      throw RpcException.invalidParams(bad.path(), String.valueOf(bad.getMessage()));
    }
  }

  private Object unsubscribe(Params.UnsubscribeAgent p, Connection c) throws InterruptedException {
    ask.command(p.agentId(), new Command.Unsubscribe(p.subscriptionId()));
    return Fields.of("success", true, "agentId", p.agentId(), "subscriptionId", p.subscriptionId());
  }

  private Object list(Params.ListEvents p, Connection c) {
    int limit = Ask.limit(p.limit());
    List<Views.EventRow> rows =
        views.events(p.event(), Ask.wholeMillis(p.since()), Ask.cursor(p.cursor()), limit + 1);
    return Page.of("events", rows, limit, this::view, Views.EventRow::cursor);
  }

  private Object view(Views.EventRow row) {
    Event event = published(journal, row.seq());
    return Fields.of(
        "eventId", event.eventId(),
        "event", event.name(),
        "priority", event.priority(),
        "source", event.source(),
        "subject", event.subject(),
        "data", event.data() == null ? null : EXACT.<JsonNode>readValue(event.data()),
        "targets", event.targets(),
        "attributes", event.attributes(),
        "at", row.at());
  }

  /** An event by its number in the event log. */
  static Event published(Journal journal, long seq) {
    Entry entry = journal.entry(AgentId.EVENT_LOG, seq).orElse(null);
    if (entry instanceof Entry.EventPublished published) {
      return published.event();
    }
    TaskId id = new TaskId(AgentId.EVENT_LOG, seq);
    throw new RpcException(ErrorCode.NOT_FOUND, "no event " + id)
        .hint("listEvents names those that there are");
  }
}
