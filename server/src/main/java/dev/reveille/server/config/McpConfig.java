package dev.reveille.server.config;

import static dev.reveille.server.json.OutOfBounds.check;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param servers servers of the Model Context Protocol by name, see {@code docs/mcp.md}
 * @param waitSeconds how long (at most 600) after the start of Reveille tasks wait for servers
 *     whose tools they may use to be tried for the first time; 0: not at all
 */
public record McpConfig(Map<String, Server> servers, Duration waitSeconds) {
  public McpConfig {
    check("waitSeconds", waitSeconds.toMillis() / 1e3, 0, 600);
    servers = Map.copyOf(servers);
    for (Map.Entry<String, Server> server : servers.entrySet()) {
      if (!server.getKey().matches("[A-Za-z0-9-]{1,24}")) {
        throw new IllegalArgumentException(
            "an MCP server's name must be 1 to 24 of A-Z a-z 0-9 -, but was \""
                + server.getKey()
                + '"');
      }
    }
  }

  /**
   * A server that is started here, or one that is reached at a URL; in all texts {@code ${NAME}}
   * stands for a variable of the environment.
   *
   * @param command program to start, spoken to over its standard input and output
   * @param args of the program
   * @param env its environment, beside the path
   * @param url where it is, for streamable HTTP
   * @param headers of each request
   * @param timeoutSeconds how long one call may take; 60 if left out
   * @param tools names of its tools that agents are shown, {@code *} as wildcard; all if left out
   * @param denyTools names of tools that they are not
   */
  public record Server(
      @Nullable String command,
      @Nullable List<String> args,
      @Nullable Map<String, String> env,
      @Nullable String url,
      @Nullable Map<String, String> headers,
      @Nullable Duration timeoutSeconds,
      @Nullable List<String> tools,
      @Nullable List<String> denyTools) {
    public Server {
      if ((command == null) == (url == null)) {
        throw new IllegalArgumentException("an MCP server has either a command or a url");
      }
    }

    /** Its headers and its environment may hold secrets. */
    @Override
    public String toString() {
      return command == null ? "Server[url]" : "Server[" + command + "]";
    }
  }

  public static McpConfig defaults() {
    return new McpConfig(Map.of(), Duration.ofSeconds(10));
  }
}
