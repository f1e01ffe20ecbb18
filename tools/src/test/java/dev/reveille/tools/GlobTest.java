package dev.reveille.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.java        | A.java          | true",
        "*.java        | x/y/A.java      | true",
        "*.java        | A.javac         | false",
        "**/*.java     | A.java          | true",
        "**/*.java     | x/y/A.java      | true",
        "x/*.java      | x/A.java        | true",
        "x/*.java      | x/y/A.java      | false",
        "x/**          | x/y/A.java      | true",
        "x/**/A.java   | x/A.java        | true",
        "x/**/A.java   | xx/A.java       | false",
        "?.md          | a.md            | true",
        "?.md          | ab.md           | false",
        "*.{md,txt}    | a.txt           | true",
        "*.{md,txt}    | a.tx            | false",
        "[a-c].md      | b.md            | true",
        "[!a-c].md     | b.md            | false",
        "x[!a]y/b      | x/y/b           | false",
        "a.b           | axb             | false",
        "a(b)+$^       | a(b)+$^         | true",
        "a}b,c         | a}b,c           | true",
        "[             | [               | true",
      })
  void matches(String glob, String path, boolean expected) throws RefusedException {
    assertThat(Glob.of(glob).matches(path, 10_000)).isEqualTo(expected);
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> Glob.of("{a")).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> Glob.of("[z-a]")).hasMessageContaining("\"[z-a]\" is not a glob");
  }

  @Test
  void doesNotHang() throws RefusedException {
    Glob stars = Glob.of("*a".repeat(20) + "b");
    assertThatThrownBy(() -> stars.matches("a".repeat(250), 100_000))
        .isInstanceOf(Metered.TooManySteps.class);
  }
}
