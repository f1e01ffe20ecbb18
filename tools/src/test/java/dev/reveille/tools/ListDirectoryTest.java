package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListDirectoryTest {
  @TempDir Path temp;
  private Path folder;
  private Caller caller;

  @BeforeEach
  void files() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
    Files.createDirectories(folder.resolve("b/c"));
    Files.createDirectories(folder.resolve(".git/objects"));
    Files.writeString(folder.resolve("b/c/deep.txt"), "12345");
    Files.writeString(folder.resolve("a.txt"), "123");
    Files.writeString(temp.resolve("secret.txt"), "s");
    Files.createSymbolicLink(folder.resolve("in"), Path.of("b"));
    Files.createSymbolicLink(folder.resolve("out"), temp);
    caller = Caller.in(folder, ToolLimits.STANDARD);
  }

  @Test
  void listsByName() throws Exception {
    assertThat(caller.returned("list_directory", "{}"))
        .isEqualTo(".git/\na.txt  3 bytes\nb/\nin  link\nout  link out of the workspace");
    assertThat(caller.returned("list_directory", "{'path': 'in'}")).isEqualTo("c/");
  }

  @Test
  void goesIntoFoldersButNotThroughLinks() throws Exception {
    assertThat(caller.returned("list_directory", "{'recursive': true}"))
        .isEqualTo(
            ".git/\na.txt  3 bytes\nb/\nb/c/\nb/c/deep.txt  5 bytes\nin  link\n"
                + "out  link out of the workspace");
  }

  @Test
  void staysInside() throws Exception {
    assertThat(caller.failed("list_directory", "{'path': 'out'}"))
        .contains("outside the workspace");
    assertThat(caller.failed("list_directory", "{'path': '..'}")).contains("outside the workspace");
    assertThat(caller.failed("list_directory", "{'path': 'a.txt'}")).contains("read_file reads it");
  }

  @Test
  void boundsEntriesVisitsAndDepth() throws Exception {
    Files.createDirectory(folder.resolve("empty"));
    assertThat(caller.returned("list_directory", "{'path': 'empty'}"))
        .isEqualTo("[the folder is empty]");
    String more = "\n[there is more; list a folder further down]";
    assertThat(limited("{\"listEntries\": 2}").returned("list_directory", "{}"))
        .isEqualTo(".git/\na.txt  3 bytes" + more);
    assertThat(limited("{\"visits\": 3}").returned("list_directory", "{}")).endsWith(more);
    assertThat(limited("{\"folderDepth\": 2}").returned("list_directory", "{'recursive': true}"))
        .contains("b/c/")
        .doesNotContain("deep.txt")
        .endsWith(more);
  }

  @Test
  void leavesAClosedPartOut() throws Exception {
    Workspace closed = Workspace.at(folder).closing(folder.resolve("b/c"));
    assertThat(Caller.in(closed, ToolLimits.STANDARD).returned("list_directory", "{'path': 'b'}"))
        .isEqualTo("[the folder is empty]");
  }

  private Caller limited(String changes) throws IOException {
    return Caller.in(folder, ToolLimits.STANDARD.with(Json.object(changes)));
  }
}
