package dev.reveille.tools;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET to one address that was checked before: HTTP/1.1, one connection. The platform's client
 * looks a name up by itself, and a name may lead elsewhere the second time; here the connection
 * goes to the very address that was looked at.
 */
final class HttpExchange implements AutoCloseable {
  private static final int HEAD_BYTES = 65_536;

  private final InstantSource clock;
  private final Instant end;
  private final int maxBytes;
  private final Socket plain = new Socket();
  private Socket socket = plain;
  private int headBytes;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean late;

  /**
   * @param maxBytes of the body that are read
   */
  HttpExchange(InstantSource clock, Instant end, int maxBytes) {
    this.clock = clock;
    this.end = end;
    this.maxBytes = maxBytes;
  }

  /**
   * @param headers by name in lower case
   * @param cut whether there was more of the body
   */
  record Response(int status, Map<String, String> headers, byte[] body, boolean cut) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  Response get(URI uri, InetAddress address) throws IOException {
    Thread.ofVirtual().start(this::cutWhenLate);
    try {
      return ask(uri, address);
    } catch (IOException e) {
      throw late ? new SocketTimeoutException("the time is over") : e;
    }
  }

  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
  }

  /** One that sends a byte now and then lets no single read time out. */
  private void cutWhenLate() {
    try {
      if (!over.await(left(), TimeUnit.MILLISECONDS)) {
        late = true;
        plain.close();
      }
    } catch (InterruptedException | IOException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private Response ask(URI uri, InetAddress address) throws IOException {
    boolean tls = uri.getScheme().equals("https");
    int port = port(uri);
    plain.connect(new InetSocketAddress(address, port), left());
    plain.setSoTimeout(left());
    if (tls) {
      socket = tls(uri.getHost(), port);
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getPort() >= 0 ? uri.getHost() + ':' + uri.getPort() : uri.getHost();
    String request =
        "GET "
            + path
            + query
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: Reveille\r\nAccept: text/*, application/json, application/xml;q=0.9\r\n"
            + "Accept-Encoding: identity\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = new BufferedInputStream(socket.getInputStream());
    int status = status(line(in));
    while (status == 100 || status == 102 || status == 103) {
      headers(in);
      status = status(line(in));
    }
    Map<String, String> headers = headers(in);
    return body(in, status, headers);
  }

  private Socket tls(String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket secured = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /** Milliseconds until it is over. */
  private int left() throws SocketTimeoutException {
    long left = Duration.between(clock.instant(), end).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("the time is over");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (!line.startsWith("HTTP/1.") || parts.length < 2 || !parts[1].matches("[1-5]\\d\\d")) {
      throw new IOException("the answer is no HTTP");
    }
    return Integer.parseInt(parts[1]);
  }

  private Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        headers.putIfAbsent(name, line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection was closed in the middle of the answer");
      }
      if (++headBytes > HEAD_BYTES) {
        throw new IOException("the answer's head is longer than " + HEAD_BYTES + " bytes");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private Response body(InputStream in, int status, Map<String, String> headers)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean whole;
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      whole = chunks(in, body);
    } else {
      long length = length(headers);
      whole = copy(in, body, length < 0 ? Long.MAX_VALUE : length) || length < 0 && ended(in);
    }
    return new Response(status, headers, body.toByteArray(), !whole);
  }

  private static boolean ended(InputStream in) throws IOException {
    return in.read() < 0;
  }

  private static long length(Map<String, String> headers) throws IOException {
    String length = headers.getOrDefault("content-length", "-1");
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException wrong) {
      throw new IOException("the answer's content-length is no number: " + length, wrong);
    }
  }

  private boolean chunks(InputStream in, ByteArrayOutputStream body) throws IOException {
    while (true) {
      headBytes = 0;
      String size = line(in).split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("the answer's chunks are broken");
      }
      long left = Long.parseLong(size, 16);
      if (left == 0) {
        return true;
      }
      if (!copy(in, body, left)) {
        return false;
      }
      line(in);
    }
  }

  /** True if all of it came, as far as that is known, and fits. */
  private boolean copy(InputStream in, ByteArrayOutputStream body, long length) throws IOException {
    byte[] buffer = new byte[8_192];
    long left = length;
    while (left > 0) {
      plain.setSoTimeout(left());
      int room = maxBytes - body.size();
      if (room == 0) {
        return false;
      }
      int read = in.read(buffer, 0, (int) Math.min(Math.min(left, buffer.length), room));
      if (read < 0) {
        return length == Long.MAX_VALUE;
      }
      body.write(buffer, 0, read);
      left -= read;
    }
    return true;
  }

  /** Also ends a call that another thread is in. */
  @Override
  public void close() throws IOException {
    over.countDown();
    plain.close();
    socket.close();
  }
}
