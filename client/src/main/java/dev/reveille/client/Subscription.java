package dev.reveille.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A feed that outlives its connections.
 *
 * <p>The cursor of the last durable notification that the listener has heard is the only memory:
 * whatever breaks, the next connection subscribes after it. A reader that lagged does the same.
 */
public final class Subscription implements AutoCloseable {

  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);
  private static final int SUBSCRIBE = 1;

  private final Handshake.Address address;
  private final Interest interest;
  private final FeedListener listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile Optional<String> cursor;
  private volatile @Nullable FeedSocket socket;
  private volatile @Nullable RuntimeException failure;

  private Subscription(Handshake.Address address, Interest interest, FeedListener listener) {
    this.address = address;
    this.interest = interest;
    this.listener = listener;
    this.cursor = interest.cursor();
  }

  static Subscription start(Handshake.Address address, Interest interest, FeedListener listener)
      throws IOException {
    Subscription subscription = new Subscription(address, interest, listener);
    FeedSocket first = subscription.connect();
    Thread.ofVirtual().name("reveille-feed").start(() -> subscription.run(first));
    return subscription;
  }

  /** After which notification the feed would go on; empty before the first is known. */
  public Optional<String> cursor() {
    return cursor;
  }

  /**
   * Waits until the subscription ends: by {@link #close}, by its listener, or because the server
   * refuses to go on.
   *
   * @return false if the time ran out
   * @throws RpcException the server refused to go on
   */
  public boolean join(Duration limit) throws InterruptedException {
    boolean over = ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    RuntimeException cause = failure;
    if (over && cause != null) {
      throw cause;
    }
    return over;
  }

  @Override
  public void close() {
    closed.countDown();
    FeedSocket current = socket;
    if (current != null) {
      current.close();
    }
  }

  private void run(FeedSocket first) {
    try {
      follow(first);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException refusedOrListenerFailed) {
      failure = refusedOrListenerFailed; // told to whoever joins
    } finally {
      ended.countDown();
    }
  }

  private void follow(FeedSocket first) throws InterruptedException {
    FeedSocket current = first;
    while (current != null) {
      try (FeedSocket live = current) {
        hear(live);
      } catch (IOException broken) {
        if (isClosed()) {
          return;
        }
        listener.lost(broken);
      }
      current = reconnect();
    }
  }

  /**
   * Hands on what arrives, until the connection breaks or the server says that something is
   * missing.
   */
  private void hear(FeedSocket live) throws IOException {
    while (!isClosed()) {
      Notification notification = notification(live.receive());
      if (notification.isLagged()) {
        throw new IOException("this reader was too slow");
      }
      deliver(notification);
    }
  }

  private void deliver(Notification notification) {
    if (!notification.method().isEmpty() && !isClosed()) {
      boolean more = listener.heard(notification);
      if (notification.isDurable()) {
        cursor = notification.cursor().or(() -> cursor);
      }
      if (!more) {
        closed.countDown();
      }
    }
  }

  private @Nullable FeedSocket reconnect() throws InterruptedException {
    Duration pause = FIRST_RETRY;
    while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        Optional<String> from = cursor;
        FeedSocket live = connect();
        listener.resumed(from);
        return live;
      } catch (IOException stillGone) {
        pause = longer(pause); // the next round tries again
      } catch (RpcException refused) {
        if (!refused.isUnavailable()) {
          throw refused;
        }
        pause = longer(pause);
      }
    }
    return null;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LAST_RETRY) < 0 ? twice : LAST_RETRY;
  }

  private FeedSocket connect() throws IOException {
    FeedSocket live = FeedSocket.open(address);
    socket = live;
    try {
      live.send(subscribe());
      awaitAnswer(live);
      return live;
    } catch (IOException | RuntimeException failed) {
      live.close();
      throw failed;
    }
  }

  private ObjectNode subscribe() {
    ObjectNode request = Json.object();
    request.put("jsonrpc", "2.0").put("id", SUBSCRIBE).put("method", "async.subscribe");
    request.set("params", interest.after(cursor).params());
    return request;
  }

  /** Notifications may come before the answer: they count, and then know better where we stand. */
  private void awaitAnswer(FeedSocket live) throws IOException {
    while (true) {
      JsonNode message = live.receive();
      if (message.has("method")) {
        deliver(notification(message));
      } else if (message.path("error").isObject()) {
        throw new RpcException(message.path("error"));
      } else if (message.path("id").asInt(0) == SUBSCRIBE) {
        if (cursor.isEmpty()) {
          cursor = new Notification("", message.path("result")).cursor();
        }
        return;
      }
    }
  }

  private static Notification notification(JsonNode message) {
    return new Notification(Json.text(message, "method"), message.path("params"));
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }
}
