package dev.reveille.testkit;

import dev.reveille.core.Agent;
import dev.reveille.core.Command;
import dev.reveille.core.Event;
import dev.reveille.core.Filter;
import dev.reveille.core.Mail;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Note;
import dev.reveille.core.Priority;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.Sleep;
import dev.reveille.core.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Schedules, mail and events in the lives of a {@link RandomHistory}. */
final class RandomPost {
  static final List<String> NAMES = List.of("order.new", "order.paid", "disk.full", "urgent_mail");

  private static final List<String> PATTERNS =
      List.of("order.new", "order.paid", "order.*", "*.full", "*", "nothing", "urgent_mail");

  private final SplittableRandom random;

  RandomPost(SplittableRandom random) {
    this.random = random;
  }

  /** Something for an agent that exists. */
  Command command(Agent agent, Instant now) {
    return switch (random.nextInt(21)) {
      case 0, 1, 2 -> new Command.SetSchedule(schedule(), spec(now));
      case 3 -> new Command.PauseSchedule(schedule(), random.nextBoolean());
      case 4 -> new Command.TriggerSchedule(schedule());
      case 5 -> new Command.DeleteSchedule(schedule());
      case 6, 7, 8, 9 -> new Command.Deliver(mail(now));
      case 10 -> mark(agent);
      case 11, 12 -> new Command.Subscribe(subscription());
      case 13 -> new Command.Unsubscribe(subscription().id());
      case 14 -> new Command.EventArrived("" + random.nextInt(200), event(), Map.of());
      case 16, 17 -> new Command.Remember(note());
      case 18 -> new Command.Forget("key-" + random.nextInt(9));
      case 15 -> new Command.LoadFell(random.nextDouble());
      default -> new Command.FallAsleep(sleep(now));
    };
  }

  /** Something for the event log, or for a person's mailbox. */
  Command reserved(Agent agent, Instant now) {
    if (agent.id().isPerson()) {
      return switch (random.nextInt(3)) {
        case 0 -> mark(agent);
        case 1 -> new Command.Tick();
        default -> new Command.Deliver(mail(now));
      };
    }
    List<Long> dead = agent.deadLetters();
    if (!dead.isEmpty() && random.nextInt(9) == 0) {
      return new Command.Discard(dead.get(random.nextInt(dead.size())), "seen");
    }
    boolean unheard = agent.seq() > 0 && random.nextInt(4) == 0;
    return unheard
        ? new Command.NobodyHeard(1 + random.nextInt((int) agent.seq()))
        : new Command.Publish(event());
  }

  private String schedule() {
    return "schedule-" + random.nextInt(2);
  }

  private ScheduleSpec spec(Instant now) {
    return new ScheduleSpec(
        "look around",
        any(List.of("@every 3s", "@every 20s", "* * * * *", now.plusSeconds(5).toString())),
        "UTC",
        priority(),
        any(List.of(ScheduleSpec.Overlap.values())),
        any(List.of(ScheduleSpec.Missed.values())),
        1 + random.nextInt(4),
        random.nextInt(3),
        null,
        null,
        random.nextInt(4) == 0 ? 1 + random.nextInt(3) : null);
  }

  private MailSpec mail(Instant now) {
    boolean expires = random.nextInt(3) == 0;
    return new MailSpec(
        any(List.of("user", "agent-00001")),
        "subject é " + random.nextInt(9),
        "what it says",
        priority(),
        random.nextBoolean() ? "thread-0" : null,
        random.nextInt(3) == 0 ? "user/1" : null,
        expires ? now.plusMillis(random.nextInt(5_000)) : null,
        null);
  }

  /** Nearly always a mail; any other number is no mistake of the store's. */
  private Command mark(Agent agent) {
    List<Mail> mails = agent.mails();
    boolean any = mails.isEmpty() || random.nextInt(3) == 0;
    long number = any ? 1 + random.nextInt(1 + (int) agent.seq()) : any(mails).seq();
    return new Command.MarkMail(number, any(List.of(Command.MarkMail.As.values())));
  }

  private Subscription subscription() {
    String id = "subscription-" + random.nextInt(3);
    List<String> events = List.of(any(PATTERNS), any(PATTERNS));
    boolean wake = random.nextBoolean();
    return new Subscription(id, events, filter(2), Priority.LOW, null, wake);
  }

  private Filter filter(int depth) {
    Map<String, String> texts = Map.of(any(List.of("type", "source", "data.n")), any(PATTERNS));
    return switch (random.nextInt(depth > 0 ? 9 : 3)) {
      case 0 -> new Filter.Exact(texts);
      case 1 -> new Filter.Prefix(texts);
      case 2 -> new Filter.Suffix(texts);
      case 3 -> new Filter.All(List.of(filter(depth - 1), filter(depth - 1)));
      case 4 -> new Filter.Any(List.of(filter(depth - 1), filter(depth - 1)));
      case 5 -> new Filter.Not(filter(depth - 1));
      default -> depth == 2 ? Filter.NONE : new Filter.Exact(texts);
    };
  }

  private Note note() {
    List<String> words = List.of("red", "blue", "green", "owl", "cat");
    String text = any(words) + ' ' + any(words) + " and " + any(words);
    return new Note("key-" + random.nextInt(9), text, List.of(any(words)), "user");
  }

  private Event event() {
    String id = "event-" + random.nextLong();
    Map<String, String> attributes = random.nextBoolean() ? Map.of() : Map.of("tenant", "é");
    return new Event(any(NAMES), priority(), id, null, null, "{}", null, attributes);
  }

  private Sleep sleep(Instant now) {
    Instant until = random.nextBoolean() ? null : now.plusMillis(random.nextInt(20_000));
    List<String> events = random.nextBoolean() ? List.of() : List.of(any(PATTERNS));
    @Nullable Double load = random.nextBoolean() ? null : (1 + random.nextInt(9)) / 10.0;
    return new Sleep(until, events, priority(), load, "tired");
  }

  private Priority priority() {
    return any(List.of(Priority.values()));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
