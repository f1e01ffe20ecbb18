package dev.reveille.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file of UTF-8 text, line by line in bounded memory. Malformed bytes become U+FFFD; a line ends
 * at LF or CR LF.
 */
final class TextFile implements AutoCloseable {
  private static final int HEAD = 8192;

  private final InputStream in;
  private final int lineBytes;
  private final long mostBytes;
  private final byte[] buffer = new byte[HEAD];
  private final byte[] line;
  private int at;
  private int end;
  private long read;
  private boolean stoppedEarly;
  private int number;

  /**
   * @param number from 1
   * @param cut whether the line is longer than what is kept of it
   */
  record Line(int number, String text, boolean cut) {}

  /**
   * @param lineBytes so much of a line is kept
   * @param mostBytes so much of the file is read
   */
  TextFile(InputStream in, int lineBytes, long mostBytes) throws IOException {
    this.in = in;
    this.lineBytes = lineBytes;
    this.mostBytes = mostBytes;
    this.line = new byte[lineBytes];
    this.end = in.readNBytes(buffer, 0, (int) Math.min(HEAD, mostBytes));
    this.read = end;
  }

  /**
   * Judged by the first 8 KiB, before a line is read: a NUL byte, or more than 30 % of control
   * characters and malformed bytes.
   */
  boolean isBinary() {
    for (int i = 0; i < end; i++) {
      if (buffer[i] == 0) {
        return true;
      }
    }
    String head = new String(buffer, 0, end, StandardCharsets.UTF_8);
    long odd = head.chars().filter(TextFile::isOdd).count();
    return odd * 10 > head.length() * 3L;
  }

  private static boolean isOdd(int c) {
    return c == 0xFFFD || c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B;
  }

  /** Bytes read so far. */
  long bytesRead() {
    return read;
  }

  /** Whether reading ended at the limit and not at the end of the file. */
  boolean isStoppedEarly() {
    return stoppedEarly;
  }

  /** The next line, or nothing at the end of the file or of what may be read of it. */
  Optional<Line> next() throws IOException {
    if (at == end && !fill()) {
      return Optional.empty();
    }
    int kept = 0;
    boolean cut = false;
    boolean ended = false;
    while (!ended && (at < end || fill())) {
      byte b = buffer[at++];
      if (b == '\n') {
        ended = true;
      } else if (kept < lineBytes) {
        line[kept++] = b;
      } else {
        cut |= b != '\r';
      }
    }
    if (kept > 0 && ended && !cut && line[kept - 1] == '\r') {
      kept--;
    }
    number++;
    return Optional.of(new Line(number, new String(line, 0, kept, StandardCharsets.UTF_8), cut));
  }

  private boolean fill() throws IOException {
    if (read >= mostBytes) {
      stoppedEarly |= in.read() >= 0;
      return false;
    }
    at = 0;
    end = Math.max(0, in.read(buffer, 0, (int) Math.min(HEAD, mostBytes - read)));
    read += end;
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
