package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class SearchFilesTest {
  @TempDir Path temp;
  private Path folder;
  private Caller caller;

  @BeforeEach
  void files() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
    Files.createDirectories(folder.resolve("src/deep"));
    Files.createDirectories(folder.resolve(".git"));
    Files.writeString(folder.resolve("src/A.java"), "class A {\n  // TODO one\n}\n");
    Files.writeString(folder.resolve("src/deep/B.java"), "class B {} // todo two\n");
    Files.writeString(folder.resolve("notes.md"), "TODO (three)\n");
    Files.writeString(folder.resolve(".git/config"), "TODO git\n");
    Files.write(folder.resolve("binary"), "TODO\0binary".getBytes());
    Files.writeString(temp.resolve("secret.md"), "TODO secret\n");
    Files.createSymbolicLink(folder.resolve("out"), temp);
    Files.createSymbolicLink(folder.resolve("secret.md"), temp.resolve("secret.md"));
    caller = Caller.in(folder, ToolLimits.STANDARD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'glob': '*.java'}                              | src/A.java⏎src/deep/B.java",
        "{'glob': '*.java', 'path': 'src/deep'}          | src/deep/B.java",
        "{'glob': 'src/*.java'}                          | src/A.java",
        "{'text': 'TODO'}                                | notes.md:1: TODO (three)⏎src/A.java:2:   // TODO one",
        "{'text': 'todo', 'ignoreCase': true, 'glob': '*.java'} | src/A.java:2:   // TODO one⏎src/deep/B.java:1: class B {} // todo two",
        "{'text': '(three)'}                             | notes.md:1: TODO (three)",
        "{'regex': '^class [AB]'}                        | src/A.java:1: class A {⏎src/deep/B.java:1: class B {} // todo two",
        "{'regex': 'TODO \\\\(t'}                        | notes.md:1: TODO (three)",
        "{'text': 'TODO', 'path': 'src/A.java'}          | src/A.java:2:   // TODO one",
        "{'text': 'TODO', 'limit': 1}                    | notes.md:1: TODO (three)⏎[there are more results; narrow the search]",
        "{'text': 'TODO', 'limit': 2}                    | notes.md:1: TODO (three)⏎src/A.java:2:   // TODO one",
        "{'text': 'nowhere'}                             | [nothing found]",
        "{'glob': '*.py'}                                | [nothing found]",
      })
  void finds(String arguments, String expected) throws InterruptedException {
    assertThat(caller.returned("search_files", arguments).split("\n"))
        .containsExactly(expected.split("⏎"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                            | at least one of glob, text and regex",
        "{'text': 'a', 'regex': 'b'}   | text or regex, not both",
        "{'regex': '(a'}               | regex is not a regular expression: Unclosed group near index 2",
        "{'glob': '{a'}                | \"{a\" is not a glob",
        "{'text': 'a', 'path': '..'}   | outside the workspace",
        "{'text': 'a', 'path': 'out'}  | outside the workspace",
        "{'text': 'a', 'limit': 201}   | /limit: must have a maximum value of 200",
      })
  void answersWhatItCannotDo(String arguments, String expected) throws InterruptedException {
    assertThat(caller.failed("search_files", arguments)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*a){25}$", "^(([a-z])+.)+[A-Z]([a-z])+$"})
  void aPatternThatBacktracksForEverIsStopped(String regex) throws Exception {
    Files.writeString(folder.resolve("bad.txt"), "a".repeat(5_000) + "!\n");
    assertThat(caller.failed("search_files", "{'regex': '" + regex + "'}"))
        .contains("takes too long at bad.txt:1", "use text");
  }

  @Test
  void boundsTimeAndBytes() throws Exception {
    var late = InstantSource.fixed(Caller.NOW.plus(ToolLimits.STANDARD.searchTime()).plusMillis(1));
    Caller slow = Caller.of(new SearchFiles(Workspace.at(folder), ToolLimits.STANDARD, late));
    assertThat(slow.returned("search_files", "{'text': 'TODO'}"))
        .contains("[stopped after 10000 ms; narrow the search]");

    Caller few = Caller.in(folder, ToolLimits.STANDARD.with(Json.object("{\"searchBytes\": 20}")));
    assertThat(few.returned("search_files", "{'text': 'TODO'}"))
        .contains("notes.md:1", "[stopped after 20 bytes; narrow the search]");

    Files.writeString(folder.resolve("big.md"), "x\n".repeat(100) + "TODO late\n");
    Caller small = Caller.in(folder, ToolLimits.STANDARD.with(Json.object("{\"fileBytes\": 100}")));
    assertThat(small.returned("search_files", "{'text': 'TODO', 'glob': 'big.md'}"))
        .isEqualTo("[nothing found]\n[only the beginning of big.md was searched]");
  }

  @Test
  void showsAnExcerptOfALongLine() throws Exception {
    Files.writeString(folder.resolve("wide.txt"), "x".repeat(4000) + "needle" + "y".repeat(4000));
    assertThat(caller.returned("search_files", "{'text': 'needle'}"))
        .startsWith("wide.txt:1: …xx")
        .contains("needle")
        .endsWith("y…")
        .hasSizeLessThan(330);
  }

  @Test
  void endsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> caller.call("search_files", "{'text': 'TODO'}"))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
