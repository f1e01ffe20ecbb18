package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The week of docs/night.md, and that it can be lived through again. */
class NightTest {

  @Test
  void aWeekOfFiftyAgentsWithAllThatGoesWrong() {
    assertThat(Night.run(1).wrong()).isEmpty();
  }
}
