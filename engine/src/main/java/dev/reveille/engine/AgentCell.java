package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.core.Effect;
import dev.reveille.core.Interruption;
import dev.reveille.core.Moment;
import dev.reveille.core.Priority;
import dev.reveille.core.Task;
import dev.reveille.core.Wake;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The single writer of one agent. It has a box of letters and no thread: while there is something
 * in the box it runs on one of the executor's, one turn at a time.
 *
 * <p>Its state is always the durable one. At most one append is on its way; what comes meanwhile
 * waits and is decided together afterwards, and whoever looks at the agent waits, too: others may
 * have heard of that append already, though the cell has not. Answers and effects leave only when
 * the entries that they follow from are durable. When the journal refuses an append the cell
 * forgets everything and is folded anew.
 */
final class AgentCell {
  private static final int MAX_BATCH = 128;

  /** An effect that has come to its end, though that is not durable yet. */
  private static final Effects.UnderWay OVER = () -> {};

  private final AgentId id;
  private final Surroundings around;
  private final Queue<Letter> box = new ConcurrentLinkedQueue<>();
  private final AtomicInteger boxed = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile Instant lastTurn = Instant.EPOCH;
  private volatile int backlog;
  private volatile boolean owes;
  private volatile long writing;

  // Only the turn touches what follows.
  private @Nullable Agent agent;
  private boolean loading;
  private boolean mayLeave;
  private boolean leaving;
  private boolean breaksOff;
  private boolean gone;
  private long heard;
  private Interruption nextInterruption = Interruption.CRASH;
  private @Nullable Batch deciding;
  private @Nullable Batch onItsWay;
  private int held;
  private long snapshotSeq;
  private int refusals;
  private @Nullable Instant alarm;
  private final Deque<Letter.Order> orders = new ArrayDeque<>();
  private final List<Letter.Look> looks = new ArrayList<>();
  private final Map<Effect, Effects.UnderWay> underWay = new HashMap<>();
  private final Conversations conversations;
  private final Watchers watchers = new Watchers();

  AgentCell(AgentId id, Surroundings around) {
    this.id = id;
    this.around = around;
    this.conversations = new Conversations(around.config().telling());
  }

  /** Puts a letter into the box. False if it is full; letters of the engine's own always fit. */
  boolean offer(Letter letter) {
    int waiting = boxed.get() + backlog;
    if (letter instanceof Letter.Order && waiting >= around.config().maxOrders()) {
      return false;
    }
    boxed.incrementAndGet();
    box.add(letter);
    schedule();
    return true;
  }

  /**
   * Another process holds the agent from now on. May be said again and again.
   *
   * @param breakOff also what should not be broken off
   */
  void leave(boolean breakOff) {
    if (box.isEmpty()) {
      offer(new Letter.Leave(breakOff));
    }
  }

  /** It is out of the directory. */
  void expel() {
    offer(new Letter.Expelled());
  }

