package dev.reveille.server.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** One peer as methods see it, whatever the transport. */
public final class Connection {
  private final Rpc rpc;
  private final @Nullable Outbound outbound;
  private final String peer;
  private final Semaphore inFlight;
  private final Subscriptions subscriptions;
  private final List<Runnable> onClose = new ArrayList<>();
  private boolean closed;

  private Connection(Rpc rpc, @Nullable Outbound outbound, String peer) {
    this.rpc = rpc;
    this.outbound = outbound;
    this.peer = peer;
    this.inFlight = new Semaphore(rpc.limits().maxInFlight());
    this.subscriptions = new Subscriptions(rpc.limits().maxSubscriptions());
  }

  /** A connection that lasts and takes notifications. */
  public static Connection open(Rpc rpc, Outbound outbound, String peer) {
    return new Connection(rpc, outbound, peer);
  }

  /** A connection for one frame, which takes no notifications. */
  public static Connection oneShot(Rpc rpc, String peer) {
    return new Connection(rpc, null, peer);
  }

  /** The other side's address, for logs. */
  public String peer() {
    return peer;
  }

  /** False over HTTP, where nothing can be sent later. */
  public boolean takesNotifications() {
    return outbound != null;
  }

  /**
   * Blocks while the peer reads slowly.
   *
   * @throws ConnectionClosed if it cannot be sent any more
   */
  public void send(Notification notification) {
    lasting().send(notification.text());
  }

  /**
   * @see #send(Notification)
   */
  public void send(String method, Object params) {
    send(rpc.notification(method, params));
  }

  /**
   * @throws RpcException invalid_request over HTTP
   */
  public Subscriptions subscriptions() {
    lasting();
    return subscriptions;
  }

  private Outbound lasting() {
    if (outbound == null) {
      throw new RpcException(ErrorCode.INVALID_REQUEST, "this needs a connection that lasts")
          .hint("call it over the WebSocket /ws");
    }
    return outbound;
  }

  /** Runs the action when the connection ends, or at once if it has. */
  public void onClose(Runnable action) {
    if (!remember(action)) {
      action.run();
    }
  }

  private synchronized boolean remember(Runnable action) {
    return !closed && onClose.add(action);
  }

  public synchronized boolean isOpen() {
    return !closed;
  }

  /** The transport tells that the peer is gone. */
  public void close() {
    subscriptions.close();
    end().forEach(Runnable::run);
  }

  private synchronized List<Runnable> end() {
    closed = true;
    List<Runnable> actions = List.copyOf(onClose);
    onClose.clear();
    return actions;
  }

  /**
   * Takes a frame from the thread that reads the socket. Its calls run on virtual threads of their
   * own and are answered as they are ready; if too many do already, it is refused on this thread,
   * which so reads no faster than the peer does.
   *
   * @throws ConnectionClosed if that refusal cannot be sent
   */
  public void receive(String frame) {
    if (!enter()) {
      deliver(rpc.refuse(frame, tooManyInFlight()));
      return;
    }
    Thread.startVirtualThread(() -> {
      try {
        deliver(rpc.answer(frame, this));
      } catch (ConnectionClosed _) {
        // Nobody is there to be told; what the call did stands.
      } finally {
        leave();
      }
    });
  }

  /** Runs a frame and waits for its answer. */
  public Answer answer(String frame) {
    return rpc.answer(frame, this);
  }

  private void deliver(Answer answer) {
    String text = answer.text();
    if (text != null) {
      lasting().send(text);
    }
    answer.written();
  }

  boolean enter() {
    return inFlight.tryAcquire();
  }

  void leave() {
    inFlight.release();
  }

  RpcException tooManyInFlight() {
    int max = rpc.limits().maxInFlight();
    String message = "this socket has " + max + " requests in flight already";
    return RpcException.limit("maxInFlight", max, message).hint("wait for answers");
  }
}
