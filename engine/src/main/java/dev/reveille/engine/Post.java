package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries what one agent's entry means for another: it follows the journal and gives commands. It
 * keeps how far it is, late; so after a crash it carries some things once more, and each receiver
 * knows by a key what it has had. Nothing is written to say that something must be carried: that it
 * stands in the journal is enough.
 *
 * <p>It has no thread: {@link #look} is called when there is something to read, and once a second.
 */
final class Post {
  private static final int PAGE = 256;

  /** So many things on their way at once; the others wait in the journal. */
  private static final int MOST = 1_024;

  /** So many that could not be carried yet; they hold up nobody else. */
  private static final int MOST_WAITING = 100_000;

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Journal journal;
  private final Listeners listeners;
  private final Holding holding;
  private final PostMarks marks;
  private final Feed feed;
  private final Executor executor;
  private final InstantSource clock;
  private final Teller teller;
  private final TreeMap<Long, Parcel> open = new TreeMap<>();
  private final List<Parcel> again = new ArrayList<>();

  /** Open events by their numbers, and those of them that nobody seems to have heard. */
  private final Map<Long, Fanout> events = new HashMap<>();

  private final PriorityQueue<Fanout> unsure =
      new PriorityQueue<>(Comparator.comparingLong(Fanout::horizon));

  private long read = -1;
  private Instant retried = Instant.EPOCH;
  private Instant keptAt = Instant.EPOCH;

  /** Gives a command to an agent. */
  interface Teller {
    void tell(AgentId agent, Command command, Consumer<Answer> answer);
  }

  Post(
      Journal journal,
      Listeners listeners,
      Holding holding,
      Feed feed,
      Executor executor,
      InstantSource clock,
      Teller teller) {
    this.journal = journal;
    this.listeners = listeners;
    this.holding = holding;
    this.marks = new PostMarks(journal, holding);
    this.feed = feed;
    this.executor = executor;
    this.clock = clock;
    this.teller = teller;
  }

  /**
   * Reads what is new, as far as there is room, and tries again what could not be carried.
   *
   * @param patience how long to wait for something new
   */
  void look(Duration patience) throws InterruptedException {
    begin();
    boolean wait = awaitRoom(patience);
    while (room()) {
      List<Journal.Recorded> rows = feed.after(read(), PAGE, wait ? patience : Duration.ZERO);
      Audience audience = new Audience();
      rows.forEach(row -> take(row, audience));
      wait = false;
      if (rows.isEmpty()) {
        break;
      }
    }
    retry(patience);
    keepBookmarks();
  }

  /**
   * What is held here for the first time, or again, may have been read past; what was there before
   * anything was held is not read at all.
   */
  private void begin() {
    Map<Integer, Long> news = marks.news();
    synchronized (this) {
      read = marks.begin(news, read < 0 ? feed.head() : read);
    }
  }

  /** Somebody else carries what the agents of a slice have done. */
  synchronized void lose(int slice) {
    marks.lose(slice, read, open.values());
    open.values().removeIf(parcel -> parcel.slice() == slice);
    events.values().removeIf(parcel -> parcel.slice() == slice);
    again.removeIf(parcel -> parcel.slice() == slice);
    unsure.removeIf(parcel -> parcel.slice() == slice);
    notifyAll();
  }

  private synchronized boolean room() {
    return open.size() - again.size() - unsure.size() < MOST && open.size() < MOST_WAITING;
  }

  /** True if there was room at once: then it may wait for something new. */
  private synchronized boolean awaitRoom(Duration patience) throws InterruptedException {
    boolean free = room();
    if (!free && patience.isPositive()) {
      wait(patience.toMillis());
    }
    return free;
  }

  private synchronized long read() {
    return read;
  }

  /** All of a row or, if the store does not answer, nothing of it yet. */
  private void take(Journal.Recorded row, Audience audience) {
    List<Parcel> found = parcels(row, audience);
    List<Parcel> parcels = new ArrayList<>();
    synchronized (this) {
      if (marks.take(row)) {
        parcels.addAll(found);
      }
      for (Parcel parcel : parcels) {
        open.put(parcel.position(), parcel);
        if (parcel instanceof Fanout event) {
          events.put(event.seq(), event);
        }
      }
      row.entries().forEach(this::noteHearing);
      read = row.last();
      while (!unsure.isEmpty() && unsure.element().horizon() <= read) {
        parcels.add(unsure.remove());
      }
    }
    parcels.forEach(this::execute);
  }

  /** Of rows that are carried from here, as far as the marks know: they say where others go on. */
  private List<Parcel> parcels(Journal.Recorded row, Audience audience) {
    List<Parcel> parcels = new ArrayList<>();
    for (int i = 0; marks.isHeld(row.agent()) && i < row.entries().size(); i++) {
      Parcel parcel = parcel(row, i, audience);
      if (parcel != null) {
        parcel.isOf(marks.slice(row.agent()));
        parcels.add(parcel);
      }
    }
    return parcels;
  }

  private void noteHearing(Entry entry) {
    if (entry instanceof Entry.EventReceived received) {
      Fanout event = events.get(SystemEvents.eventNumber(received.idempotencyKey()));
      if (event != null) {
        event.wasHeard();
      }
    }
  }

  private @Nullable Parcel parcel(Journal.Recorded row, int index, Audience audience) {
    AgentId agent = row.agent();
    long position = row.position() + index;
    Entry entry = row.entries().get(index);
    return switch (entry) {
      case Entry.EventPublished e -> new Fanout(this, position, row.seq() + index, e.event());
      case Entry.AskAnswered e ->
          new Reply(this, position, journal, new TaskId(agent, e.task()), e.asker());
      case Entry.MailBounced e ->
          new Bounce(this, position, journal, new TaskId(agent, e.mail()), e.reason());
      case Entry.MailExpired e -> {
        String why = "nobody began with it in time";
        yield new Bounce(this, position, journal, new TaskId(agent, e.mail()), why);
      }
      default -> {
        List<String> wanted =
            SystemEvents.names(entry).stream().filter(audience::isThereFor).toList();
        yield Notice.isOf(entry)
            ? new Notice(this, position, journal, row, wanted)
            : wanted.isEmpty() ? null : new Announcement(this, position, journal, row, wanted);
      }
    };
  }

  /**
   * Whether anybody listens, asked once for a page of the journal that has been read already: who
   * subscribed before something in it happened is among them.
   */
  private final class Audience {
    private final Map<String, Boolean> known = new HashMap<>();

    boolean isThereFor(String event) {
      return known.computeIfAbsent(event, e -> !listeners.listeners(e, "", 1).isEmpty());
    }
  }

  /** Once a second; whoever looks without patience does so by hand, and means it. */
  private void retry(Duration patience) {
    List<Parcel> parcels;
    synchronized (this) {
      Instant now = clock.instant();
      boolean early = now.isBefore(retried.plus(AGAIN)) && !now.isBefore(retried);
      if (early && patience.isPositive()) {
        return;
      }
      retried = now;
      parcels = List.copyOf(again);
      again.clear();
    }
    parcels.forEach(this::execute);
  }

  /** Many bookmarks are kept more seldom than one. */
  private void keepBookmarks() {
    Map<String, Long> changed;
    synchronized (this) {
      Instant now = clock.instant();
      boolean early = now.isBefore(keptAt.plus(AGAIN)) && !now.isBefore(keptAt);
      if (early && !holding.isEverything()) {
        return;
      }
      keptAt = now;
      changed = marks.changed(read, open.values());
    }
    changed.forEach(journal::bookmark);
  }

  /** True if there is something that it has not carried to its end. */
  synchronized boolean isBusy() {
    return marks.hasNews() || read < feed.head() || !open.isEmpty();
  }

  /** True if it could do something at this instant: begin, read on, or try again. */
  synchronized boolean canGoOn() {
    Instant now = clock.instant();
    boolean rested = !now.isBefore(retried.plus(AGAIN)) || now.isBefore(retried);
    return marks.hasNews() || read < feed.head() || !again.isEmpty() && rested;
  }

  // ── for its parcels ────────────────────────────────────────────────────────────────────────

  void tell(AgentId agent, Command command, Consumer<Answer> answer) {
    teller.tell(agent, command, answer);
  }

  void execute(Parcel parcel) {
    executor.execute(parcel::carry);
  }

  Listeners listeners() {
    return listeners;
  }

  /**
   * The position of the newest durable entry, whoever has written it: it may stand in the store
   * before this process hears of it. Blocks.
   */
  long end() {
    long end = feed.head();
    List<Journal.Recorded> more = journal.readAfter(end, PAGE);
    while (!more.isEmpty()) {
      end = more.getLast().last();
      more = journal.readAfter(end, PAGE);
    }
    return end;
  }

  synchronized void done(Parcel parcel) {
    open.remove(parcel.position(), parcel);
    if (parcel instanceof Fanout event) {
      events.remove(event.seq(), event);
    }
    notifyAll();
  }

  synchronized void again(Parcel parcel) {
    if (isOpen(parcel)) {
      again.add(parcel);
    }
    notifyAll();
  }

  /**
   * True if it has read what there was when the event's last listener was told; otherwise the event
   * is carried on when it has. With too much open it must be content with what it knows.
   */
  synchronized boolean hasRead(Fanout event) {
    if (read >= event.horizon() || open.size() >= MOST_WAITING) {
      return true;
    }
    if (isOpen(event)) {
      unsure.add(event);
    }
    notifyAll();
    return false;
  }

  /** False if another process carries it now. */
  private boolean isOpen(Parcel parcel) {
    return open.get(parcel.position()) == parcel;
  }
}
