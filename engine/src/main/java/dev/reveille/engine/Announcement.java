package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import java.util.List;

/** What an entry means for those who listen to the system's own events: these are published. */
final class Announcement extends Parcel {
  private final Journal journal;
  private final Journal.Recorded row;
  private final List<String> names;

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

  @Override
  void carryOn() {
    publish(SystemEvents.of(journal, row, (int) (position() - row.position()), names));
  }

  private void publish(List<Event> events) {
    if (events.isEmpty()) {
      done();
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

  @Override
  String what() {
    return "events " + names + " about agent " + row.agent();
  }
}
