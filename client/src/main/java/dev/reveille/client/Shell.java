package dev.reveille.client;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The surroundings of one command.
 *
 * @param terminal whether a person reads {@code out}
 * @param zone in which times are shown
 * @param size of the terminal, asked when it matters
 */
record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> env,
    boolean terminal,
    InstantSource clock,
    ZoneId zone,
    Supplier<TerminalSize> size) {

  Shell {
    env = Map.copyOf(env);
  }

  static Shell ofProcess() {
    return new Shell(
        System.in,
        System.out,
        System.err,
        System.getenv(),
        System.console() != null && System.console().isTerminal(),
        InstantSource.system(),
        ZoneId.systemDefault(),
        TerminalSize::now);
  }
}
