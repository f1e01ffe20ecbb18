package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Entry;
import dev.reveille.core.Event;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Carries what one agent's entry means for another: it follows the journal and gives commands. It
 * keeps how far it is, late; so after a crash it carries some things once more, and each receiver
 * knows by a key what it has had. Nothing is written to say that something must be carried: that it
 * stands in the journal is enough.
 *
 * <p>It has no thread: {@link #look} is called when there is something to read, and once a second.
 */
final class Post {
  private static final Logger log = LoggerFactory.getLogger(Post.class);
  private static final String BOOKMARK = "post";
  private static final int PAGE = 256;

  /** So many things on their way at once; the others wait in the journal. */
  private static final int MOST = 1_024;

  /** So many that could not be carried yet; they hold up nobody else. */
  private static final int MOST_WAITING = 100_000;

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Journal journal;
  private final Listeners listeners;
  private final Feed feed;
  private final Executor executor;
  private final InstantSource clock;
  private final Teller teller;
  private final TreeMap<Long, Parcel> open = new TreeMap<>();
  private final List<Parcel> again = new ArrayList<>();
  private long read = -1;
  private long kept;
  private Instant retried = Instant.EPOCH;

  /** Gives a command to an agent. */
  interface Teller {
    void tell(AgentId agent, Command command, Consumer<Answer> answer);
  }

  Post(
      Journal journal,
      Listeners listeners,
      Feed feed,
      Executor executor,
      InstantSource clock,
      Teller teller) {
    this.journal = journal;
    this.listeners = listeners;
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
      rows.forEach(this::take);
      wait = false;
      if (rows.isEmpty()) {
        break;
      }
    }
    retry(patience);
    keepBookmark();
  }

  private synchronized void begin() {
    if (read < 0) {
      read = journal.bookmark(BOOKMARK);
      kept = read;
    }
  }

  private synchronized boolean room() {
    return open.size() - again.size() < MOST && open.size() < MOST_WAITING;
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

  private void take(Journal.Recorded row) {
    long seq = row.seq();
    long position = row.position();
    for (Entry entry : row.entries()) {
      Parcel parcel = parcel(row.agent(), seq, position, entry);
      if (parcel != null) {
        synchronized (this) {
          open.put(position, parcel);
        }
        executor.execute(parcel::carry);
      }
      seq++;
      position++;
    }
    synchronized (this) {
      read = row.last();
    }
  }

  private @Nullable Parcel parcel(AgentId agent, long seq, long position, Entry entry) {
    return switch (entry) {
      case Entry.EventPublished e -> new Fanout(position, seq, e.event());
      case Entry.AskAnswered e -> new Reply(position, new TaskId(agent, e.task()), e.asker());
      case Entry.MailBounced e -> new Bounce(position, new TaskId(agent, e.mail()), e.reason());
      case Entry.MailExpired e ->
          new Bounce(position, new TaskId(agent, e.mail()), "nobody began with it in time");
      case Entry.TaskDied e -> new Death(position, new TaskId(agent, e.task()));
      default -> null;
    };
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
    parcels.forEach(parcel -> executor.execute(parcel::carry));
  }

  private void keepBookmark() {
    long done;
    synchronized (this) {
      done = open.isEmpty() ? read : open.firstKey() - 1;
      if (done == kept) {
        return;
      }
      kept = done;
    }
    journal.bookmark(BOOKMARK, done);
  }

  /** True if there is something that it has not carried to its end. */
  synchronized boolean isBusy() {
    return read < feed.head() || !open.isEmpty();
  }

  private void tell(AgentId agent, Command command, Consumer<Answer> answer) {
    teller.tell(agent, command, answer);
  }

  /** One thing to carry. Carrying it twice does no harm. */
  private abstract class Parcel {
    private final long position;

    Parcel(long position) {
      this.position = position;
    }

    final void carry() {
      try {
        carryOn();
      } catch (Journal.Unavailable storeDoesNotAnswer) {
        later();
      } catch (RuntimeException bug) {
        log.error("cannot carry what stands at {}; it is left out", position, bug);
        done();
      }
    }

    /** Ends in {@link #done} or {@link #later}, now or when an answer comes. */
    abstract void carryOn();

    final void done() {
      synchronized (Post.this) {
        open.remove(position);
        Post.this.notifyAll();
      }
    }

    final void later() {
      synchronized (Post.this) {
        again.add(this);
        Post.this.notifyAll();
      }
    }

    /** For a parcel with one receiver: a refusal for good ends it as well. */
    final void answered(Answer answer) {
      if (isForNow(answer)) {
        later();
      } else {
        done();
      }
    }
  }

  private static boolean isForNow(Answer answer) {
    return answer instanceof Answer.Refused refused && refused.code() == Decision.Code.UNAVAILABLE;
  }

  /** An event for all that listen, a page of them at a time. */
  private final class Fanout extends Parcel {
    private static final int LISTENERS = 1_000;

    private final long seq;
    private final Event event;
    private final Command.EventArrived arrived;
    private final Set<AgentId> refused = ConcurrentHashMap.newKeySet();
    private String after = "";
    private boolean read;
    private volatile boolean heard;

    Fanout(long position, long seq, Event event) {
      super(position);
      this.seq = seq;
      this.event = event;
      this.arrived = new Command.EventArrived(String.valueOf(seq), event, attributes(event));
    }

    @Override
    void carryOn() {
      List<AgentId> page =
          read ? List.copyOf(refused) : listeners.listeners(event.name(), after, LISTENERS);
      if (page.isEmpty() && !read) {
        read = true;
        page = List.copyOf(refused);
      }
      if (page.isEmpty()) {
        end();
        return;
      }
      refused.removeAll(page);
      after = page.getLast().value();
      List<AgentId> targets = new ArrayList<>(page);
      if (event.targets() != null) {
        targets.removeIf(agent -> !event.targets().contains(agent.value()));
      }
      tellPage(targets);
    }

    private void tellPage(List<AgentId> targets) {
      if (targets.isEmpty()) {
        executor.execute(this::carry);
        return;
      }
      AtomicInteger left = new AtomicInteger(targets.size());
      for (AgentId target : targets) {
        tell(
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
        executor.execute(this::carry);
      }
    }

    private void end() {
      if (heard) {
        done();
      } else {
        tell(AgentId.EVENT_LOG, new Command.NobodyHeard(seq), this::answered);
      }
    }
  }

  /** What filters may look at. */
  private static Map<String, String> attributes(Event event) {
    Map<String, String> attributes = new HashMap<>();
    if (event.data() != null) {
      try {
        JsonNode data = Json.MAPPER.readTree(event.data());
        for (Map.Entry<String, JsonNode> field : data.properties()) {
          if (field.getValue().isValueNode()) {
            attributes.put(field.getKey(), field.getValue().asString(""));
          }
        }
      } catch (JacksonException noJson) {
        log.debug("the data of event {} is no JSON", event.eventId());
      }
    }
    attributes.put("type", event.name());
    attributes.put("id", event.eventId());
    if (event.source() != null) {
      attributes.put("source", event.source());
    }
    if (event.subject() != null) {
      attributes.put("subject", event.subject());
    }
    return attributes;
  }

  /** The answer to a question: what the task that it was came to. */
  private final class Reply extends Parcel {
    private final TaskId task;
    private final String asker;

    Reply(long position, TaskId task, String asker) {
      super(position);
      this.task = task;
      this.asker = asker;
    }

    @Override
    void carryOn() {
      String[] parts = asker.split("#", 3);
      TaskId waiting = TaskId.parse(parts[0]);
      TaskHistory history = TaskHistory.read(journal, task).orElse(null);
      boolean well = history != null && history.state() == TaskState.SUCCEEDED;
      String text = history == null ? "the question is not there any more" : history.outcome();
      int step = Integer.parseInt(parts[1]);
      tell(
          waiting.agent(),
          new Command.AnswerArrived(waiting.seq(), step, parts[2], !well, text),
          this::answered);
    }
  }

  /** A mail that nobody could deal with: its sender is told. */
  private final class Bounce extends Parcel {
    private final TaskId mail;
    private final String reason;

    Bounce(long position, TaskId mail, String reason) {
      super(position);
      this.mail = mail;
      this.reason = reason;
    }

    @Override
    void carryOn() {
      Entry entry = journal.entry(mail.agent(), mail.seq()).orElse(null);
      if (!(entry instanceof Entry.MailReceived received)
          || received.from().equals(MailSpec.POSTMASTER)) {
        done();
        return;
      }
      String subject = "Undelivered: " + received.subject();
      MailSpec notice =
          new MailSpec(
              MailSpec.POSTMASTER,
              subject.substring(0, Math.min(subject.length(), 200)),
              "Your mail " + mail + " to " + mail.agent() + " was not dealt with: " + reason,
              Priority.NORMAL,
              received.threadId(),
              mail.toString(),
              null,
              "bounce:" + mail);
      tell(new AgentId(received.from()), new Command.Deliver(notice), this::answered);
    }
  }

  /** A task that died is an event, if anybody listens for that. */
  private final class Death extends Parcel {
    private static final String NAME = "task.dead";
    private final TaskId task;

    Death(long position, TaskId task) {
      super(position);
      this.task = task;
    }

    @Override
    void carryOn() {
      boolean ofOne =
          TaskHistory.read(journal, task)
              .map(history -> history.queued().origin().startsWith("event:" + NAME))
              .orElse(true);
      // The death of whoever was told of a death is told to nobody, or it would never end.
      if (ofOne || listeners.listeners(NAME, "", 1).isEmpty()) {
        done();
        return;
      }
      String data = Json.MAPPER.createObjectNode().put("taskId", task.toString()).toString();
      Event event =
          new Event(NAME, Priority.HIGH, NAME + ':' + task, task.agent().value(), null, data, null);
      tell(AgentId.EVENT_LOG, new Command.Publish(event), this::answered);
    }
  }
}
