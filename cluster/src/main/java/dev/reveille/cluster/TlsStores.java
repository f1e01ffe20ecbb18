package dev.reveille.cluster;

import dev.reveille.engine.Cluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * The key store and the trust store of {@code cluster.tls}, looked into before anybody needs them:
 * what is wrong with them is said at the start, and not by connections that break.
 */
final class TlsStores {
  private final Cluster.Tls tls;
  private final SSLContext context;

  /**
   * @throws IllegalArgumentException one of them cannot be read, or lacks what it is for
   */
  TlsStores(Cluster.Tls tls) {
    this.tls = tls;
    try {
      char[] password = tls.password().toCharArray();
      KeyStore keys = open(tls.keyStore());
      KeyStore trusted = open(tls.trustStore());
      boolean hasKey = false;
      for (String alias : Collections.list(keys.aliases())) {
        hasKey |= keys.isKeyEntry(alias);
      }
      if (!hasKey) {
        throw wrong(tls.keyStore() + " has no private key");
      }
      if (trusted.size() == 0) {
        throw wrong(tls.trustStore() + " has no certificate");
      }
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, password);
      TrustManagerFactory others =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      others.init(trusted);
      context = SSLContext.getInstance("TLSv1.3");
      context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    } catch (GeneralSecurityException e) {
      throw wrong(
          tls.keyStore() + " and " + tls.trustStore() + " cannot be used: " + e.getMessage());
    }
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("cluster.tls: " + what);
  }

  private KeyStore open(Path file) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, tls.password().toCharArray());
      return store;
    } catch (NoSuchFileException e) {
      throw wrong("there is no " + file);
    } catch (IOException e) {
      throw wrong(
          e.getCause() instanceof UnrecoverableKeyException
              ? "the password does not open " + file + " (it is taken from cluster.tls.passwordEnv)"
              : file + " cannot be read as a PKCS12 store: " + e.getMessage());
    }
  }

  SSLContext context() {
    return context;
  }

  /**
   * Shakes hands with itself, under the name that the others know it by: a server that cannot do
   * that cannot with others.
   *
   * @throws IllegalArgumentException why it cannot
   */
  void check(String host) {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, here)) {
      server.setNeedClientAuth(true);
      Thread.ofVirtual().start(() -> accept(server));
      String complaint =
          new Handshake(context)
              .complaint(host, new InetSocketAddress(here, server.getLocalPort()));
      if (!complaint.isEmpty()) {
        throw wrong(
            "other servers would refuse this one (cluster.host "
                + host
                + ", "
                + tls.keyStore()
                + "): "
                + complaint);
      }
    } catch (IOException e) {
      throw wrong("it cannot be tried out: " + e.getMessage());
    }
  }

  private static void accept(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      socket.startHandshake();
    } catch (IOException theOtherSideSaysWhy) {
      // It has the words for it.
    }
  }
}
