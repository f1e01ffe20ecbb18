package dev.reveille.tools.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8 from a stream, in bounded memory: what is beyond the limit of a line is lost. */
final class Lines {
  private final InputStream in;
  private final int mostBytes;

  Lines(InputStream in, int mostBytes) {
    this.in = new BufferedInputStream(in);
    this.mostBytes = mostBytes;
  }

  /** The next line without its end; null at the end of the stream. */
  @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() < mostBytes) {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
