package dev.reveille.client;

import dev.reveille.postgres.LocalPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three servers over one PostgreSQL, each in a process of its own, all on loopback. */
final class DemoCluster implements AutoCloseable {

  static final int SERVERS = 3;
  private static final String PASSWORD_ENV = "DEMO_STORE_PASSWORD";

  /** The PostgreSQL that they share, as {@code serve} takes it. */
  record Database(String url, @Nullable String user, @Nullable String password) {}

  /**
   * One of them.
   *
   * @param label what it is called here
   * @param name what the others call it, {@code HOST:PORT}
   */
  record Member(String label, String name, DemoServer server) {}

  private final ConcurrentLinkedQueue<Process> begun = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Starts them side by side: none of them is a server before it sees others. */
  List<Member> start(DemoServer.Recipe plain, Database database, int port)
      throws IOException, InterruptedException {
    List<String> names =
        Stream.generate(() -> "127.0.0.1:" + LocalPort.claim()).limit(SERVERS).toList();
    List<Future<Member>> starting = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SERVERS; i++) {
        String label = "node-" + (i + 1);
        String name = names.get(i);
        DemoServer.Recipe recipe = recipe(plain, label, keys(database, names, name));
        int clients = i == 0 ? port : 0;
        starting.add(
            threads.submit(() -> new Member(label, name, recipe.start(clients, this::hold))));
      }
    }
    List<Member> members = new ArrayList<>();
    for (Future<Member> member : starting) {
      try {
        members.add(member.get());
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof IOException known ? known : new IOException(failed);
      }
    }
    return members;
  }

  private void hold(Process process) {
    begun.add(process);
    if (closed) {
      DemoServer.end(process);
    }
  }

  private static DemoServer.Recipe recipe(
      DemoServer.Recipe plain, String label, Map<String, String> keys) {
    Path folder = plain.data().resolve(label);
    return new DemoServer.Recipe(
        plain.command(), plain.home(), folder, plain.log().resolveSibling(label + ".log"), keys);
  }

  /** A loaded machine is no reason to put work off here: all three are on it. */
  private static Map<String, String> keys(Database database, List<String> names, String name) {
    Map<String, String> keys = new HashMap<>();
    keys.put("REVEILLE_STORE_URL", database.url());
    if (database.user() != null) {
      keys.put("REVEILLE_STORE_USER", database.user());
    }
    if (database.password() != null) {
      keys.put("REVEILLE_STORE_PASSWORD_ENV", PASSWORD_ENV);
      keys.put(PASSWORD_ENV, database.password());
    }
    keys.put("REVEILLE_CLUSTER_ENABLED", "true");
    keys.put("REVEILLE_CLUSTER_HOST", "127.0.0.1");
    keys.put("REVEILLE_CLUSTER_PORT", name.substring(name.indexOf(':') + 1));
    keys.put("REVEILLE_CLUSTER_SEED_NODES", String.join(",", names));
    keys.put("REVEILLE_ADMISSION_DEFER_ABOVE", "1");
    return keys;
  }

  @Override
  public void close() {
    closed = true;
    begun.forEach(DemoServer::end);
  }
}
