package dev.reveille.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.reveille.engine.Redactor;
import java.nio.charset.StandardCharsets;

/** The last hand on a line before it is written: whoever logs what, no known secret is in it. */
final class RedactingEncoder extends EncoderBase<ILoggingEvent> {
  private final Encoder<ILoggingEvent> lines;
  private final Redactor secrets;

  RedactingEncoder(Encoder<ILoggingEvent> lines, Redactor secrets) {
    this.lines = lines;
    this.secrets = secrets;
  }

  @Override
  public byte[] headerBytes() {
    return lines.headerBytes();
  }

  @Override
  public byte[] footerBytes() {
    return lines.footerBytes();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = new String(lines.encode(event), StandardCharsets.UTF_8);
    return secrets.clean(line).getBytes(StandardCharsets.UTF_8);
  }
}
