package dev.reveille.tools.mcp;

import dev.reveille.engine.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All configured servers, and the tools of those that are or were there. */
public final class McpServers implements Supplier<List<Tool>>, AutoCloseable {
  private final List<McpConnection> connections = new ArrayList<>();
  private volatile List<Tool> tools = List.of();

  private McpServers() {}

  /**
   * Connects in the background: a server that is slow, or not there, holds nobody up.
   *
   * @param environment what {@code ${NAME}} stands for; null for what is not set
   */
  public static McpServers start(List<McpSpec> specs, UnaryOperator<@Nullable String> environment) {
    McpServers servers = new McpServers();
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
