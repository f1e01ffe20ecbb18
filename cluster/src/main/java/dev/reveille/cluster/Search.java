package dev.reveille.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why this server is not in the cluster yet, seed node by seed node, until it is. */
final class Search {
  private static final Logger log = LoggerFactory.getLogger(Search.class);
  private static final long PAUSE_MS = 5_000;

  private final List<String> others;
  private final @Nullable TlsStores stores;
  private final BooleanSupplier over;
  private volatile String why = "";

  /**
   * @param others {@code host:port} of those to ask
   * @param stores null: no TLS here
   * @param over true when there is nothing to search for any more
   */
  Search(List<String> others, @Nullable TlsStores stores, BooleanSupplier over) {
    this.others = others;
    this.stores = stores;
    this.over = over;
  }

  void begin() {
    Thread.ofVirtual().name("reveille-search").start(this::run);
  }

  private void run() {
    try {
      Thread.sleep(PAUSE_MS);
      while (!over.getAsBoolean()) {
        look();
        Thread.sleep(PAUSE_MS);
      }
      why = "";
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    String now =
        others.stream().map(node -> node + ": " + answer(node)).collect(Collectors.joining("; "));
    if (!now.equals(why) && !over.getAsBoolean()) {
      log.warn("not in the cluster yet; {}", now);
    }
    why = now;
  }

  private String answer(String node) {
    int colon = node.lastIndexOf(':');
    String host = node.substring(0, colon);
    InetSocketAddress at = new InetSocketAddress(host, Integer.parseInt(node.substring(colon + 1)));
    String complaint =
        stores == null ? plain(at) : new Handshake(stores.context()).complaint(host, at);
    return complaint.isEmpty() ? "answers" : complaint;
  }

  private static String plain(InetSocketAddress at) {
    try (Socket _ = Handshake.connect(at)) {
      return new Handshake(SSLContext.getDefault()).isSpoken(at)
          ? "it speaks TLS, and this server has no cluster.tls"
          : "";
    } catch (IOException e) {
      return Handshake.unreachable(e);
    } catch (NoSuchAlgorithmException noTlsHere) {
      return "";
    }
  }

  /** Empty if it need not be asked, or not yet. */
  String why() {
    return why;
  }
}
