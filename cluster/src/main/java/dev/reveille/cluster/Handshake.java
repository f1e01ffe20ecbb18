package dev.reveille.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Tries to speak TLS with another server as Pekko will, to say in words why that cannot be. Nothing
 * is sent after it.
 */
final class Handshake {
  private static final int PATIENCE_MS = 2_000;

  private final SSLContext context;

  Handshake(SSLContext context) {
    this.context = context;
  }

  /**
   * What speaks against it; empty: nothing. Blocks for some seconds at most.
   *
   * @param host that the other one's certificate must be for
   */
  String complaint(String host, InetSocketAddress at) {
    try (Socket socket = connect(at)) {
      return shake(socket, host);
    } catch (IOException e) {
      return unreachable(e);
    }
  }

  private String shake(Socket socket, String host) {
    try {
      awaitVerdict(begin(socket, host));
      return "";
    } catch (IOException e) {
      return words(e, host);
    }
  }

  /** True if there is TLS at the other end, though it may not be spoken with this one. */
  boolean isSpoken(InetSocketAddress at) {
    try (Socket socket = connect(at);
        SSLSocket tls = begin(socket, at.getHostString())) {
      return tls.getSession().isValid();
    } catch (IOException e) {
      return has(e, CertificateException.class);
    }
  }

  /** Open when it returns. */
  static Socket connect(InetSocketAddress at) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(at, PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private SSLSocket begin(Socket socket, String host) throws IOException {
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
    SSLParameters checks = tls.getSSLParameters();
    checks.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(checks);
    tls.startHandshake();
    return tls;
  }

  /** What the other side thinks of this one's certificate comes only afterwards, if it is bad. */
  private static void awaitVerdict(SSLSocket tls) throws IOException {
    try {
      int _ = tls.getInputStream().read();
    } catch (SocketTimeoutException contentAndWaits) {
      // So it accepts.
    }
  }

  /** Why there is no connection, for people. */
  static String unreachable(IOException e) {
    return switch (e) {
      case UnknownHostException unknown -> "no address is known for it";
      case SocketTimeoutException late -> "it does not answer";
      case ConnectException refused -> "nobody listens there";
      default -> "it cannot be reached: " + e.getMessage();
    };
  }

  private static String words(IOException e, String host) {
    if (has(e, CertificateExpiredException.class)) {
      return "its certificate has expired";
    }
    if (has(e, CertificateNotYetValidException.class)) {
      return "its certificate is not valid yet; compare the clocks";
    }
    if (has(e, CertPathBuilderException.class) || has(e, CertPathValidatorException.class)) {
      return "its certificate is signed by nobody that this server's trust store has";
    }
    if (has(e, CertificateException.class)) {
      return "its certificate is not for " + host + " (" + e.getMessage() + ")";
    }
    String message = String.valueOf(e.getMessage());
    return message.contains("fatal alert")
        ? "it refuses this server's certificate (" + message + ")"
        : "it does not speak TLS (" + message + ")";
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> kind) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }
}
