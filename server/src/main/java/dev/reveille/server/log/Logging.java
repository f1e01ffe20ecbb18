package dev.reveille.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.reveille.engine.Redactor;
import dev.reveille.server.config.LogConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to stderr, without searching for configuration files. Logback finds it as a service and so
 * starts with the defaults; {@link #apply} follows once the configuration is read.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final Logger log = LoggerFactory.getLogger(Logging.class);

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    configure(context, LogConfig.defaults(), Redactor.NONE);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** From now on logs as this configuration says, and none of these secrets. */
  public static void apply(LogConfig config, Redactor secrets) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      configure(context, config, secrets);
    }
    // Otherwise the platform would print what ended a thread, as it is.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> log.error("thread {} ended", thread.getName(), thrown));
  }

  private static void configure(LoggerContext context, LogConfig config, Redactor secrets) {
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setTarget("System.err");
    stderr.setEncoder(new RedactingEncoder(encoder(context, config.format()), secrets));
    stderr.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(stderr);
    // Of connections that break Pekko says more than once what its cluster says anyway.
    context.getLogger("org.apache.pekko.stream").setLevel(Level.ERROR);
    context.getLogger("org.apache.pekko.cluster.sharding").setLevel(Level.ERROR);
    context.getLogger("dev.reveille").setLevel(Level.toLevel(config.level().name()));
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogConfig.Format format) {
    Encoder<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> new LineEncoder();
          case JSON -> new JsonEncoder();
        };
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }
}
