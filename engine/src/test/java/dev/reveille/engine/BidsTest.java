package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose turn it is. A priority is worth a hundred seconds. */
class BidsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final Bids bids = new Bids(Duration.ofSeconds(100));

  private void bid(String agent, Priority priority, long second) {
    bids.put(new AgentId(agent), priority, T0.plusSeconds(second));
  }

  /** The bids in the order in which they are made, and the order of the turns. */
  @ParameterizedTest
  @CsvSource({
    "a normal 0 b normal 0 c normal 1, a b c",
    "a low 0 b high 1, b a",
    "a low 0 b normal 99, b a",
    "a low 0 b normal 101, a b",
    "a low 0 b urgent 299, b a",
    "a low 0 b urgent 301, a b",
    "a low 0 b normal 0 c high 0 d urgent 0, d c b a",
    "a normal 5 b normal 3, b a",
    "a low 0 b low 1 a normal 2, a b",
    "b low 0 a low 1 a high 50, a b",
    "a high 0 b high 1 a low 2, b a",
    "a normal 0 b normal 1 a normal 2, a b",
    "a low 0 b normal 100, a b",
  })
  void turns(String made, String order) {
    String[] words = made.split(" ");
    for (int i = 0; i < words.length; i += 3) {
      bid(
          words[i],
          Priority.valueOf(words[i + 1].toUpperCase(java.util.Locale.ROOT)),
          Long.parseLong(words[i + 2]));
    }
    assertThat(order(Priority.LOW)).isEqualTo(order);
  }

  private String order(Priority atLeast) {
    List<String> order = new ArrayList<>();
    for (AgentId next = bids.poll(atLeast); next != null; next = bids.poll(atLeast)) {
      order.add(next.value());
    }
    return String.join(" ", order);
  }

  @Test
  void onlyThoseOfAtLeastAPriority() {
    bid("a", Priority.LOW, 0);
    bid("b", Priority.URGENT, 900);
    bid("c", Priority.HIGH, 1);
    assertThat(order(Priority.URGENT)).isEqualTo("b");
    assertThat(order(Priority.HIGH)).isEqualTo("c");
    assertThat(bids.size()).isEqualTo(1);
    bids.remove(new AgentId("a"));
    assertThat(bids.poll(Priority.LOW)).isNull();
  }

  /** Whoever wants many places gets one in each round. */
  @Test
  void roundByRound() {
    for (String agent : List.of("a", "b", "c")) {
      bid(agent, Priority.NORMAL, 0);
    }
    StringBuilder turns = new StringBuilder();
    for (int second = 1; second <= 9; second++) {
      AgentId next = bids.poll(Priority.LOW);
      assertThat(next).isNotNull();
      turns.append(next);
      bids.put(next, Priority.NORMAL, T0.plusSeconds(second));
    }
    assertThat(turns).hasToString("abcabcabc");
  }

  /** Among others that come for ever, faster than they are served: who came late is not before. */
  @Test
  void nobodyStarves() {
    SplittableRandom random = new SplittableRandom(7);
    Priority[] all = Priority.values();
    bid("poor", Priority.LOW, 0);
    int second = 0;
    for (AgentId turn = null; !new AgentId("poor").equals(turn); turn = bids.poll(Priority.LOW)) {
      assertThat(turn == null ? 0 : Integer.parseInt(turn.value().substring(1)))
          .as("seconds that it came after")
          .isLessThanOrEqualTo(300);
      second++;
      bid("n" + second, all[random.nextInt(all.length)], second);
      bid("u" + second, Priority.URGENT, second);
    }
    assertThat(second).isLessThan(700);
  }
}
