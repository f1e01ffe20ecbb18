package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What lies in a workspace and is no file: whoever opens a pipe waits for ever, and a device never
 * ends.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpecialFilesTest {
  @TempDir private Path folder;
  private Caller caller;

  @BeforeEach
  void files() throws Exception {
    caller = Caller.in(folder, ToolLimits.STANDARD);
    run("mkfifo", folder.resolve("pipe").toString());
    Files.writeString(folder.resolve("plain.txt"), "needle");
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read_file {'path': 'pipe'}",
        "edit_file {'path': 'pipe', 'oldText': 'a', 'newText': 'b'}",
        "write_file {'path': 'pipe', 'content': 'x'}",
        "write_file {'path': 'pipe/below', 'content': 'x'}"
      })
  void aPipeIsRefusedAndStays(String call) throws Exception {
    int space = call.indexOf(' ');
    assertThat(caller.failed(call.substring(0, space), call.substring(space + 1)))
        .doesNotContain("schema");
    assertThat(Files.readAttributes(folder.resolve("pipe"), "isOther").get("isOther"))
        .isEqualTo(true);
  }

  @Test
  void aSearchPassesItOver() throws Exception {
    String found = caller.returned("search_files", "{'text': 'needle'}");
    assertThat(found).contains("plain.txt");
    assertThat(caller.returned("list_directory", "{'path': '.'}")).contains("pipe", "plain.txt");
  }

  @Test
  void aSocketIsRefused() throws Exception {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(folder.resolve("sock")));
      assertThat(caller.failed("read_file", "{'path': 'sock'}")).contains("sock");
      caller.failed("write_file", "{'path': 'sock', 'content': 'x'}");
      assertThat(Files.isRegularFile(folder.resolve("sock"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
  }

  @Test
  void aDeviceIsRefused() throws Exception {
    assumeThat(run("mknod", folder.resolve("zero").toString(), "c", "1", "5"))
        .as("devices can be made here")
        .isTrue();
    caller.failed("read_file", "{'path': 'zero'}");
    caller.failed("edit_file", "{'path': 'zero', 'oldText': 'a', 'newText': 'b'}");
    caller.failed("write_file", "{'path': 'zero', 'content': 'x'}");
    assertThat(caller.returned("search_files", "{'text': 'needle'}")).contains("plain.txt");
  }
}
