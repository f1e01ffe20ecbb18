package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlicesTest {

  /**
   * Databases hold these: if one of them changes, agents of older ones are looked after by none.
   */
  @ParameterizedTest
  @CsvSource({"a,67", "agent-00001,209", "user,73", "user:olaf,114", "reveille:events,6"})
  void aSliceIsFixedForEver(String agent, int slice) {
    assertThat(Slices.of(new AgentId(agent))).isEqualTo(slice);
  }

  @Test
  void slicesAreOfAboutOneSize() {
    int[] sizes = new int[Slices.COUNT];
    IntStream.range(0, 25_600)
        .mapToObj(i -> new AgentId("agent-%05d".formatted(i)))
        .forEach(agent -> sizes[Slices.of(agent)]++);
    assertThat(IntStream.of(sizes)).allMatch(size -> size >= 50 && size <= 150);
  }
}
