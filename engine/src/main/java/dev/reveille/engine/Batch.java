package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commands decided together, and what is to be answered once their entries are durable. */
final class Batch {
  private final Agent before;
  private final Moment moment;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Letter.Order> orders = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private Agent after;
  private @Nullable Agent whole;

  Batch(Agent before, Moment moment) {
    this.before = before;
    this.moment = moment;
    this.after = before;
  }

  void decide(Letter.Order order) {
    orders.add(order);
    decisions.add(decide(order.command()));
  }

  Decision decide(Command command) {
    Decision decision = after.decide(command, moment);
    if (decision instanceof Decision.Accepted accepted) {
      entries.addAll(accepted.entries());
      after = accepted.after();
      whole = null;
    }
    return decision;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return orders.size();
  }

  Instant at() {
    return moment.now();
  }

  Agent before() {
    return before;
  }

  List<Entry> entries() {
    return entries;
  }

  List<Letter.Order> orders() {
    return orders;
  }

  /** The agent as if all of it had happened at once. */
  Agent after() {
    if (whole == null) {
      whole = after.asOneStepFrom(before, moment.now());
    }
    return whole;
  }

  /** Tells everybody what came of their commands. Only when the entries are durable. */
  void answer() {
    Agent now = after();
    for (int i = 0; i < orders.size(); i++) {
      Consumer<Answer> answer = orders.get(i).answer();
      switch (decisions.get(i)) {
        case Decision.Accepted d ->
            answer.accept(new Answer.Done(now, d.task(), !d.entries().isEmpty()));
        case Decision.Rejected d -> answer.accept(new Answer.Refused(d.code(), d.why(), d.limit()));
      }
    }
  }
}
