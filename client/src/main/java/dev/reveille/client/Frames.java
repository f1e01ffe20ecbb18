package dev.reveille.client;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Frames as RFC 6455, section 5, has them, from the client's side. */
final class Frames implements AutoCloseable {

  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int LONGEST = 16 * 1024 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * @param last whether the message ends with it
   */
  record Frame(int opcode, boolean last, byte[] payload) {}

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  Frames(Socket socket, DataInputStream in) throws IOException {
    this.socket = socket;
    this.in = in;
    this.out = socket.getOutputStream();
  }

  /**
   * @throws SocketTimeoutException the peer was silent; nothing is read yet, and reading may go on
   */
  Frame read() throws IOException {
    int head = in.read();
    if (head < 0) {
      throw new EOFException("the server is gone");
    }
    try {
      byte[] payload = new byte[length()];
      in.readFully(payload);
      return new Frame(head & 0x0f, (head & 0x80) != 0, payload);
    } catch (SocketTimeoutException stalled) {
      throw new InterruptedIOException("the server stalled in the middle of a message");
    }
  }

  private int length() throws IOException {
    int small = in.readUnsignedByte() & 0x7f;
    long length =
        switch (small) {
          case 126 -> in.readUnsignedShort();
          case 127 -> in.readLong();
          default -> small;
        };
    if (length < 0 || length > LONGEST) {
      throw new IOException("the server sent a frame of " + length + " bytes");
    }
    return (int) length;
  }

  /** One whole message, masked as a client must. */
  synchronized void write(int opcode, byte[] payload) throws IOException {
    byte[] mask = new byte[4];
    RANDOM.nextBytes(mask);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % 4]));
    }
    out.write(frame.array(), 0, frame.position());
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // there is nothing left to close
    }
  }
}
