package dev.reveille.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one loop that follows the journal for the {@link Post}. */
final class Postman {
  private static final Logger log = LoggerFactory.getLogger(Postman.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Post post;
  private final Thread thread;
  private volatile boolean closed;

  Postman(Post post) {
    this.post = post;
    this.thread = Thread.ofPlatform().name("reveille-post").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      try {
        post.look(LOOK);
      } catch (InterruptedException end) {
        return;
      } catch (Journal.Unavailable storeDoesNotAnswer) {
        log.warn("the post waits: {}", storeDoesNotAnswer.getMessage());
        rest();
      } catch (RuntimeException bug) {
        log.error("the post stumbled; it goes on", bug);
        rest();
      }
    }
  }

  private void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Also if it was never started. */
  void close() {
    closed = true;
    thread.interrupt();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(LOOK);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
