package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Feed;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Model;
import dev.reveille.engine.Tokens;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ConnectionClosed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of the feed, on a virtual thread that sends at the pace of its client: whoever reads
 * slowly is served from the journal, and nothing is kept for it.
 */
final class Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);
  private static final int PAGE = 256;
  private static final int TOKENS = 1_024;

  /** Until the journal is asked again that did not answer. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final Feed feed;
  private final Connection connection;
  private final Filter filter;
  private final InstantSource clock;
  private volatile Cursor cursor;
  private volatile boolean cancelled;
  private @Nullable Thread reader;
  private @Nullable Runnable endTokens;

  /** Whoever resumes is behind and knows it: told is only who was at the head and fell back. */
  private boolean lagging = true;

  Subscription(Feed feed, Connection connection, Filter filter, Cursor from, InstantSource clock) {
    this.clock = clock;
    this.feed = feed;
    this.connection = connection;
    this.filter = filter;
    this.cursor = from;
  }

  /**
   * @param agents empty: all
   * @param kinds names of notifications, or beginnings that end at a dot; empty: all
   */
  record Filter(Set<AgentId> agents, List<String> kinds) {
    boolean wants(AgentId agent) {
      return agents.isEmpty() || agents.contains(agent);
    }

    boolean wants(String method) {
      return kinds.isEmpty()
          || kinds.stream().anyMatch(k -> method.equals(k) || method.startsWith(k + "."));
    }
  }

  synchronized void start(@Nullable Tokens tokens) {
    if (!cancelled) {
      reader = Thread.ofVirtual().name("reveille-subscription").start(this::run);
      if (tokens != null) {
        sendTokens(tokens);
      }
    }
  }

  synchronized void cancel() {
    cancelled = true;
    if (reader != null) {
      reader.interrupt();
    }
    if (endTokens != null) {
      endTokens.run();
    }
  }

  private void run() {
    try {
      while (!cancelled && !feed.isClosed()) {
        tellIfLagging();
        for (Journal.Recorded row : next()) {
          send(row);
          cursor = Cursor.head(row.last());
        }
      }
    } catch (InterruptedException | ConnectionClosed over) {
      cancel();
    }
  }

  /** Whoever subscribed hears of everything, so one that finds no answer asks again. */
  private List<Journal.Recorded> next() throws InterruptedException {
    try {
      return feed.after(cursor.readAfter(), PAGE, Feed.PATIENCE);
    } catch (Journal.Unavailable storeDoesNotAnswer) {
      log.debug("{} waits for news: {}", connection.peer(), storeDoesNotAnswer.getMessage());
    } catch (RuntimeException bug) {
      log.error("the news for {} could not be read; they are read again", connection.peer(), bug);
    }
    Thread.sleep(REST);
    return List.of();
  }

  private void send(Journal.Recorded row) {
    if (!filter.wants(row.agent())) {
      return;
    }
    for (Notifications.One one : notifications(row)) {
      if (!cursor.hasSeen(one.cursor()) && filter.wants(one.method())) {
        connection.send(one.method(), one.params());
      }
    }
  }

  /** An append that cannot be told does not keep all later ones back. */
  private List<Notifications.One> notifications(Journal.Recorded row) {
    try {
      return Notifications.of(row);
    } catch (RuntimeException bug) {
      log.error("the append at {} of {} cannot be told", row.position(), row.agent(), bug);
      return List.of();
    }
  }

  private void tellIfLagging() {
    boolean behind = feed.lags(cursor.readAfter());
    if (behind && !lagging) {
      connection.send(
          "async.feed.lagged",
          Fields.of(
              "cursor",
              cursor.toString(),
              "agentId",
              null,
              "at",
              clock.instant(),
              "behind",
              feed.head() - cursor.position()));
    }
    lagging = behind;
  }

  /** Tokens are for the moment: what does not fit while the client reads slowly is left out. */
  private void sendTokens(Tokens tokens) {
    BlockingQueue<Map<String, @Nullable Object>> queue = new ArrayBlockingQueue<>(TOKENS);
    Tokens.Listener listener = (task, channel, delta) -> queue.offer(token(task, channel, delta));
    Thread sender =
        Thread.ofVirtual()
            .name("reveille-tokens")
            .start(() -> {
              try {
                while (!cancelled) {
                  connection.send("async.task.token", queue.take());
                }
              } catch (InterruptedException | ConnectionClosed over) {
                tokens.remove(listener);
              }
            });
    endTokens =
        () -> {
          tokens.remove(listener);
          sender.interrupt();
        };
    tokens.add(filter.agents(), listener);
  }

  private Map<String, @Nullable Object> token(
      TaskId task, Model.Sink.Channel channel, String delta) {
    return Fields.of(
        "cursor", cursor.toString(),
        "agentId", task.agent(),
        "at", clock.instant(),
        "taskId", task,
        "channel", channel.name().toLowerCase(Locale.ROOT),
        "delta", delta);
  }
}
