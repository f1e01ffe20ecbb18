package dev.reveille.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One event, one line: {@code 2026-01-31T09:30:00.123Z WARN Rpc a call failed incident=1f}. What
 * belongs to the work on a task ends with {@code agent=d task=d/3}. Line breaks inside are written
 * as {@code \n}, so that nobody can forge a line.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final int MAX_FRAMES = 30;

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (line(event) + '\n').getBytes(StandardCharsets.UTF_8);
  }

  static String line(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(event.getInstant()).append(' ').append(event.getLevel()).append(' ');
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
    line.append(event.getFormattedMessage());
    pairs(event.getKeyValuePairs(), line);
    new TreeMap<>(event.getMDCPropertyMap())
        .forEach((key, value) -> line.append(' ').append(key).append('=').append(value));
    cause(event.getThrowableProxy(), line);
    return line.toString().replace("\r", "\\r").replace("\n", "\\n");
  }

  private static void pairs(@Nullable List<KeyValuePair> pairs, StringBuilder line) {
    if (pairs != null) {
      pairs.forEach(pair -> line.append(' ').append(pair.key).append('=').append(pair.value));
    }
  }

  private static void cause(@Nullable IThrowableProxy thrown, StringBuilder line) {
    String word = " cause=";
    for (IThrowableProxy next = thrown; next != null; next = next.getCause()) {
      line.append(word).append(next.getClassName()).append(": ").append(next.getMessage());
      StackTraceElementProxy[] frames = next.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
        line.append(" | ").append(frames[i].getStackTraceElement());
      }
      word = " because=";
    }
  }
}
