package dev.reveille.bench;

import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskSpec;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Definitions;
import dev.reveille.engine.Engine;
import dev.reveille.engine.EngineConfig;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Journal;
import dev.reveille.engine.Model;
import dev.reveille.engine.Models;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Tokens;
import dev.reveille.models.RehearsalModel;
import dev.reveille.server.config.TelemetryConfig;
import dev.reveille.server.telemetry.Telemetry;
import dev.reveille.store.Postgres;
import dev.reveille.store.PostgresStore;
import dev.reveille.store.SqliteStore;
import dev.reveille.store.Store;
import dev.reveille.store.StoreConfig;
import dev.reveille.tools.BuiltIns;
import dev.reveille.tools.Permissions;
import dev.reveille.tools.ToolLimits;
import dev.reveille.tools.Toolbox;
import dev.reveille.tools.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The real engine on the real store in a folder of its own, with the rehearsal model, the real
 * {@code current_time} tool, and everything counted as the server counts it.
 */
final class Lab implements AutoCloseable {
  /** One model call, one tool call, one model call: what the peers call two steps. */
  static final String TWO_STEPS = "CALL current_time {}\nSAY it is {{result}}";

  private static final Entry.InlineDefinition INLINE =
      new Entry.InlineDefinition("", "", null, List.of("current_time"));

  private final Path folder;
  private final boolean keep;
  private final Store store;
  private final Engine engine;

  private Lab(Path folder, boolean keep, Store store, Engine engine) {
    this.folder = folder;
    this.keep = keep;
    this.store = store;
    this.engine = engine;
  }

  static Lab open(EngineConfig config) throws IOException {
    return open(Files.createTempDirectory("reveille-bench"), false, config);
  }

  static Lab open(Path folder, boolean keep, EngineConfig config) throws IOException {
    return start(folder, keep, config, rows -> {}, true);
  }

  /** The same with nothing counted, which no server does: to see what the counting takes. */
  static Lab uncounted(EngineConfig config) throws IOException {
    Path folder = Files.createTempDirectory("reveille-bench");
    return start(folder, false, config, rows -> {}, false);
  }

  /** Takes over an existing folder, heard from the first append on. */
  static Lab prepare(Path folder, EngineConfig config, Consumer<List<Journal.Recorded>> listener)
      throws IOException {
    return start(folder, true, config, listener, true);
  }

  private static Lab start(
      Path folder,
      boolean keep,
      EngineConfig config,
      Consumer<List<Journal.Recorded>> listener,
      boolean counted)
      throws IOException {
    return start(
        folder,
        keep,
        config,
        SqliteStore.open(folder, StoreConfig.STANDARD, Bench.CLOCK),
        listener,
        counted);
  }

  /** On a database; the folder is for the tools. */
  static Lab open(Postgres database, EngineConfig config) throws IOException {
    return start(
        Files.createTempDirectory("reveille-bench"),
        false,
        config,
        PostgresStore.open(database, Bench.CLOCK),
        rows -> {},
        true);
  }

  private static Lab start(
      Path folder,
      boolean keep,
      EngineConfig config,
      Store store,
      Consumer<List<Journal.Recorded>> listener,
      boolean counted)
      throws IOException {
    store.onDurable(listener);
    Telemetry telemetry =
        counted ? new Telemetry(store, TelemetryConfig.defaults(), Bench.CLOCK) : null;
    Model model = new RehearsalModel();
    if (telemetry != null) {
      store.onCommit(telemetry.commits());
      model = telemetry.models().round("rehearsal", "rehearsal", model);
    }
    Models.Choice choice = new Models.Choice(model, "rehearsal");
    Models models = names -> choice;
    Definitions definitions =
        name ->
            Optional.of(new Definitions.Definition(name, "", "", null, List.of("current_time")));
    Toolbox tools =
        Toolbox.of(
            BuiltIns.tools(
                Workspace.at(folder),
                ToolLimits.STANDARD,
                Bench.CLOCK,
                limit -> List.of(),
                Permissions.NONE));
    Outside outside =
        new Outside(
            models,
            telemetry == null ? tools : telemetry.watching(tools),
            definitions,
            new Tokens(),
            (schema, value) -> List.of(),
            Gauges.constant(0.5, 0.1));
    RandomGenerator random = RandomGenerator.getDefault();
    Engine engine = Engine.create(store, store, outside, Bench.CLOCK, random, config);
    if (telemetry != null) {
      engine.onAlarm(telemetry.alarms());
    }
    engine.start();
    return new Lab(folder, keep, store, engine);
  }

  Engine engine() {
    return engine;
  }

  Store store() {
    return store;
  }

  Path folder() {
    return folder;
  }

  /** Creates {@code n} agents named {@code a0 …}, many at a time. */
  List<AgentId> agents(int n) throws InterruptedException {
    return agents(0, n);
  }

  /** Creates {@code a<first>} up to, without, {@code a<end>}. */
  List<AgentId> agents(int first, int end) throws InterruptedException {
    return agents(first, end, new Command.Create("bench", null, AgentConfig.STANDARD, true));
  }

  /** The same with a definition of their own, which any server can run. */
  List<AgentId> inlineAgents(int n) throws InterruptedException {
    return agents(0, n, new Command.Create("", INLINE, AgentConfig.STANDARD, true));
  }

  private List<AgentId> agents(int first, int end, Command create) throws InterruptedException {
    List<AgentId> ids = new ArrayList<>();
    for (int i = first; i < end; i++) {
      ids.add(new AgentId("a" + i));
    }
    each(ids, create);
    return ids;
  }

  /** Gives all the same command, at most 4,096 at a time, and waits until all are durable. */
  void each(List<AgentId> ids, Command command) throws InterruptedException {
    Semaphore window = new Semaphore(4_096);
    CountDownLatch open = new CountDownLatch(ids.size());
    for (AgentId id : ids) {
      window.acquire();
      engine.tell(
          id,
          command,
          answer -> {
            check(answer);
            window.release();
            open.countDown();
          });
    }
    open.await();
  }

  static void check(Answer answer) {
    if (answer instanceof Answer.Refused refused) {
      System.err.println("refused: " + refused);
    }
  }

  static Command submit() {
    return new Command.Submit(TaskSpec.of(TWO_STEPS));
  }

  /** Counts the endings of tasks as they become durable. */
  void onEnded(Consumer<Journal.Recorded> ended) {
    store.onDurable(rows -> {
      for (Journal.Recorded row : rows) {
        for (Entry entry : row.entries()) {
          if (entry instanceof Entry.TaskEnded) {
            ended.accept(row);
          }
        }
      }
    });
  }

  @Override
  public void close() {
    try {
      engine.drain();
      store.close();
      if (!keep) {
        delete(folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EngineConfig config(int maxRunning, int maxLive, Duration hibernateAfter) {
    EngineConfig c = EngineConfig.STANDARD;
    return new EngineConfig(
        maxRunning,
        maxLive,
        c.maxOrders(),
        hibernateAfter,
        c.snapshotEvery(),
        c.alarmHorizon(),
        c.feedRing(),
        c.telling(),
        c.toolTimeout(),
        Duration.ofSeconds(2));
  }

  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
