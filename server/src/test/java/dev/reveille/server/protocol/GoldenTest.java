package dev.reveille.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds a whole server against the talks in {@code golden/protocol}, each over the WebSocket and,
 * if it needs no notifications, over HTTP. With {@code -Dgolden.write=FOLDER} what is answered now
 * is written there instead.
 */
class GoldenTest {
  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> everyTalkGoesAsItIsWritten() throws IOException, URISyntaxException {
    Path talks =
        Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden/protocol")).toURI());
    try (Stream<Path> files = Files.list(talks)) {
      return files.sorted().toList().stream().flatMap(this::both);
    }
  }

  private Stream<DynamicTest> both(Path file) {
    String name = file.getFileName().toString();
    DynamicTest webSocket = DynamicTest.dynamicTest(name + " ws", () -> hold(file, true));
    return name.contains("-ws")
        ? Stream.of(webSocket)
        : Stream.of(webSocket, DynamicTest.dynamicTest(name + " http", () -> hold(file, false)));
  }

  private void hold(Path file, boolean webSocket) throws Exception {
    List<String> golden = Files.readAllLines(file);
    Path home = Files.createTempDirectory(folder, "server");
    try (WholeServer server = WholeServer.start(home);
        Talk talk = webSocket ? Talk.webSocket(server.address()) : Talk.http(server.address())) {
      List<String> actual = new Transcript(talk).replay(golden);
      String write = System.getProperty("golden.write");
      if (write == null) {
        assertThat(actual).isEqualTo(golden);
      } else {
        Files.write(Path.of(write).resolve(file.getFileName()), actual);
      }
    }
  }
}
