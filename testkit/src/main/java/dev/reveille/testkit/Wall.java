package dev.reveille.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only way to somebody on this machine. While it is shut, nothing comes through, neither what
 * the others say nor what they are answered, so that to both sides the other one is gone. While it
 * is silent nobody is told even that: nothing is closed, and what was said arrives when it is
 * opened again, as TCP has it when a network loses packets for a while.
 */
public final class Wall implements AutoCloseable {
  private static final int SMALL = 64 << 10;

  private final ServerSocket outside;
  private final int inside;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
  private boolean silent;

  /**
   * @param inside the port of loopback where whoever is behind it listens
   */
  public Wall(int inside) throws IOException {
    this.outside = new ServerSocket();
    outside.setReceiveBufferSize(SMALL); // what is said in a silence soon cannot be said any more
    outside.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    this.inside = inside;
    Thread.ofVirtual().start(this::accept);
  }

  /** Where the others go. */
  public int port() {
    return outside.getLocalPort();
  }

  /** Cuts all connections, and those that are begun from now on. */
  public void shut() {
    shut = true;
    open.forEach(Wall::close);
    open.clear();
    say(false);
  }

  /** Keeps all that is said to itself, and says nothing of it. */
  public void silence() {
    say(true);
  }

  /** Falls silent when the others have said so much more, in the middle of a word. */
  public void silenceAfter(long bytes) {
    left.set(bytes);
  }

  public void open() {
    shut = false;
    left.set(Long.MAX_VALUE);
    say(false);
  }

  private synchronized void say(boolean nothing) {
    silent = nothing;
    notifyAll();
  }

  private synchronized void awaitSound() throws IOException {
    try {
      while (silent) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket from = outside.accept();
        Thread.ofVirtual().start(() -> connect(from));
      }
    } catch (IOException closed) {
      // That is the end.
    }
  }

  private void connect(Socket from) {
    try {
      Socket to = new Socket(InetAddress.getLoopbackAddress(), inside);
      open.add(from);
      open.add(to);
      if (shut) {
        throw new IOException("shut");
      }
      Thread.ofVirtual().start(() -> copy(from, to, true));
      copy(to, from, false);
    } catch (IOException nobodyThere) {
      close(from);
    }
  }

  private void copy(Socket from, Socket to, boolean inward) {
    byte[] buffer = new byte[SMALL];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (inward && left.addAndGet(-n) < 0) {
          silence();
        }
        awaitSound();
        out.write(buffer, 0, n);
      }
      awaitSound();
    } catch (IOException cut) {
      // The other direction ends with it.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closed) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() throws IOException {
    outside.close();
    shut();
  }
}
