package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {
  @TempDir Path folder;

  /** Takes a folder, says so, and holds it until it is killed. */
  public static final class Holder {
    public static void main(String[] args) throws Exception {
      StoreLock lock = StoreLock.take(Path.of(args[0]));
      System.out.println("taken " + lock);
      System.in.read();
    }
  }

  @Test
  void aSecondProcessIsToldWhoHasTheFolder() throws Exception {
    Process holder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).startsWith("taken");
      assertThatThrownBy(() -> Lives.open(folder))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use by process " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    try (SqliteStore store = Lives.open(folder)) {
      assertThat(store.head()).isZero();
    }
  }
}