  /** True if what has this number is of its own writing, or in the way of it. */
  boolean writes(long seq) {
    return seq == writing;
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      around.executor().execute(this::turn);
    }
  }

  private void turn() {
    try {
      for (int i = 0; i < MAX_BATCH; i++) {
        Letter letter = box.poll();
        if (letter == null) {
          break;
        }
        boxed.decrementAndGet();
        take(letter);
      }
      work();
      lastTurn = around.clock().instant();
      if (leaving) {
        depart();
      } else if (mayLeave) {
        mayLeave = false;
        hibernate();
      }
    } catch (RuntimeException | Error bug) {
      around.failed(id, bug);
      forget(Interruption.JOURNAL, "an internal error, see the server's log");
    } finally {
      backlog = orders.size();
      scheduled.set(false);
      if (!box.isEmpty()) {
        schedule();
      }
    }
  }

  private void take(Letter letter) {
    switch (letter) {
      case Letter.Order order -> orders.add(order);
      case Letter.Result result -> {
        // It stays under way until what it came to is durable: it must not be begun again.
        if (underWay.replace(result.effect(), OVER) != null) {
          orders.add(new Letter.Order(result.command(), Letter.Order.NOBODY));
        }
      }
      case Letter.Look look -> looks.add(look);
      case Letter.Watch watch -> {
        watchers.add(watch.task(), watch.ended());
        load();
      }
      case Letter.Unwatch unwatch -> watchers.remove(unwatch.task(), unwatch.ended());
      case Letter.Loaded loaded -> loaded(loaded.agent());
      case Letter.LoadFailed failed -> {
        loading = false;
        around.storeRefused(failed.refusal().why());
        forget(nextInterruption, failed.refusal().why());
      }
      case Letter.Durable durable -> durable(durable.batch());
      case Letter.Refused refused -> refused(refused.batch(), refused.refusal());
      case Letter.Granted granted -> {
        held++;
        if (refusals == 0) { // otherwise it comes back by itself, though not at once
          load();
        }
      }
      case Letter.Warm warm -> load();
      case Letter.Hibernate hibernate -> mayLeave = hibernate.crowded() || !isDueSoon();
      case Letter.LetGo letGo -> orders.addFirst(handBack());
      case Letter.Leave leave -> {
        leaving = true;
        breaksOff = leave.breakOff();
        if (nextInterruption != Interruption.CRASH) {
          load(); // it knows more than the journal: why it let go of what ran
        }
      }
      case Letter.Expelled expelled -> {
        gone = true;
        leaving = true;
        loading = false;
        forget(Interruption.CRASH, "the agent lives in another process now; try again");
      }
      case Letter.Written written -> written(written.seq());
    }
  }

  private static Letter.Order handBack() {
    return new Letter.Order(new Command.Interrupt(Interruption.SHUTDOWN), Letter.Order.NOBODY);
  }

  /** A writer that was taken for dead was not: what it has written must be known here. */
  private void written(long seq) {
    heard = Math.max(heard, seq);
    if (agent != null && onItsWay == null && agent.seq() < heard) {
      beginAnew("");
    }
  }

  // ── leaving for another process ────────────────────────────────────────────────────────────

  /** Before the turn decides: what nobody has decided yet is decided where the agent goes. */
  private void forward() {
    clientOrders().forEach(order -> around.forward(id, order));
    looks.forEach(look -> around.forward(id, look));
    looks.clear();
    Agent current = agent;
    if (current != null && onItsWay == null && current.tasks().running() > 0) {
      if (breaksOff || current.tasks().stream().noneMatch(Task::isTouchy)) {
        orders.add(handBack()); // after what has come in already
      }
    }
  }

  /** The last thing in a turn, as {@link #hibernate} is; nobody watches from here any more. */
  private void depart() {
    boolean nothingRuns = agent == null || agent.tasks().running() == 0;
    boolean quiet = !loading && onItsWay == null && orders.isEmpty();
    if (nothingRuns && quiet && nextInterruption == Interruption.CRASH) {
      underWay.values().forEach(Effects.UnderWay::cancel);
      underWay.clear();
      around.admission().release(held);
      held = 0;
      gone = gone || retire();
    }
  }

  // ── loading and forgetting ─────────────────────────────────────────────────────────────────

  private void load() {
    if (agent == null && !loading) {
      loading = true;
      around
          .journal()
          .load(
              id,
              new Journal.Loading() {
                @Override
                public void loaded(Agent agent) {
                  offer(new Letter.Loaded(agent));
                }

                @Override
                public void failed(Journal.Refusal refusal) {
                  offer(new Letter.LoadFailed(refusal));
                }
              });
    }
  }

  private void loaded(Agent loaded) {
    if (gone) {
      return;
    }
    loading = false;
    if (loaded.seq() < heard) {
      load(); // it was read a moment too early
      return;
    }
    agent = loaded;
    snapshotSeq = loaded.seq();
    if (loaded.tasks().running() > 0) {
      // Nobody runs these any more: this cell does not, and there is no other.
      orders.addFirst(
          new Letter.Order(new Command.Interrupt(nextInterruption), Letter.Order.NOBODY));
    }
    nextInterruption = Interruption.CRASH;
    owes &= loaded.tasks().running() > 0;
    setAlarm(loaded);
  }

  /**
   * Throws all state away; the journal knows better. Whoever waits for an answer is told why. It
   * always comes back: the journal may have taken what it seemed to refuse, and then there is a
   * task to start or an alarm to set of which nobody knows.
   */
  private void forget(Interruption why, String told) {
    for (Effects.UnderWay effect : underWay.values()) {
      effect.cancel();
    }
    underWay.clear();
    conversations.clear();
    agent = null;
    onItsWay = null;
    writing = 0; // what is written there now may be somebody else's
    nextInterruption = why;
    owes |= why != Interruption.CRASH;
    around.admission().release(held);
    held = 0;
    Batch interrupted = deciding;
    deciding = null;
    if (interrupted != null) {
      interrupted.orders().reversed().forEach(orders::addFirst);
    }
    for (Letter.Order order : orders) {
      order.answer().accept(new Answer.Refused(Decision.Code.UNAVAILABLE, told));
    }
    orders.clear();
    for (Letter.Look look : looks) {
      look.answer().accept(new Answer.Refused(Decision.Code.UNAVAILABLE, told));
    }
    looks.clear();
    if (!gone) {
      around.comeBack(id, ++refusals);
    }
  }

  /** Forgets what it knew, not who asked: what clients want is decided on what is read then. */
  private void beginAnew(String told) {
    List<Letter.Order> clients = clientOrders();
    List<Letter.Look> lookers = List.copyOf(looks);
    looks.clear();
    forget(Interruption.JOURNAL, told);
    orders.addAll(clients);
    looks.addAll(lookers);
  }

  /**
   * The last thing in a turn: once it has left the directory it must do nothing more, or there
   * would be two of it. It stays while it knows more than the journal: why it let go of what ran.
   */
  private void hibernate() {
    boolean quiet =
        !loading
            && onItsWay == null
            && orders.isEmpty()
            && looks.isEmpty()
            && underWay.isEmpty()
            && watchers.isEmpty()
            && held == 0
            && nextInterruption == Interruption.CRASH;
    if (quiet) {
      retire();
    }
  }

  private boolean retire() {
    boolean retired = around.retire(id, this);
    if (retired && agent != null && agent.seq() > snapshotSeq) {
      around.journal().snapshot(agent);
    }
    return retired;
  }

  private boolean isDueSoon() {
    return alarm != null && alarm.isBefore(around.now().plus(around.config().alarmHorizon()));
  }

  /** Asked by the directory while nobody can put anything in. */
  boolean boxIsEmpty() {
    return box.isEmpty();
  }

  /** The durable state that it holds; null if it has none. Only the turn's thread may ask. */
  @Nullable Agent agent() {
    return agent;
  }

  /** True if the journal may say that tasks run which it has let go of. */
  boolean owes() {
    return owes;
  }

  Instant lastTurn() {
    return lastTurn;
  }

  // ── deciding ───────────────────────────────────────────────────────────────────────────────

  private void work() {
    leaving &= gone || !around.holds(id);
    if (leaving) {
      forward();
    }
    Agent current = agent;
    if (current == null) {
      // Whoever only watches waits until it comes back: a store in trouble is not asked in a
      // circle.
      if (!orders.isEmpty() || !looks.isEmpty()) {
        load();
      }
      return;
    }
    watchers.tell(current);
    if (onItsWay != null) {
      return;
    }
    // What a process has left behind says that tasks run which nobody runs. If the store can write,
    // that is mended first.
    if (refusals > 0 || !(orders.peek() instanceof Letter.Order(Command.Interrupt _, var _))) {
      show(current);
    }
    // Orders that change nothing leave no append behind, whose receipt would call for the next.
    do {
      decide(current);
    } while (onItsWay == null && !orders.isEmpty());
    if (onItsWay == null) {
      show(current);
      reconcile(current);
      setAlarm(current);
    }
  }

  private void show(Agent current) {
    looks.forEach(look -> look.answer().accept(new Answer.Done(current, null, false)));
    looks.clear();
  }

  private void decide(Agent current) {
    Batch batch = new Batch(current, new Moment(around.now(), around.luck()));
    deciding = batch;
    while (!orders.isEmpty() && batch.size() < MAX_BATCH) {
      batch.decide(orders.poll());
    }
    begin(batch);
    if (batch.isEmpty()) {
      batch.answer();
    } else {
      onItsWay = batch;
      append(batch);
    }
    deciding = null;
  }

  /**
   * Starts what may start, as far as there are places to run in. A place is free for others only
   * when the end of what ran in it is durable.
   */
  private void begin(Batch batch) {
    Agent after = batch.after();
    List<Task> ready = after.startable(batch.at());
    if (!ready.isEmpty() && !leaving) {
      List<Priority> priorities = ready.stream().map(Task::priority).toList();
      // Not to be counted in the list: it is cut to the free places, and who has waited long stands
      // before who is urgent.
      int urgent = after.startable(batch.at(), Priority.URGENT).size();
      Admission.Wish wish = new Admission.Wish(priorities, urgent);
      int free = held - after.tasks().running();
      Admission.Leave leave = around.admission().ask(id, wish, free, batch.at());
      held += leave.places();
      if (leave.permits() > 0) {
        batch.decide(new Command.Begin(leave.permits(), leave.atLeast()));
      }
    }
    int needed = Math.max(batch.before().tasks().running(), batch.after().tasks().running());
    int idle = held - needed;
    if (idle > 0) {
      held -= idle;
      around.admission().release(idle);
    }
  }

  private void append(Batch batch) {
    Agent before = batch.before();
    // A state that cannot say when it wakes would make every later turn of the agent fail, and the
    // store with it, which writes that down for all agents together: it must not become durable.
    batch.after().nextWake(batch.at());
    writing = before.seq() + 1;
    around.storeLag().begun(batch.at());
    around
        .journal()
        .append(
            new Journal.Append(
                id,
                before.seq(),
                batch.at(),
                batch.entries(),
                before,
                batch.after(),
                new Journal.Receipt() {
                  @Override
                  public void durable(long position) {
                    around.storeLag().over(batch.at(), around.now());
                    offer(new Letter.Durable(batch));
                  }

                  @Override
                  public void refused(Journal.Refusal refusal) {
                    around.storeLag().over(batch.at(), around.now());
                    offer(new Letter.Refused(batch, refusal));
                  }
                }));
  }

  // ── after the journal has spoken ───────────────────────────────────────────────────────────

  private void durable(Batch batch) {
    if (batch != onItsWay) {
      batch.answer(); // a bug has made the cell forget it meanwhile, but it is durable
      return;
    }
    onItsWay = null;
    owes = false;
    refusals = 0;
    Agent current = batch.after();
    agent = current;
    batch.answer();
    conversations.remember(batch);
    watchers.tell(current);
    written(heard); // while it was on its way somebody may already have gone on from there
    if (agent == null) {
      return;
    }
    reconcile(current);
    setAlarm(current);
    if (current.seq() - snapshotSeq >= around.config().snapshotEvery()) {
      snapshotSeq = current.seq();
      around.journal().snapshot(current);
    }
  }

  private void refused(Batch batch, Journal.Refusal refusal) {
    if (batch != onItsWay) {
      for (Letter.Order order : batch.orders()) {
        order.answer().accept(new Answer.Refused(Decision.Code.UNAVAILABLE, refusal.why()));
      }
      return;
    }
    for (Letter.Order order : batch.orders().reversed()) {
      orders.addFirst(order);
    }
    if (refusal.reason() == Journal.Refusal.Reason.UNAVAILABLE) {
      around.storeRefused(refusal.why());
    }
    if (refusal.reason() == Journal.Refusal.Reason.FENCED && refusals < 3) {
      beginAnew(refusal.why());
    } else {
      forget(Interruption.JOURNAL, refusal.why());
    }
  }

  /** Takes out what clients ask for: none of it happened, so it can be decided again. */
  private List<Letter.Order> clientOrders() {
    List<Letter.Order> clients = new ArrayList<>();
    for (Letter.Order order : orders) {
      if (order.answer() != Letter.Order.NOBODY) {
        clients.add(order);
      }
    }
    orders.removeAll(clients);
    return clients;
  }

  /** Starts the effects that follow from the state and are not under way; cancels the others. */
  private void reconcile(Agent current) {
    List<Effect> due = current.effects();
    if (due.isEmpty() && underWay.isEmpty()) {
      return;
    }
    Set<Effect> wanted = new HashSet<>(due);
    underWay
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !wanted.contains(entry.getKey());
          if (gone) {
            entry.getValue().cancel();
          }
          return gone;
        });
    for (Effect effect : due) {
      if (!leaving && !underWay.containsKey(effect)) {
        underWay.put(effect, start(current, effect));
      }
    }
  }

  private Effects.UnderWay start(Agent current, Effect effect) {
    Conversation conversation = conversations.of(effect.task(), current.seq() + 1);
    Consumer<Command> result = command -> offer(new Letter.Result(effect, command));
    return around.effects().start(current, effect, conversation, result);
  }

  private void setAlarm(Agent current) {
    if (gone) {
      return; // there may be another cell of it by now
    }
    Instant now = around.now();
    Instant at = current.nextWake(now).map(Wake::at).orElse(null);
    if (at != null || alarm != null) {
      alarm = at;
      // Where a task waits for a place, the store still has the instant from which it may start.
      boolean stored = at == null || current.startable(now).isEmpty();
      around.alarm(id, at, stored);
    }
  }
}
