package dev.reveille.bench;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.MailSpec;
import dev.reveille.core.Priority;
import dev.reveille.core.Sleep;
import dev.reveille.engine.Journal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * W6: from the acceptance of a mail to the durable start of its handling, and a race of mails with
 * receivers that fall asleep and leave memory all the time.
 */
final class Mails {
  private static final int PER_SECOND = 200;

  private Mails() {}

  static void run(Report report, int mails) throws Exception {
    report.title(
        "W6 mail to start of handling, ms", "receivers", "mails", "p50", "p99", "max", "never");
    // The first part warms the machine up, and says what a process meets that has just started.
    latency(report, "idle, in a cold JVM", mails, false);
    latency(report, "idle", mails, false);
    latency(report, "hibernated", mails, true);
  }

  /** Sends them one by one at a steady pace, each to another agent, of an engine of their own. */
  private static void latency(Report report, String what, int mails, boolean cold)
      throws Exception {
    Duration hibernateAfter = Duration.ofSeconds(cold ? 1 : 600);
    try (Lab lab = Lab.open(Lab.config(1_000, 50_000, hibernateAfter))) {
      List<AgentId> ids = lab.agents(mails);
      for (int i = 0; cold && i < 60 && lab.engine().load().liveCells() > 0; i++) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
      Map<AgentId, Long> accepted = new ConcurrentHashMap<>();
      Map<AgentId, Long> started = new ConcurrentHashMap<>();
      CountDownLatch all = new CountDownLatch(mails);
      lab.store()
          .onDurable(rows -> {
            for (Journal.Recorded row : rows) {
              for (Entry entry : row.entries()) {
                if (entry instanceof Entry.TaskStarted) {
                  started.put(row.agent(), System.nanoTime());
                  all.countDown();
                }
              }
            }
          });
      long begin = System.nanoTime();
      for (int i = 0; i < mails; i++) {
        long due = begin + i * 1_000_000_000L / PER_SECOND;
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        accepted.put(ids.get(i), System.nanoTime());
        lab.engine().tell(ids.get(i), mail("SAY ok", null), Lab::check);
      }
      all.await(60, TimeUnit.SECONDS);
      double[] late =
          started.entrySet().stream()
              .mapToDouble(e -> (e.getValue() - accepted.getOrDefault(e.getKey(), 0L)) / 1e6)
              .toArray();
      report.row(
          what,
          mails,
          Report.round(Report.percentile(late, 0.5)),
          Report.round(Report.percentile(late, 0.99)),
          Report.round(Report.percentile(late, 1)),
          all.getCount());
    }
  }

  private static Command mail(String body, @Nullable String key) {
    return new Command.Deliver(
        new MailSpec("user", "bench", body, Priority.URGENT, null, null, null, key));
  }

  /** All receivers are put to sleep, and hibernated, in the middle of it. */
  static void race(Report report, int mails, int receivers) throws Exception {
    report.title(
        "W6 race of mails with falling asleep and hibernating",
        "mails",
        "receivers",
        "handled",
        "twice",
        "never",
        "mails/s");
    try (Lab lab = Lab.open(Lab.config(2_000, receivers / 2, Duration.ofMillis(100)))) {
      List<AgentId> ids = lab.agents(receivers);
      AtomicIntegerArray handled = new AtomicIntegerArray(mails);
      Map<String, Integer> numbers = new ConcurrentHashMap<>();
      CountDownLatch all = new CountDownLatch(mails);
      AtomicInteger twice = new AtomicInteger();
      Semaphore window = new Semaphore(4_096);
      lab.store()
          .onDurable(rows -> {
            for (Journal.Recorded row : rows) {
              long seq = row.seq();
              for (Entry entry : row.entries()) {
                if (entry instanceof Entry.MailReceived mail) {
                  numbers.put(row.agent() + "/" + seq, Integer.parseInt(mail.body().substring(4)));
                } else if (entry instanceof Entry.MailRead read) {
                  Integer number = numbers.get(row.agent() + "/" + read.mail());
                  if (number == null || handled.incrementAndGet(number) > 1) {
                    twice.incrementAndGet();
                  } else {
                    window.release();
                    all.countDown();
                  }
                }
                seq++;
              }
            }
          });
      Thread sleeper = Thread.ofVirtual().start(() -> putToSleep(lab, ids));
      long begin = System.nanoTime();
      for (int i = 0; i < mails; i++) {
        window.acquire();
        lab.engine().tell(ids.get(i % receivers), mail("SAY " + i, "m" + i), Lab::check);
      }
      all.await(120, TimeUnit.SECONDS);
      double seconds = (System.nanoTime() - begin) / 1e9;
      sleeper.interrupt();
      sleeper.join();
      report.row(
          mails,
          receivers,
          mails - all.getCount(),
          twice.get(),
          all.getCount(),
          Report.round(mails / seconds));
    }
  }

  private static void putToSleep(Lab lab, List<AgentId> ids) {
    Command sleep = new Command.FallAsleep(new Sleep(null, List.of(), Priority.LOW, null, "race"));
    try {
      while (true) {
        for (AgentId id : ids) {
          lab.engine().tell(id, sleep, answer -> {});
          TimeUnit.MICROSECONDS.sleep(500);
        }
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
