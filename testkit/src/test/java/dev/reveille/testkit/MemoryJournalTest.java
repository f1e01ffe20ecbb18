package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryJournalTest {

  @Nested
  class AsJournal extends JournalContract {
    @Override
    protected Stores.Open open() {
      return Stores.Open.of(new MemoryJournal());
    }
  }

  @Nested
  class AsPost extends PostContract {
    @Override
    protected Stores.Open open() {
      return Stores.Open.of(new MemoryJournal());
    }
  }

  @Nested
  class AsViews extends ViewsContract {
    @Override
    protected Stores.Open open() {
      return Stores.Open.of(new MemoryJournal());
    }
  }

  @Test
  void receiptsComeWhenTheExecutorRunsThem() {
    Queue<Runnable> later = new ArrayDeque<>();
    MemoryJournal journal = new MemoryJournal(later::add);
    Scribe a = new Scribe(journal, "a");
    CompletableFuture<Scribe.Outcome> outcome =
        a.begin(JournalContract.create(), JournalContract.T0);
    assertThat(outcome).isNotDone();
    later.remove().run();
    assertThat(outcome).isCompletedWithValue(new Scribe.Outcome.Durable(1));
  }

  @Test
  void equalSeedsGiveEqualHistories() {
    RandomHistory one = new RandomHistory(7, 10);
    RandomHistory two = new RandomHistory(7, 10);
    for (int i = 0; i < 500; i++) {
      assertThat(one.next()).isEqualTo(two.next());
    }
  }
}
