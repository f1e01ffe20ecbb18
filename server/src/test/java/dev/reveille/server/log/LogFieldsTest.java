package dev.reveille.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Engine;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Models;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Tokens;
import dev.reveille.store.SqliteStore;
import dev.reveille.tools.Toolbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is logged while a model or tool is called says for which agent and task. */
class LogFieldsTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private static final class Kept extends AppenderBase<ILoggingEvent> {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      event.getMDCPropertyMap();
      events.add(event);
    }
  }

  @Test
  void aModelThatBreaksIsLoggedWithItsTask() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Kept kept = new Kept();
    kept.start();
    Logger engineLog = context.getLogger("dev.reveille.engine");
    engineLog.addAppender(kept);
    InstantSource clock = InstantSource.system();
    Models broken = names -> new Models.Choice((request, sink) -> bug(), "broken");
    Outside outside =
        new Outside(
            broken,
            Toolbox.of(List.of()),
            name -> Optional.empty(),
            new Tokens(),
            (schema, value) -> List.of(),
            Gauges.constant(0, 0));
    try (SqliteStore store = SqliteStore.open(folder, clock)) {
      RandomGenerator random = RandomGenerator.getDefault();
      Engine engine = Engine.create(store, store, outside, clock, random, EngineConfig.STANDARD);
      engine.start();
      AgentId agent = new AgentId("d");
      engine.ask(agent, create());
      engine.ask(agent, new Command.Submit(TaskSpec.of("SAY hello")));
      await()
          .atMost(SOON)
          .until(() -> kept.events.stream().anyMatch(it -> it.getMessage().contains("inside")));
      engine.drain();
    } finally {
      engineLog.detachAppender(kept);
    }
    ILoggingEvent event =
        kept.events.stream()
            .filter(it -> it.getMessage().contains("inside"))
            .findFirst()
            .orElseThrow();
    assertThat(LineEncoder.line(event)).contains(" agent=d task=d/");
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.start();
    JsonNode line =
        JsonMapper.shared().readTree(new String(encoder.encode(event), StandardCharsets.UTF_8));
    assertThat(line.path("mdc").path("agent").asString()).isEqualTo("d");
    assertThat(line.path("mdc").path("task").asString()).startsWith("d/");
  }

  private static Command create() {
    var inline = new dev.reveille.core.Entry.InlineDefinition("", "", null, List.of());
    return new Command.Create("", inline, AgentConfig.STANDARD, true);
  }

  private static dev.reveille.core.ModelReply bug() {
    throw new IllegalStateException("a bug of the model's");
  }
}
