package dev.reveille.server.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The subscriptions of one connection; all end with it. */
public final class Subscriptions {
  private final int max;
  private final Map<String, Runnable> cancels = new HashMap<>();
  private boolean closed;

  Subscriptions(int max) {
    this.max = max;
  }

  /**
   * @param cancel is run once: when the client unsubscribes or its connection ends, which may be
   *     before this returns
   * @throws RpcException limit_exceeded if the connection has as many as it may; conflict if it has
   *     one of this id
   */
  public void add(String id, Runnable cancel) {
    if (!register(id, cancel)) {
      cancel.run();
    }
  }

  private synchronized boolean register(String id, Runnable cancel) {
    if (closed) {
      return false;
    }
    if (cancels.containsKey(id)) {
      throw new RpcException(ErrorCode.CONFLICT, "there is a subscription " + id + " already");
    }
    if (cancels.size() >= max) {
      String message = "this socket has " + max + " subscriptions already";
      throw RpcException.limit("maxSubscriptions", max, message).hint("unsubscribe from one");
    }
    cancels.put(id, cancel);
    return true;
  }

  /** False if this connection has no such subscription. */
  public boolean cancel(String id) {
    Runnable cancel = take(id);
    cancel.run();
    return cancel != Answer.NOTHING;
  }

  private synchronized Runnable take(String id) {
    Runnable cancel = cancels.remove(id);
    return cancel == null ? Answer.NOTHING : cancel;
  }

  public synchronized int size() {
    return cancels.size();
  }

  void close() {
    takeAll().forEach(Runnable::run);
  }

  private synchronized List<Runnable> takeAll() {
    closed = true;
    List<Runnable> all = List.copyOf(cancels.values());
    cancels.clear();
    return all;
  }
}
