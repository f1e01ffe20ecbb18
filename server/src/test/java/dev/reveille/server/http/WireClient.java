package dev.reveille.server.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Speaks HTTP and WebSocket byte by byte, so that it can also misspeak. */
public final class WireClient implements AutoCloseable {
  static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  final String authority;

  WireClient(URI server) throws IOException {
    this(server, 0);
  }

  /**
   * @param receiveBuffer bytes that the kernel takes before it stops the sender; 0 for its own idea
   */
  WireClient(URI server, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.authority = server.getAuthority();
  }

  /** A socket with its handshake done. */
  public static WireClient webSocket(URI server) throws IOException {
    WireClient client = new WireClient(server);
    String status = client.handshake("/ws", "");
    if (!status.contains(" 101 ")) {
      throw new IOException("no handshake: " + status);
    }
    return client;
  }

  /**
   * @param headers more of them, each ended by CRLF
   * @return the status line
   */
  String handshake(String target, String headers) throws IOException {
    String host = headers.contains("Host:") ? "" : "Host: " + authority + "\r\n";
    raw(
        "GET "
            + target
            + " HTTP/1.1\r\n"
            + host
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + headers
            + "\r\n");
    String status = line();
    if (status.contains(" 101 ")) {
      String header = line();
      while (!header.isEmpty()) {
        header = line();
      }
    }
    return status;
  }

  public void raw(String text) throws IOException {
    raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  public void text(String frame) throws IOException {
    frame(FIN | TEXT, frame.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param head opcode, and FIN if it is the last
   */
  public void frame(int head, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) head);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.putInt(0); // a mask of zero leaves the payload as it is
    frame.put(payload);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
    socket.getOutputStream().flush();
  }

  /** The next text; or {@code close CODE REASON}; or {@code cut} if the socket ends without. */
  public String next() throws IOException {
    try {
      while (true) {
        int opcode = in.readUnsignedByte() & 0x0F;
        byte[] payload = in.readNBytes(length());
        switch (opcode) {
          case TEXT -> {
            return new String(payload, StandardCharsets.UTF_8);
          }
          case CLOSE -> {
            return close(payload);
          }
          default -> {
            // Pings and pongs are not what callers wait for.
          }
        }
      }
    } catch (EOFException | java.net.SocketException ended) {
      return "cut";
    }
  }

  /** The opcode of the next frame of any kind, its payload skipped. */
  int nextOpcode() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    in.skipNBytes(length());
    return opcode;
  }

  private int length() throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> (int) in.readLong();
      default -> length;
    };
  }

  private static String close(byte[] payload) {
    if (payload.length < 2) {
      return "close";
    }
    int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    return "close "
        + code
        + ' '
        + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
  }

  public String call(String frame) throws IOException {
    text(frame);
    return next();
  }

  /** Sends both; the next text that comes. */
  public String call(String first, String second) throws IOException {
    text(first);
    return call(second);
  }

  /** All that comes until the server ends the connection. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (java.net.SocketException reset) {
      // What came before is what counts.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  public static int last(int opcode) {
    return FIN | opcode;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
