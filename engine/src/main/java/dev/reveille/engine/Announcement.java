package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import java.util.List;

/** What an entry means for those who listen to the system's own events: these are published. */
class Announcement extends Parcel {
  final Journal journal;
  final Journal.Recorded row;
  private final List<String> names;
  private volatile boolean published;

  /**
   * @param names of the events that somebody listens to
   */
  Announcement(
      Post post, long position, Journal journal, Journal.Recorded row, List<String> names) {
    super(post, position);
    this.journal = journal;
    this.row = row;
    this.names = names;
  }

  /** Where the entry stands in its row. */
  final int index() {
    return (int) (position() - row.position());
  }

  @Override
  void carryOn() {
    boolean none = published || names.isEmpty();
    publish(none ? List.of() : SystemEvents.of(journal, row, index(), names));
  }

  private void publish(List<Event> events) {
    if (events.isEmpty()) {
      published = true;
      published();
      return;
    }
    post.tell(
        AgentId.EVENT_LOG,
        new Command.Publish(events.getFirst()),
        answer -> {
          if (isForNow(answer)) {
            later();
          } else {
            publish(events.subList(1, events.size()));
          }
        });
  }

  /** All of it is in the event log. */
  void published() {
    done();
  }

  @Override
  String what() {
    return "events " + names + " about agent " + row.agent();
  }
}
