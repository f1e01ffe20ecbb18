package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An event for all that listen, a page of them at a time. Between two pages others have their turn.
 */
final class Fanout extends Parcel {
  /** So many are told at once. */
  static final int LISTENERS = 1_000;

  private static final int NAMED = 10;

  private final long seq;
  private final Event event;
  private final Command.EventArrived arrived;
  private final Set<AgentId> refused = ConcurrentHashMap.newKeySet();
  private String after = "";
  private boolean read;
  private long horizon = -1;
  private volatile boolean heard;

  /**
   * @param seq number of the event in the event log
   */
  Fanout(Post post, long position, long seq, Event event) {
    super(post, position);
    this.seq = seq;
    this.event = event;
    this.arrived = new Command.EventArrived(String.valueOf(seq), event, Attributes.of(event));
  }

  long seq() {
    return seq;
  }

  /** Somebody has it on record. */
  void wasHeard() {
    heard = true;
  }

  /** Who could have heard it has that on record up to here. */
  long horizon() {
    return horizon;
  }

  @Override
  void carryOn() {
    List<AgentId> page = nextPage();
    if (page.isEmpty()) {
      end();
      return;
    }
    List<AgentId> targets = new ArrayList<>(page);
    if (event.targets() != null) {
      Set<String> named = Set.copyOf(event.targets());
      targets.removeIf(agent -> !named.contains(agent.value()));
    }
    tellPage(targets);
  }

  /** First all that listen, then those that could not be told. */
  private List<AgentId> nextPage() {
    if (!read) {
      List<AgentId> page = post.listeners().listeners(event.name(), after, LISTENERS);
      if (!page.isEmpty()) {
        after = page.getLast().value();
        return page;
      }
      read = true;
    }
    List<AgentId> again = refused.stream().limit(LISTENERS).toList();
    again.forEach(refused::remove);
    return again;
  }

  private void tellPage(List<AgentId> targets) {
    if (targets.isEmpty()) {
      post.execute(this);
      return;
    }
    AtomicInteger left = new AtomicInteger(targets.size());
    for (AgentId target : targets) {
      post.tell(
          target,
          arrived,
          answer -> {
            if (isForNow(answer)) {
              refused.add(target);
            } else if (answer instanceof Answer.Done d && d.task() != null) {
              heard = true;
            }
            if (left.decrementAndGet() == 0) {
              pageTold();
            }
          });
    }
  }

  /** The others are not held up by those that could not be told; these are tried again. */
  private void pageTold() {
    if (read && !refused.isEmpty()) {
      later();
    } else {
      post.execute(this);
    }
  }

  /**
   * That nobody heard it is sure only when the post has read all that stood in the journal when the
   * last was told, also what other processes have written and this one has not heard of yet: whom
   * it woke before a crash, or from elsewhere, listens no more, but has it on record.
   */
  private void end() {
    if (!heard && horizon < 0) {
      horizon = post.end();
    }
    if (heard) {
      done();
    } else if (post.hasRead(this)) {
      post.tell(AgentId.EVENT_LOG, new Command.NobodyHeard(seq), this::answered);
    }
  }

  @Override
  String what() {
    List<String> some = refused.stream().limit(NAMED).map(AgentId::value).sorted().toList();
    String more = refused.size() > some.size() ? " and " + (refused.size() - some.size()) : "";
    return "event " + event.name() + " (" + event.eventId() + ") to agents " + some + more;
  }

  /** An alert about what could not be carried is not the cause of another. */
  @Override
  void giveUp() {
    if (event.eventId().startsWith(SystemEvents.UNDELIVERED)) {
      givenUp();
    } else {
      super.giveUp();
    }
  }

  @Override
  void givenUp() {
    refused.clear();
    read = true;
    post.execute(this);
  }
}
