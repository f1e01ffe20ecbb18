package dev.reveille.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The server's side of one WebSocket, as little of RFC 6455 as a well-behaved client needs. */
final class StubSocket {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int CLOSE = 8;
  private static final int PING = 9;

  private final InputStream in;
  private final OutputStream out;
  private final String authorization;

  StubSocket(InputStream in, OutputStream out, Map<String, String> headers) throws IOException {
    this.in = in;
    this.out = out;
    this.authorization = headers.getOrDefault("authorization", "");
    String accept = accept(headers.getOrDefault("sec-websocket-key", ""));
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept
            + "\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String authorization() {
    return authorization;
  }

  /** The next message, in one frame. */
  JsonNode receive() throws IOException {
    while (true) {
      int opcode = read() & 0x0f;
      byte[] payload = payload();
      switch (opcode) {
        case CLOSE -> throw new EOFException("closed");
        case PING -> frame(0x8a, payload);
        default -> {
          return Json.parse(new String(payload, StandardCharsets.UTF_8));
        }
      }
    }
  }

  private byte[] payload() throws IOException {
    int length = read() & 0x7f;
    if (length == 126) {
      length = ByteBuffer.wrap(in.readNBytes(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = Math.toIntExact(ByteBuffer.wrap(in.readNBytes(8)).getLong());
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private int read() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("closed");
    }
    return value;
  }

  void send(JsonNode message) throws IOException {
    byte[] payload = Json.bytes(message);
    int half = payload.length / 2; // two fragments, as the standard allows
    byte[] first = Arrays.copyOf(payload, half);
    frame(0x01, first);
    frame(0x80, Arrays.copyOfRange(payload, half, payload.length));
  }

  private synchronized void frame(int head, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 4);
    frame.put((byte) head);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else {
      frame.put((byte) 126).putShort((short) payload.length);
    }
    frame.put(payload);
    out.write(frame.array(), 0, frame.position());
    out.flush();
  }

  void close() throws IOException {
    out.close();
  }
}
