package dev.reveille.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** How a WebSocket begins: RFC 6455, section 4. */
final class Handshake {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** Where and as whom to connect. */
  record Address(URI server, Optional<String> token) {
    boolean secure() {
      return "https".equals(server.getScheme());
    }

    int port() {
      int standard = secure() ? 443 : 80;
      return server.getPort() < 0 ? standard : server.getPort();
    }
  }

  private Handshake() {}

  /**
   * @throws NoServerException nobody listens there
   */
  static Frames with(Address address) throws IOException {
    Socket socket = connect(address);
    try {
      socket.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request(address).getBytes(StandardCharsets.US_ASCII));
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      accept(in);
      return new Frames(socket, in);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private static Socket connect(Address address) throws IOException {
    Socket socket = new Socket();
    try {
      InetSocketAddress peer = new InetSocketAddress(address.server().getHost(), address.port());
      socket.connect(peer, Math.toIntExact(CONNECT.toMillis()));
      return address.secure() ? secured(socket, address) : socket;
    } catch (ConnectException refused) {
      socket.close();
      throw new NoServerException(address.server(), refused);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  private static Socket secured(Socket plain, Address address) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, address.server().getHost(), address.port(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String request(Address address) {
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    return "GET /ws HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            .formatted(address.server().getRawAuthority())
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n"
            .formatted(Base64.getEncoder().encodeToString(key))
        + address.token().map(secret -> "Authorization: Bearer " + secret + "\r\n").orElse("")
        + "\r\n";
  }

  private static void accept(DataInputStream in) throws IOException {
    String status = line(in);
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      // nothing in them changes what follows
    }
    if (!status.startsWith("HTTP/1.1 101")) {
      throw new IOException("the server refused the feed: " + status);
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > 8_192) {
        throw new EOFException("the server does not speak HTTP, or is gone");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
