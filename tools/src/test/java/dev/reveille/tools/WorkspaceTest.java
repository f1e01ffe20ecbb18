package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
  @TempDir Path temp;
  private Workspace workspace;
  private Path root;

  @BeforeEach
  void folders() throws IOException {
    root = Files.createDirectories(temp.resolve("work"));
    Path outside = Files.createDirectories(temp.resolve("work-outside"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createDirectories(root.resolve("docs/deep"));
    Files.writeString(root.resolve("docs/a.txt"), "a");
    Files.writeString(root.resolve("..hidden"), "two dots are only a name here");
    Files.createSymbolicLink(root.resolve("inlink"), Path.of("docs"));
    Files.createSymbolicLink(root.resolve("outlink"), outside);
    Files.createSymbolicLink(root.resolve("outfile"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("docs/upout"), Path.of("../../work-outside"));
    Files.createSymbolicLink(root.resolve("chain"), Path.of("outlink"));
    Files.createSymbolicLink(root.resolve("dangling"), temp.resolve("work-outside/new.txt"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    workspace = Workspace.at(root);
    root = workspace.root();
  }

  @ParameterizedTest
  @CsvSource({
    "docs/a.txt,         docs/a.txt",
    "./docs//a.txt,      docs/a.txt",
    "docs/,              docs",
    ".,                  .",
    "'',                 .",
    "inlink/a.txt,       docs/a.txt",
    "inlink,             docs",
    "..hidden,           ..hidden",
  })
  void findsWhatIsInside(String path, String shown) throws IOException {
    Path found = workspace.existing(path);
    assertThat(workspace.show(found)).isEqualTo(shown);
    assertThat(found).isEqualTo(found.toRealPath());
  }

  @Test
  void takesAnAbsolutePathInside() throws IOException {
    assertThat(workspace.existing(root.resolve("docs/a.txt").toString()))
        .isEqualTo(root.resolve("docs/a.txt"));
    Path link = Files.createSymbolicLink(temp.resolve("link-to-work"), root);
    Workspace byLink = Workspace.at(link);
    assertThat(byLink.existing(link.resolve("docs").toString())).isEqualTo(root.resolve("docs"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../work-outside/secret.txt",
        "docs/../../work-outside/secret.txt",
        "docs/../docs/a.txt",
        "/etc/passwd",
        "/",
        "outlink",
        "outlink/secret.txt",
        "outfile",
        "docs/upout/secret.txt",
        "chain/secret.txt",
        "inlink/upout/secret.txt",
      })
  void refusesWhatIsOutside(String path) {
    assertThatThrownBy(() -> workspace.existing(path))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("outside the workspace");
    assertThatThrownBy(() -> workspace.target(path))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("outside the workspace");
  }

  @ParameterizedTest
  @CsvSource({
    "nothing.txt,     'there is no \"nothing.txt\"'",
    "docs/nothing,    'there is no \"docs/nothing\"'",
    "docs/a.txt/b,    '\"docs/a.txt\" is a file'",
    "dangling,        'cannot be followed'",
    "loop/x,          'cannot be followed'",
    "a\0b,            'not a path'",
  })
  void saysWhatIsNotThere(String path, String expected) {
    assertThatThrownBy(() -> workspace.existing(path))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "new.txt,            new.txt",
    "x/y/z.txt,          x/y/z.txt",
    "inlink/new/n.txt,   docs/new/n.txt",
    "docs/a.txt,         docs/a.txt",
  })
  void findsWhereToWrite(String path, String expected) throws IOException {
    assertThat(workspace.target(path)).isEqualTo(root.resolve(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dangling", "dangling/x", "outlink/new.txt", "docs/a.txt/b", "../new"})
  void refusesToWriteElsewhere(String path) {
    assertThatThrownBy(() -> workspace.target(path)).isInstanceOf(RefusedException.class);
  }

  @Test
  void whatIsClosedMayBeAFileOrComeToBeLater() throws IOException {
    Workspace closed = workspace.closing(root.resolve("docs/a.txt")).closing(root.resolve("later"));
    assertThatThrownBy(() -> closed.existing("docs/a.txt")).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> closed.target("docs/a.txt")).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> closed.target("later/x.md")).isInstanceOf(RefusedException.class);
    Files.createDirectory(root.resolve("later"));
    assertThatThrownBy(() -> closed.existing("later")).isInstanceOf(RefusedException.class);
    assertThat(closed.target("docs/b.txt")).isEqualTo(root.resolve("docs/b.txt"));
  }

  @Test
  void opensOnlyWhatIsStillReal() throws IOException {
    Path file = workspace.existing("docs/a.txt");
    Files.delete(file);
    Files.createSymbolicLink(file, temp.resolve("work-outside/secret.txt"));
    assertThatThrownBy(() -> workspace.open(file)).isInstanceOf(RefusedException.class);

    Path deep = Files.writeString(root.resolve("docs/deep/secret.txt"), "mine");
    Files.move(root.resolve("docs/deep"), root.resolve("docs/was-deep"));
    Files.createSymbolicLink(root.resolve("docs/deep"), temp.resolve("work-outside"));
    assertThatThrownBy(() -> workspace.open(deep)).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> workspace.open(root)).isInstanceOf(RefusedException.class);
  }

  @Test
  void keepsAClosedPartClosed() throws IOException {
    Files.createSymbolicLink(root.resolve("way-in"), Path.of("docs/deep"));
    Workspace closed = workspace.closing(root.resolve("docs/deep"));
    assertThat(closed.existing("docs/a.txt")).exists();
    for (String path : new String[] {"docs/deep", "docs/deep/x", "way-in/x", "inlink/deep/x"}) {
      assertThatThrownBy(() -> closed.target(path)).isInstanceOf(RefusedException.class);
    }
  }

  @Test
  void mustBeAFolder() {
    assertThatThrownBy(() -> Workspace.at(root.resolve("docs/a.txt")))
        .hasMessageContaining("folder");
    assertThatThrownBy(() -> Workspace.at(root.resolve("nothing"))).isInstanceOf(IOException.class);
  }
}
