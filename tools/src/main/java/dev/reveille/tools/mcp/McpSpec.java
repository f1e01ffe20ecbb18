package dev.reveille.tools.mcp;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server of the Model Context Protocol, as its owner names it. In all texts of {@code how},
 * {@code ${NAME}} stands for a variable of the environment.
 *
 * @param name part of its tools' names
 * @param timeout how long a call may take
 * @param allowed names of its tools that agents are shown, {@code *} as wildcard
 * @param denied names of tools that they are not
 */
public record McpSpec(
    String name, How how, Duration timeout, List<String> allowed, List<String> denied) {
  public McpSpec {
    allowed = List.copyOf(allowed);
    denied = List.copyOf(denied);
  }

  /** How it is reached. */
  public sealed interface How {
    /** Started here, spoken to over its standard input and output. */
    record Started(String command, List<String> arguments, Map<String, String> environment)
        implements How {
      public Started {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
      }

      /** Arguments and environment may hold secrets. */
      @Override
      public String toString() {
        return command;
      }
    }

    /** At a URL, by streamable HTTP. */
    record At(String url, Map<String, String> headers) implements How {
      public At {
        headers = Map.copyOf(headers);
      }

      /** Headers may hold secrets, and so may a URL. */
      @Override
      public String toString() {
        return "its URL";
      }
    }
  }
}
