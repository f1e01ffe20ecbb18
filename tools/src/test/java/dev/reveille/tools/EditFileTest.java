package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditFileTest {
  @TempDir Path folder;

  private Caller caller() throws Exception {
    return Caller.in(folder, ToolLimits.STANDARD.with(Json.object("{\"writeBytes\": 40}")));
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("a.txt"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "one two three, two, 2, , one 2 three",
    "a.b.c, ., -, true, a-b-c",
    "one two, ' two', '', , one",
    "one, one, 'oneone', , oneone",
  })
  void replacesExactText(String before, String old, String with, String all, String after)
      throws Exception {
    Path file = file(before);
    String more = all == null ? "" : ", 'all': " + all;
    String arguments = "{'path': 'a.txt', 'oldText': '%s', 'newText': '%s'%s}";
    assertThat(caller().returned("edit_file", arguments.formatted(old, with, more)))
        .startsWith("replaced ")
        .endsWith(" in a.txt");
    assertThat(file).hasContent(after);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "one two, six, x, oldText is not in a.txt",
    "one one, one, x, oldText stands 2 times in a.txt",
    "one two, one, 0123456789012345678901234567890123456789, more than 40 bytes",
  })
  void refusesWhatIsNotClear(String before, String old, String with, String why) throws Exception {
    Path file = file(before);
    String arguments = "{'path': 'a.txt', 'oldText': '%s', 'newText': '%s'}";
    assertThat(caller().failed("edit_file", arguments.formatted(old, with))).contains(why);
    assertThat(file).hasContent(before);
  }

  @Test
  void refusesWhatIsNoTextOrNotThere() throws Exception {
    Files.write(folder.resolve("b"), new byte[] {'a', (byte) 0xff});
    String edit = "{'path': '%s', 'oldText': 'a', 'newText': 'b'}";
    assertThat(caller().failed("edit_file", edit.formatted("b"))).contains("UTF-8");
    assertThat(caller().failed("edit_file", edit.formatted("c"))).contains("there is no \"c\"");
    assertThat(caller().failed("edit_file", edit.formatted("../c"))).contains("outside");
  }
}
