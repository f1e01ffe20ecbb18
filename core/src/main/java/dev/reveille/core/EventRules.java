package dev.reveille.core;

import dev.reveille.core.Decision.Code;
import dev.reveille.core.Decision.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What events do: in the log where they are published, and in the agents that hear them. */
final class EventRules {
  private EventRules() {}

  /** The event log takes it; the same event again is the same one. */
  static @Nullable Rejected publish(Draft draft, Event event) {
    Long known = draft.agent().keys().task(event.key());
    if (known != null) {
      draft.about(known);
      return null;
    }
    draft.add(new Entry.EventPublished(event));
    draft.about(draft.agent().seq());
    return null;
  }

  static @Nullable Rejected unheard(Draft draft, long event) {
    if (!draft.agent().deadLetters().contains(event)) {
      draft.add(new Entry.EventUnheard(event));
      TaskRules.limitDeadLetters(draft);
    }
    return null;
  }

  static @Nullable Rejected subscribe(Draft draft, Subscription wanted) {
    Subscription old = draft.agent().subscription(wanted.id());
    int limit = AgentLimits.subscriptions(draft.agent());
    if (old == null && draft.agent().subscriptions().size() >= limit) {
      return new Rejected(
          Code.LIMIT_EXCEEDED,
          "agent " + draft.agent().id() + " has " + limit + " subscriptions; unsubscribe one first",
          new Decision.Limit("subscriptions", limit));
    }
    if (!wanted.equals(old)) {
      draft.add(new Entry.Subscribed(wanted));
    }
    return null;
  }

  static @Nullable Rejected unsubscribe(Draft draft, String id) {
    if (draft.agent().subscription(id) == null) {
      return new Rejected(
          Code.NOT_FOUND,
          "agent " + draft.agent().id() + " has no subscription " + id + "; getAgent names them");
    }
    draft.add(new Entry.Unsubscribed(id));
    return null;
  }

  /** The agent hears an event: at most once, however often it is told. */
  static @Nullable Rejected arrived(Draft draft, Command.EventArrived c) {
    Agent agent = draft.agent();
    if (c.event().isAbout(agent.id())) {
      return null;
    }
    String key = "event:" + c.key();
    Long known = agent.keys().task(key);
    if (known != null) {
      draft.about(known);
      return null;
    }
    List<Subscription> heard = new ArrayList<>();
    for (Subscription subscription : agent.subscriptions()) {
      if (subscription.wants(c.event(), c.attributes())) {
        heard.add(subscription);
      }
    }
    Sleep sleep = agent.sleep();
    boolean wakes = sleep != null && sleep.wakesOn(c.event().name());
    if (heard.isEmpty() && !wakes) {
      return null;
    }
    draft.add(new Entry.EventReceived(key, c.event().name(), c.event().eventId()));
    draft.about(draft.agent().seq());
    for (Subscription subscription : heard) {
      wakes |= subscription.wake() && sleep != null;
    }
    if (wakes) {
      String why = "event " + c.event().name() + " (" + c.event().eventId() + ')';
      draft.add(new Entry.Woke(Entry.Woke.Cause.EVENT, why));
    }
    for (Subscription subscription : heard) {
      Rejected refusal = TaskRules.submit(draft, subscription.task(c.event(), c.attributes()));
      if (refusal != null) {
        draft.add(
            new Entry.EventRefused(
                c.event().eventId(), subscription.id(), refusal.why(), c.number()));
        TaskRules.limitDeadLetters(draft);
      }
    }
    return null;
  }
}
