package dev.reveille.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineEncoderTest {
  @Test
  void anEventIsOneLine() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("dev.reveille.Sample"),
            Level.WARN,
            "first\nforged {}",
            new IllegalStateException("why", new RuntimeException("because of\nthis")),
            new Object[] {7});
    event.setInstant(Instant.parse("2026-01-31T09:30:00.123Z"));
    event.addKeyValuePair(new KeyValuePair("agent", "d"));
    assertThat(LineEncoder.line(event))
        .startsWith("2026-01-31T09:30:00.123Z WARN Sample first\\nforged 7 agent=d cause=java")
        .contains(" because=java.lang.RuntimeException: because of\\nthis | ")
        .doesNotContain("\n");
  }
}
