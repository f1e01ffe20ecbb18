package dev.reveille.client;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import picocli.CommandLine.ParameterException;

/** What the command line understands, without doing it. */
public final class Grammar {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
  private static final Shell SHELL =
      new Shell(
          InputStream.nullInputStream(),
          NOWHERE,
          NOWHERE,
          Map.of(),
          false,
          InstantSource.fixed(Instant.EPOCH),
          ZoneOffset.UTC,
          () -> TerminalSize.USUAL);

  private Grammar() {}

  /** What is wrong with it; empty if nothing is. */
  public static String complaint(String... args) {
    try {
      var _ = Root.all(SHELL).parseArgs(args);
      return "";
    } catch (ParameterException wrong) {
      return "" + wrong.getMessage();
    }
  }
}
