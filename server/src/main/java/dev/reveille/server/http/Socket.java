package dev.reveille.server.http;

import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ConnectionClosed;
import dev.reveille.server.rpc.Outbound;
import dev.reveille.server.rpc.Rpc;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket. The next frame is asked for only when the last one is handed over, and a sender
 * waits until its frame is written: so what waits is bounded by the calls and subscriptions that
 * the socket may have.
 */
public final class Socket implements Session.Listener.AutoDemanding, Outbound {
  private static final Logger log = LoggerFactory.getLogger(Socket.class);

  private final Rpc rpc;
  private final Sockets sockets;
  private final Connection connection;
  private volatile @Nullable Session session;
  private volatile int silentBeats;

  Socket(Rpc rpc, Sockets sockets, String peer) {
    this.rpc = rpc;
    this.sockets = sockets;
    this.connection = Connection.open(rpc, this, peer);
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    sockets.add(this);
  }

  @Override
  public void onWebSocketText(String frame) {
    silentBeats = 0;
    try {
      connection.receive(frame);
    } catch (ConnectionClosed _) {
      // Its close is on the way to us.
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    close(1003, "text frames only");
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    silentBeats = 0;
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    log.atDebug().addKeyValue("peer", connection.peer()).setCause(cause).log("socket failed");
  }

  @Override
  public void onWebSocketClose(int status, String reason, Callback callback) {
    sockets.remove(this);
    connection.close();
    callback.succeed();
  }

  @Override
  public void send(String text) {
    Written written = new Written();
    session().sendText(text, written);
    Duration patience = rpc.limits().writeTimeoutSeconds();
    try {
      if (!written.await(patience)) {
        log.atInfo().addKeyValue("peer", connection.peer()).log("cut off: it reads too slowly");
        session().disconnect();
        throw new ConnectionClosed("nothing could be written for " + patience);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ConnectionClosed("interrupted while writing");
    }
    if (written.failed) {
      throw new ConnectionClosed("the socket is closed");
    }
  }

  /** Called once per ping interval. A silent peer is pinged, one silent for too long is cut off. */
  void beat(int maxSilentBeats) {
    int silent = silentBeats + 1;
    silentBeats = silent;
    if (silent > maxSilentBeats) {
      log.atInfo().addKeyValue("peer", connection.peer()).log("cut off: it does not answer pings");
      session().disconnect();
    } else {
      session().sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }
  }

  void close(int status, String reason) {
    session().close(status, reason, Callback.NOOP);
  }

  /** Nobody knows this socket before Jetty has opened it. */
  private Session session() {
    return Objects.requireNonNull(session, "the socket is not open yet");
  }

  private static final class Written implements Callback {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean failed;

    @Override
    public void succeed() {
      done.countDown();
    }

    @Override
    public void fail(Throwable cause) {
      failed = true;
      done.countDown();
    }

    boolean await(Duration patience) throws InterruptedException {
      return done.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
