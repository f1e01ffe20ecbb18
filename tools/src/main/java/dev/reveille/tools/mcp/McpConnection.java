package dev.reveille.tools.mcp;

import dev.reveille.core.Event;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to one server, kept up by a virtual thread of its own: connected in the
 * background, again after each loss, with longer and longer waits while that fails.
 */
final class McpConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(McpConnection.class);
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final int MOST_PAGES = 20;
  private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "TZ");

  private final McpSpec spec;
  private final Variables variables;
  private final Runnable changed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final CountDownLatch firstTry = new CountDownLatch(1);
  private final Thread keeper;

  private @Nullable McpSyncClient client;
  private @Nullable CallsUnderWay calls;
  private String why = "is not connected yet";
  private List<McpSchema.Tool> tools = List.of();
  private boolean doubted;
  private long failures;
  private boolean closed;

  /**
   * @param changed is told when its tools have changed
   */
  McpConnection(McpSpec spec, Variables variables, Runnable changed) {
    this.spec = spec;
    this.variables = variables;
    this.changed = changed;
    this.keeper = Thread.ofVirtual().name("mcp-" + spec.name()).unstarted(this::keep);
  }

  void start() {
    keeper.start();
  }

  /** Waits until it has been connected, and its tools are known, or could not be. */
  void awaitFirstTry(long nanos) throws InterruptedException {
    firstTry.await(nanos, TimeUnit.NANOSECONDS);
  }

  McpSpec spec() {
    return spec;
  }

  /** The tools it had when it was last heard of, as far as agents may be shown them. */
  List<McpSchema.Tool> tools() {
    lock.lock();
    try {
      return tools;
    } finally {
      lock.unlock();
    }
  }

  /** What is wrong; null if it is connected. */
  @Nullable String trouble() {
    lock.lock();
    try {
      return client == null ? why : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The client, waited for if there is none now, but no longer than the next attempt to connect
   * takes: a server that cannot be reached then is not there.
   *
   * @return null if there is none by then
   */
  @Nullable McpSyncClient client(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      long before = failures;
      while (client == null && failures == before && left > 0 && !closed) {
        left = moved.awaitNanos(left);
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Calls a tool, and if that comes to nothing, because it takes too long or nobody wants it any
   * more, tells the server so.
   *
   * @param through answered by {@link #client}
   */
  McpSchema.CallToolResult call(McpSyncClient through, McpSchema.CallToolRequest request) {
    CallsUnderWay under = calls(through);
    try {
      return through.callTool(request);
    } catch (RuntimeException failure) {
      if (under != null && Failures.isInterrupt(failure)) {
        under.takeBack(request, "nobody wants its result any more");
      } else if (under != null && Failures.isTimeout(failure)) {
        under.takeBack(request, "no result within " + spec.timeout().toSeconds() + " s");
      }
      throw failure;
    } finally {
      if (under != null) {
        under.over(request);
      }
    }
  }

  private @Nullable CallsUnderWay calls(McpSyncClient of) {
    lock.lock();
    try {
      return client == of ? calls : null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A call has failed: the server is asked at once whether it is there, by who keeps the connection
   * up, and waited for a second.
   *
   * @return whether it has answered, or is lost
   */
  boolean isClear(McpSyncClient which) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = LOOK.toNanos();
      doubt();
      while (client == which && doubted && left > 0) {
        left = moved.awaitNanos(left);
      }
      return client != which || !doubted;
    } finally {
      lock.unlock();
    }
  }

  private void doubt() {
    lock.lock();
    try {
      doubted = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A client was found to be of no use. */
  private void lost(McpSyncClient which, String reason) {
    lock.lock();
    try {
      if (client != which) {
        return;
      }
      client = null;
      why = reason;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.warn("MCP server {} {}; it is connected to again", spec.name(), reason);
    which.close();
  }

  private void keep() {
    Duration wait = FIRST_WAIT;
    try {
      while (!isClosed()) {
        boolean up = connect();
        firstTry.countDown();
        wait = up ? FIRST_WAIT : min(wait.multipliedBy(2), LONGEST_WAIT);
        if (up) {
          stayConnected();
        }
        pause(wait);
      }
    } catch (InterruptedException stopped) {
      LOG.debug("MCP server {} is let go of", spec.name());
    } finally {
      firstTry.countDown();
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void pause(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (left > 0 && !closed) {
        left = moved.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean connect() {
    Holder holder = new Holder();
    McpSyncClient fresh = null;
    try {
      CallsUnderWay through = transport(holder);
      holder.calls = through;
      fresh =
          McpClient.sync(through)
              .clientInfo(new McpSchema.Implementation("reveille", "0.1"))
              .requestTimeout(max(START, spec.timeout()))
              .initializationTimeout(START)
              .toolsChangeConsumer(this::offer)
              .build();
      holder.client = fresh;
      fresh.initialize();
      List<McpSchema.Tool> listed = list(fresh);
      if (!take(fresh, through, holder)) {
        fresh.close();
        return false;
      }
      offer(listed);
      LOG.info("MCP server {} is connected, {} tools", spec.name(), listed.size());
      return true;
    } catch (RuntimeException cannot) {
      if (fresh != null) {
        fresh.close();
      }
      String reason = holder.over == null ? Failures.words(cannot) : "it " + holder.over;
      failed("cannot be connected to: " + reason);
      return false;
    }
  }

  /**
   * False if nobody wants it any more.
   *
   * @throws IllegalStateException it has ended meanwhile
   */
  private boolean take(McpSyncClient fresh, CallsUnderWay through, Holder holder) {
    lock.lock();
    try {
      if (holder.over != null) {
        throw new IllegalStateException("it " + holder.over);
      }
      if (!closed) {
        client = fresh;
        calls = through;
        doubted = false;
        moved.signalAll();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** What a transport tells is for those that are there only after it. */
  private static final class Holder {
    private volatile @Nullable McpSyncClient client;
    private volatile @Nullable CallsUnderWay calls;
    private volatile @Nullable String over;

    private void ended(String request) {
      CallsUnderWay told = calls;
      if (told != null) {
        told.ended(request);
      }
    }
  }

  private void failed(String reason) {
    boolean news;
    lock.lock();
    try {
      news = !why.equals(reason);
      why = reason;
      failures++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    if (news) {
      LOG.warn("MCP server {} {}", spec.name(), reason);
    }
  }

  private static List<McpSchema.Tool> list(McpSyncClient from) {
    List<McpSchema.Tool> all = new ArrayList<>();
    McpSchema.ListToolsResult page = from.listTools(null);
    all.addAll(page.tools());
    for (int n = 1; n < MOST_PAGES && page.nextCursor() != null; n++) {
      page = from.listTools(page.nextCursor());
      all.addAll(page.tools());
    }
    return all;
  }

  private void offer(List<McpSchema.Tool> listed) {
    List<McpSchema.Tool> shown =
        listed.stream()
            .filter(tool -> fits(spec.allowed(), tool.name()))
            .filter(tool -> !fits(spec.denied(), tool.name()))
            .toList();
    lock.lock();
    try {
      if (shown.equals(tools)) {
        return;
      }
      tools = shown;
    } finally {
      lock.unlock();
    }
    changed.run();
  }

  private static boolean fits(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> Event.matches(pattern, name));
  }

  /** Returns when the connection is lost. One over HTTP shows that only when it is asked. */
  private void stayConnected() throws InterruptedException {
    while (true) {
      McpSyncClient now;
      lock.lockInterruptibly();
      try {
        if (client != null && !doubted) {
          moved.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
        now = client;
        if (now == null || closed) {
          return;
        }
      } finally {
        lock.unlock();
      }
      try {
        now.ping();
        settle();
      } catch (RuntimeException silent) {
        lost(now, "does not answer: " + Failures.words(silent));
        return;
      }
    }
  }

  private void settle() {
    lock.lock();
    try {
      doubted = false;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private CallsUnderWay transport(Holder holder) {
    McpClientTransport plain =
        switch (spec.how()) {
          case McpSpec.How.Started how ->
              new ProcessTransport(process(how), mapper(), () -> over(holder, "has ended"));
          case McpSpec.How.At how -> http(how, holder);
        };
    return new CallsUnderWay(plain, spec.timeout(), wrong -> broken(holder, wrong));
  }

  /** A server that has forgotten the session may have other tools by now: all begins anew. */
  private void broken(Holder of, Throwable wrong) {
    if (wrong instanceof McpTransportSessionNotFoundException) {
      over(of, "has forgotten the session");
    } else {
      doubt();
    }
  }

  /** If it was still being connected to, that fails at once. */
  private void over(Holder of, String reason) {
    of.over = reason;
    McpSyncClient its = of.client;
    if (its != null) {
      lost(its, reason);
      its.close();
    }
  }

  private static io.modelcontextprotocol.json.McpJsonMapper mapper() {
    return McpJsonDefaults.getMapper();
  }

  /** Of the server's own environment only what programs cannot do without: no secrets. */
  private ProcessBuilder process(McpSpec.How.Started how) {
    List<String> line = new ArrayList<>();
    line.add(variables.fill(how.command()));
    line.addAll(variables.fill(how.arguments()));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().retainAll(PASSED_ON);
    builder.environment().putAll(variables.fill(how.environment()));
    return builder;
  }

  private McpClientTransport http(McpSpec.How.At how, Holder holder) {
    URI uri = URI.create(variables.fill(how.url()));
    if (uri.getHost() == null) {
      throw new IllegalStateException("its url must be http:// or https:// with a host");
    }
    String path = Objects.requireNonNullElse(uri.getRawPath(), "");
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    Map<String, String> headers = variables.fill(how.headers());
    return HttpClientStreamableHttpTransport.builder(
            uri.getScheme() + "://" + uri.getRawAuthority())
        .endpoint((path.isEmpty() ? "/" : path) + query)
        .clientBuilder(WatchedHttpClient.builder(START, holder::ended))
        .jsonMapper(mapper())
        .httpRequestCustomizer((request, method, endpoint, body, context) -> {
          headers.forEach(request::setHeader);
          if (context.get(CallsUnderWay.ID) instanceof String id) {
            request.setHeader(WatchedHttpClient.REQUEST, id);
          }
        })
        .build();
  }

  @Override
  public void close() {
    McpSyncClient last;
    lock.lock();
    try {
      closed = true;
      last = client;
      client = null;
      why = "was let go of";
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    keeper.interrupt();
    if (last != null) {
      last.close();
    }
  }
}
