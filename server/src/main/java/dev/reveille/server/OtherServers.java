package dev.reveille.server;

import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolChoice;
import dev.reveille.server.config.Config;
import dev.reveille.server.control.HealthCheck;
import dev.reveille.tools.Latecomers;
import dev.reveille.tools.mcp.McpServers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configured servers of the Model Context Protocol. If there are none, nothing of that protocol
 * is loaded.
 */
final class OtherServers implements Latecomers, AutoCloseable {
  private final @Nullable McpServers servers;

  private OtherServers(@Nullable McpServers servers) {
    this.servers = servers;
  }

  static OtherServers start(Config config) {
    boolean any = !config.mcp().servers().isEmpty();
    return new OtherServers(
        any
            ? McpServers.start(Settings.mcp(config), System::getenv, config.mcp().waitSeconds())
            : null);
  }

  @Override
  public List<Tool> get() {
    return servers == null ? List.of() : servers.get();
  }

  @Override
  public void await(ToolChoice choice) throws InterruptedException {
    if (servers != null) {
      servers.await(choice);
    }
  }

  @Override
  public Optional<String> away(String tool) {
    return servers == null ? Optional.empty() : servers.away(tool);
  }

  /** One line for each server. */
  List<HealthCheck> checks() {
    return servers == null
        ? List.of()
        : servers.status().stream().map(OtherServers::check).toList();
  }

  /** What is lost is a tool, not the server: it stays well, and says so. */
  private static HealthCheck check(McpServers.Status status) {
    return new HealthCheck(
        "mcp:" + status.name(),
        true,
        status
            .trouble()
            .map(why -> "not there: the server " + why)
            .orElse("connected, " + status.tools() + " tools"));
  }

  @Override
  public void close() {
    if (servers != null) {
      servers.close();
    }
  }
}
