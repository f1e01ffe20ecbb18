package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.engine.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteFileTest {
  @TempDir Path temp;
  private Path folder;
  private Caller caller;

  @BeforeEach
  void files() throws IOException {
    folder = Files.createDirectory(temp.resolve("work")).toRealPath();
    caller = Caller.in(folder, ToolLimits.STANDARD);
  }

  @Test
  void makesFileAndFoldersAndReplaces() throws Exception {
    assertThat(caller.returned("write_file", "{'path': 'a/b/c.md', 'content': 'one ä'}"))
        .isEqualTo("wrote 6 bytes to a/b/c.md");
    assertThat(folder.resolve("a/b/c.md")).hasContent("one ä");
    caller.returned("write_file", "{'path': 'a/b/c.md', 'content': ''}");
    assertThat(folder.resolve("a/b/c.md")).isEmptyFile();
    assertThat(names()).containsExactly("a", "a/b", "a/b/c.md");
  }

  @Test
  void keepsThePermissionsOfWhatItReplaces() throws Exception {
    Path script = Files.writeString(folder.resolve("run.sh"), "old");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));
    caller.returned("write_file", "{'path': 'run.sh', 'content': 'new'}");
    assertThat(Files.getPosixFilePermissions(script))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
  }

  @Test
  void replacesItsOwnLeftOverAfterACrash() throws Exception {
    caller.returned("write_file", "{'path': 'a.md', 'content': 'one'}");
    var key = java.util.UUID.nameUUIDFromBytes("key-1".getBytes());
    Files.writeString(folder.resolve(".reveille-" + key + ".tmp"), "half of a lo");
    caller.returned("write_file", "{'path': 'a.md', 'content': 'two'}");
    assertThat(folder.resolve("a.md")).hasContent("two");
    assertThat(names()).containsExactly("a.md");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/tmp/evil-reveille",
        "out/evil",
        "out",
        "dangling",
        "sub",
        ".",
        "file/evil"
      })
  void writesNothingElsewhere(String path) throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("file"), "kept");
    Files.createSymbolicLink(folder.resolve("out"), outside);
    Files.createSymbolicLink(folder.resolve("dangling"), outside.resolve("new"));
    List<String> before = names();
    caller.failed("write_file", "{'path': '" + path + "', 'content': 'evil'}");
    assertThat(names()).isEqualTo(before);
    assertThat(outside).isEmptyDirectory();
    assertThat(folder.resolve("file")).hasContent("kept");
  }

  @Test
  void boundsTheSize() throws Exception {
    Caller small = Caller.in(folder, ToolLimits.STANDARD.with(Json.object("{\"writeBytes\": 4}")));
    assertThat(small.failed("write_file", "{'path': 'a', 'content': 'äöü'}"))
        .isEqualTo("content has 6 bytes, but at most 4 can be written.");
    assertThat(names()).isEmpty();
  }

  @Test
  void isThereOnlyIfAllowed() throws Exception {
    var tools =
        BuiltIns.tools(
            Workspace.at(folder),
            ToolLimits.STANDARD,
            InstantSource.fixed(Caller.NOW),
            n -> List.of(),
            Permissions.NONE);
    assertThat(tools).extracting(tool -> tool.spec().name()).doesNotContain("write_file");
    assertThat(tools).extracting(Tool::spec).hasSize(7);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(p -> !p.equals(folder))
          .map(p -> folder.relativize(p).toString())
          .sorted()
          .toList();
    }
  }
}
