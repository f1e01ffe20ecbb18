package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What tools may do beside what {@link WorkspaceConfig} says.
 *
 * @param command what {@code run_command} may run
 * @param web where {@code http_get} may go
 * @param limits limits of tools by name, see {@code docs/tools.md}
 */
public record ToolsConfig(Command command, Web web, Map<String, JsonNode> limits) {
  public ToolsConfig {
    limits = Map.copyOf(limits);
  }

  /**
   * @param programs programs that {@code run_command} may run, plain names (looked up on the
   *     server's {@code PATH}, the workspace left out) or absolute paths; none: there is no such
   *     tool
   * @param environment names of the server's variables that they are given; no others
   * @param timeoutSeconds how long one may run; the limit of all tool calls holds, too
   * @param maxOutputBytes kept of what one writes
   */
  public record Command(
      List<String> programs,
      List<String> environment,
      Duration timeoutSeconds,
      int maxOutputBytes) {
    public Command {
      programs = List.copyOf(programs);
      environment = List.copyOf(environment);
      check("timeoutSeconds", (int) Math.min(timeoutSeconds.toSeconds(), 1 << 30), 1, 86_400);
      check("maxOutputBytes", maxOutputBytes, 1, 16 << 20);
    }
  }

  /**
   * @param hosts hosts that {@code http_get} may read, {@code *} as wildcard, at ports 80 and 443;
   *     {@code host:8080} or {@code host:*} for others; none: there is no such tool
   * @param allowPrivate whether they may be at loopback, private or link-local addresses
   * @param timeoutSeconds how long one call may take, redirects included
   * @param maxBytes read of an answer
   */
  public record Web(
      List<String> hosts, boolean allowPrivate, Duration timeoutSeconds, int maxBytes) {
    public Web {
      hosts = List.copyOf(hosts);
      check("timeoutSeconds", (int) Math.min(timeoutSeconds.toSeconds(), 1 << 30), 1, 86_400);
      check("maxBytes", maxBytes, 1, 64 << 20);
    }
  }

  public static ToolsConfig defaults() {
    return new ToolsConfig(
        new Command(
            List.of(), List.of("PATH", "LANG", "LC_ALL", "TZ"), Duration.ofSeconds(60), 65_536),
        new Web(List.of(), false, Duration.ofSeconds(30), 2 << 20),
        Map.of());
  }
}
