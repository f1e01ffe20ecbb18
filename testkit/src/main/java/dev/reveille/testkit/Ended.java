package dev.reveille.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a program wrote, and its exit code. */
public record Ended(int code, String out) {
  /**
   * Runs a program to its end. It writes to a file, not to us: who reads its output to the end
   * waits as long as anybody holds that open, whatever the limit.
   *
   * @param limit after which it is killed, and what it wrote is in the failure
   */
  public static Ended of(ProcessBuilder program, Duration limit)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("reveille-out-", ".txt");
    Process process = program.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      boolean over = process.waitFor(limit);
      String wrote = Files.readString(out);
      if (!over) {
        throw new AssertionError(program.command() + " was not over after " + limit + ": " + wrote);
      }
      return new Ended(process.exitValue(), wrote);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(out);
    }
  }
}
