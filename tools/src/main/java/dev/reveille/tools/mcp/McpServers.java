package dev.reveille.tools.mcp;

import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolChoice;
import dev.reveille.tools.Latecomers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All configured servers, and the tools of those that are or were there. */
public final class McpServers implements Latecomers, AutoCloseable {
  private final List<McpConnection> connections = new ArrayList<>();
  private volatile List<Tool> tools = List.of();

  private final long patience;

  private McpServers(Duration wait) {
    this.patience = System.nanoTime() + wait.toNanos();
  }

  /**
   * Connects in the background: the start waits for no server.
   *
   * @param environment what {@code ${NAME}} stands for; null for what is not set
   * @param wait how long from now on somebody may be held up by servers that have not been tried
   */
  public static McpServers start(
      List<McpSpec> specs, UnaryOperator<@Nullable String> environment, Duration wait) {
    McpServers servers = new McpServers(wait);
    Variables variables = new Variables(environment);
    for (McpSpec spec : specs) {
      servers.connections.add(new McpConnection(spec, variables, servers::collect));
    }
    servers.connections.forEach(McpConnection::start);
    return servers;
  }

  private synchronized void collect() {
    Map<String, Tool> byName = new LinkedHashMap<>();
    for (McpConnection connection : connections) {
      for (var listed : connection.tools()) {
        Tool tool = new McpTool(connection, listed);
        byName.putIfAbsent(tool.spec().name(), tool);
      }
    }
    tools = List.copyOf(byName.values());
  }

  /**
   * The tools, the same list as long as nothing has changed. Those of a server that was lost stay:
   * a call then says what is wrong.
   */
  @Override
  public List<Tool> get() {
    return tools;
  }

  /** A server that has been tried once holds nobody up, whatever came of it. */
  @Override
  public void await(ToolChoice choice) throws InterruptedException {
    for (McpConnection connection : connections) {
      if (choice.mayMean(connection.spec().name())) {
        connection.awaitFirstTry(patience - System.nanoTime());
      }
    }
  }

  @Override
  public Optional<String> away(String tool) {
    return connections.stream()
        .filter(c -> tool.startsWith(McpTool.name(c.spec().name(), "")))
        .flatMap(c ->
            Optional.ofNullable(c.trouble())
                .map(why -> "The MCP server " + c.spec().name() + " is away: it " + why)
                .stream())
        .map(why -> why + ". Nothing was called, so the call can be made again later.")
        .findFirst();
  }

  /**
   * How one server is.
   *
   * @param trouble what is wrong; empty if it is connected
   */
  public record Status(String name, Optional<String> trouble, int tools) {}

  /** How they are, in the order in which they were given. */
  public List<Status> status() {
    return connections.stream()
        .map(c -> new Status(c.spec().name(), Optional.ofNullable(c.trouble()), c.tools().size()))
        .toList();
  }

  @Override
  public void close() {
    connections.forEach(McpConnection::close);
  }
}
