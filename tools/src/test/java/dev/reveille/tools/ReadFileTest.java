package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadFileTest {
  @TempDir Path folder;
  private Caller caller;

  @BeforeEach
  void tools() throws IOException {
    caller = Caller.in(folder, ToolLimits.STANDARD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``          | {'path': 'f'}                            | [the file is empty]",
        "a           | {'path': 'f'}                            | 1\\ta\\n",
        "a\\n         | {'path': 'f'}                            | 1\\ta\\n",
        "a\\n\\nb\\n    | {'path': 'f'}                            | 1\\ta\\n2\\t\\n3\\tb\\n",
        "a\\r\\nb      | {'path': 'f'}                            | 1\\ta\\n2\\tb\\n",
        "a\\nb\\nc     | {'path': 'f', 'offset': 2}               | 2\\tb\\n3\\tc\\n",
        "a\\nb\\nc     | {'path': 'f', 'limit': 2}                | 1\\ta\\n2\\tb\\n[more follows: read on with offset 3]",
        "a\\nb\\nc     | {'path': 'f', 'offset': 2, 'limit': 1}   | 2\\tb\\n[more follows: read on with offset 3]",
        "a\\nb\\nc     | {'path': 'f', 'offset': 3, 'limit': 9}   | 3\\tc\\n",
        "a\\nb\\nc     | {'path': 'f', 'offset': 9}               | [the file ends at line 3]",
        "äöü€😀      | {'path': 'f'}                            | 1\\täöü€😀\\n",
      })
  void readsLines(String content, String arguments, String expected) throws Exception {
    Files.writeString(folder.resolve("f"), content.translateEscapes());
    assertThat(caller.returned("read_file", arguments)).isEqualTo(expected.translateEscapes());
  }

  @Test
  void refusesBinaries() throws Exception {
    Files.write(folder.resolve("nul"), new byte[] {'a', 0, 'b'});
    byte[] noise = new byte[4000];
    new java.util.Random(1).nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = noise[i] == 0 ? 1 : noise[i];
    }
    Files.write(folder.resolve("noise"), noise);
    Files.write(folder.resolve("utf16"), "text".getBytes(StandardCharsets.UTF_16LE));
    for (String name : new String[] {"nul", "noise", "utf16"}) {
      assertThat(caller.failed("read_file", "{'path': '" + name + "'}"))
          .isEqualTo("\"" + name + "\" is not text but binary; read_file cannot show it.");
    }
    Files.write(
        folder.resolve("latin"), "Grüße aus Köln, alles gut".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(caller.returned("read_file", "{'path': 'latin'}")).contains("Gr\uFFFD\uFFFDe aus K");
  }

  @Test
  void boundsBytesAndReadsOn() throws Exception {
    String text =
        IntStream.rangeClosed(1, 20_000)
            .mapToObj(i -> "line " + i)
            .collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("long"), text);
    StringBuilder all = new StringBuilder();
    int offset = 1;
    int calls = 0;
    while (offset > 0) {
      String part = caller.returned("read_file", "{'path': 'long', 'offset': " + offset + "}");
      assertThat(part.length()).isLessThan(ToolLimits.STANDARD.resultChars());
      int note = part.indexOf("[more follows: read on with offset ");
      offset = note < 0 ? 0 : Integer.parseInt(part.substring(note).replaceAll("\\D", ""));
      (note < 0 ? part : part.substring(0, note))
          .lines()
          .forEach(l -> all.append(l.split("\t")[1]).append('\n'));
      calls++;
    }
    assertThat(all.toString().strip()).isEqualTo(text);
    assertThat(calls).isEqualTo(10);
  }

  @Test
  void boundsALineAndAHugeFile() throws Exception {
    Files.writeString(folder.resolve("wide"), "x".repeat(100_000) + "\nnext");
    assertThat(caller.returned("read_file", "{'path': 'wide'}"))
        .isEqualTo("1\t" + "x".repeat(8192) + " [rest of the line cut]\n2\tnext\n");
    try (var huge = new RandomAccessFile(folder.resolve("huge").toFile(), "rw")) {
      huge.writeBytes("first\n".repeat(2000)); // the head is text
      huge.setLength(1L << 40);
    }
    assertThat(caller.returned("read_file", "{'path': 'huge', 'offset': 5000}"))
        .isEqualTo("[only the first 67108864 bytes are readable]");
    assertThat(caller.returned("read_file", "{'path': 'huge', 'limit': 1}"))
        .startsWith("1\tfirst\n");
  }

  @Test
  void readsNothingElse() throws Exception {
    Files.createDirectory(folder.resolve("sub"));
    assertThat(caller.failed("read_file", "{'path': 'sub'}")).contains("not a file");
    assertThat(caller.failed("read_file", "{'path': '../x'}")).contains("outside the workspace");
    assertThat(caller.failed("read_file", "{'path': 'none'}")).contains("there is no \"none\"");
    assertThat(caller.failed("read_file", "{'path': 'a', 'offset': 0}")).contains("/offset");
  }
}
