package dev.reveille.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One WebSocket as a blocking reader and writer of JSON messages.
 *
 * <p>Reads only when somebody wants a message, so that a slow reader is slow on the wire too and
 * nothing piles up here. A silent peer is pinged; one that does not answer counts as gone.
 *
 * <p>Blocking sockets instead of java.net.http: its WebSocket now and then never tells that a
 * connection has ended, and alone it takes half a second to load.
 */
final class FeedSocket implements AutoCloseable {

  private static final int LONGEST = 16 * 1024 * 1024;

  private final Frames frames;

  private FeedSocket(Frames frames) {
    this.frames = frames;
  }

  /**
   * @throws NoServerException nobody listens there
   */
  static FeedSocket open(Handshake.Address address) throws IOException {
    return new FeedSocket(Handshake.with(address));
  }

  void send(JsonNode message) throws IOException {
    frames.write(Frames.TEXT, Json.bytes(message));
  }

  /**
   * Waits for the next message, however long it takes.
   *
   * @throws IOException the connection is gone
   */
  JsonNode receive() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      Frames.Frame frame = next();
      switch (frame.opcode()) {
        case Frames.CLOSE -> throw new EOFException("the server closed the feed");
        case Frames.PING -> frames.write(Frames.PONG, frame.payload());
        case Frames.PONG -> {}
        default -> {
          message.writeBytes(frame.payload());
          if (message.size() > LONGEST) {
            throw new IOException("the server sent a message without end");
          }
          if (frame.last()) {
            return parsed(message);
          }
        }
      }
    }
  }

  /** The peer may be silent for two rounds: one until it is pinged, one to answer. */
  private Frames.Frame next() throws IOException {
    try {
      return frames.read();
    } catch (SocketTimeoutException silent) {
      frames.write(Frames.PING, new byte[0]);
    }
    try {
      return frames.read();
    } catch (SocketTimeoutException gone) {
      throw new InterruptedIOException("the server went silent");
    }
  }

  private static JsonNode parsed(ByteArrayOutputStream message) throws IOException {
    try {
      return Json.parse(message.toString(StandardCharsets.UTF_8));
    } catch (JacksonException notJson) {
      throw new IOException("the server sent a message that is not JSON", notJson);
    }
  }

  /** Also ends a {@link #receive} that waits. */
  @Override
  public void close() {
    frames.close();
  }
}
