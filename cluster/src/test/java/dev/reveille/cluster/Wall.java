package dev.reveille.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The only way to a node for the others. While it is shut nothing comes through to it, neither what
 * they say nor what they answer, so that to both sides the other one is gone.
 */
final class Wall implements AutoCloseable {
  private final ServerSocket outside;
  private final int inside;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;

  /**
   * @param inside where the node listens
   */
  Wall(int inside) throws IOException {
    this.outside = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.inside = inside;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return outside.getLocalPort();
  }

  void shut() {
    shut = true;
    open.forEach(Wall::close);
    open.clear();
  }

  void open() {
    shut = false;
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
      Thread.ofVirtual().start(() -> copy(from, to));
      copy(to, from);
    } catch (IOException nobodyThere) {
      close(from);
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
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
