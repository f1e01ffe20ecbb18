package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Views;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts events into the event log, from where the engine carries them to their listeners. */
final class Publisher {
  private static final int PAGE = 1_000;

  /** Nobody has to know more exactly how many listen. */
  private static final int MAX_COUNTED = 100_000;

  private final Ask ask;
  private final Views views;

  Publisher(Engine engine, Views views) {
    this.ask = new Ask(engine);
    this.views = views;
  }

  /**
   * Blocks until the event is durable. An event whose id is known is the same one, and is not
   * published again.
   *
   * @return eventId, and matched: how many agents may want to hear it
   */
  Map<String, @Nullable Object> publish(Event event) throws InterruptedException {
    int matched = listeners(event); // before it is out: whom it wakes listens no more
    ask.command(AgentId.EVENT_LOG, new Command.Publish(event));
    return Fields.of("eventId", event.eventId(), "matched", matched);
  }

  private int listeners(Event event) {
    List<String> named = event.targets();
    Set<String> targets = named == null ? null : Set.copyOf(named);
    int matched = 0;
    int seen = 0;
    String after = "";
    List<AgentId> page;
    do {
      page = views.listeners(event.name(), after, PAGE);
      for (AgentId agent : page) {
        matched += targets == null || targets.contains(agent.value()) ? 1 : 0;
        after = agent.value();
      }
      seen += page.size();
    } while (page.size() == PAGE && seen < MAX_COUNTED);
    return matched;
  }
}
