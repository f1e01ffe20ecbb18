package dev.reveille.models;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events (WHATWG HTML, section 9.2.6) on the calling thread, with bounds. Lines
 * end in LF or CRLF; an event that the end of the stream cuts off is given as it is.
 */
final class EventStream {

  /** More than this cannot be read. */
  static final class TooLarge extends IOException {
    TooLarge(String message) {
      super(message);
    }
  }

  /** The dialect keeps every event of a reply; what it has read of one it may forget. */
  static final class Event extends ServerSentEvent {
    private String data;

    Event(@Nullable String name, String data) {
      super(name, "");
      this.data = data;
    }

    @Override
    public String data() {
      return data;
    }

    void forget() {
      data = "";
    }
  }

  private final InputStream in;
  private final Watchdog watchdog;
  private final int maxEventBytes;
  private final long maxBytes;
  private final byte[] chunk = new byte[8192];
  private int position;
  private int end;
  private long read;
  private byte[] line = new byte[512];

  /**
   * @param maxEventBytes the longest single event
   * @param maxBytes the longest stream
   */
  EventStream(InputStream in, Watchdog watchdog, int maxEventBytes, long maxBytes) {
    this.in = in;
    this.watchdog = watchdog;
    this.maxEventBytes = maxEventBytes;
    this.maxBytes = maxBytes;
  }

  /** The next event that carries data; empty at the end of the stream. */
  Optional<Event> next() throws IOException {
    String name = null;
    StringBuilder data = null;
    while (true) {
      String text = nextLine();
      if (text == null || text.isEmpty()) {
        if (data != null) {
          return Optional.of(new Event(name, data.toString()));
        }
        if (text == null) {
          return Optional.empty();
        }
        name = null;
      } else if (text.startsWith("data:")) {
        data = (data == null ? new StringBuilder() : data.append('\n')).append(value(text, 5));
        bound(data.length(), maxEventBytes);
      } else if (text.startsWith("event:")) {
        name = value(text, 6);
      }
    }
  }

  /** Reads the rest and drops it. */
  void drain() throws IOException {
    position = end;
    while (fill()) {
      position = end;
    }
  }

  private static String value(String line, int from) {
    return line.startsWith(" ", from) ? line.substring(from + 1) : line.substring(from);
  }

  private @Nullable String nextLine() throws IOException {
    int length = 0;
    while (true) {
      if (position == end && !fill()) {
        return length == 0 ? null : text(length);
      }
      int stop = indexOfLineEnd();
      int count = stop - position;
      bound(length + count, maxEventBytes);
      if (length + count > line.length) {
        line = Arrays.copyOf(line, Math.max(line.length * 2, length + count));
      }
      System.arraycopy(chunk, position, line, length, count);
      length += count;
      position = stop;
      if (stop < end) {
        position++;
        return text(length);
      }
    }
  }

  private int indexOfLineEnd() {
    int at = position;
    while (at < end && chunk[at] != '\n') {
      at++;
    }
    return at;
  }

  private String text(int length) {
    int visible = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, visible, StandardCharsets.UTF_8);
  }

  private boolean fill() throws IOException {
    int count = in.read(chunk);
    if (count < 0) {
      return false;
    }
    watchdog.heard();
    position = 0;
    end = count;
    read += count;
    bound(read, maxBytes);
    return true;
  }

  private static void bound(long size, long max) throws TooLarge {
    if (size > max) {
      throw new TooLarge(max / 1024 + " KiB on the wire");
    }
  }
}
