package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final AgentId A = new AgentId("a");

  private final FakeJournal journal = new FakeJournal();
  private Feed feed = new Feed(journal, 3);

  /** Adds an append of so many entries. */
  private void append(int entries) {
    journal.add(
        new Journal.Recorded(
            journal.head() + 1,
            A,
            journal.head() + 1,
            Instant.EPOCH,
            AgentState.IDLE,
            AgentState.IDLE,
            Collections.nCopies(entries, new Entry.AgentStarted())));
  }

  private List<Long> after(long cursor, int limit) throws InterruptedException {
    return feed.after(cursor, limit, Duration.ZERO).stream()
        .map(Journal.Recorded::position)
        .toList();
  }

  /** Appends of two entries begin at 1, 3, 5, 7 and 9; the last three are in memory. */
  @ParameterizedTest
  @CsvSource({
    "0,  10, 1 3 5 7 9, disk",
    "1,  10, 1 3 5 7 9, disk",
    "2,  10, 3 5 7 9,   disk",
    "3,  10, 3 5 7 9,   disk",
    "4,  10, 5 7 9,     memory",
    "5,  10, 5 7 9,     memory",
    "6,  10, 7 9,       memory",
    "9,  10, 9,         memory",
    "10, 10, '',        memory",
    "99, 10, '',        memory",
    "2,  2,  3 5,       disk",
    "4,  2,  5 7,       memory",
  })
  void tellsWhatHasEntriesAfterTheCursor(long cursor, int limit, String told, String from)
      throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      append(2);
    }
    List<Long> expected = new ArrayList<>();
    for (String position : told.isEmpty() ? new String[0] : told.split(" ")) {
      expected.add(Long.valueOf(position));
    }
    assertThat(after(cursor, limit)).isEqualTo(expected);
    assertThat(journal.reads.isEmpty()).isEqualTo(from.equals("memory"));
    assertThat(feed.lags(cursor)).isEqualTo(from.equals("disk"));
  }

  @Test
  void whatIsOlderThanTheFeedComesFromDisk() throws InterruptedException {
    append(2);
    append(2);
    feed = new Feed(journal, 3);
    assertThat(feed.head()).isEqualTo(4);
    assertThat(after(0, 10)).containsExactly(1L, 3L);
    assertThat(after(4, 10)).isEmpty();
    append(1);
    assertThat(after(4, 10)).containsExactly(5L);
    assertThat(after(3, 10)).containsExactly(3L, 5L);
  }

  @Test
  void aReaderThatFollowsSeesEverythingOnce() throws InterruptedException {
    List<Long> seen = new ArrayList<>();
    long cursor = 0;
    for (int i = 0; i < 50; i++) {
      append(1 + i % 3);
      if (i % 7 == 0) {
        for (Journal.Recorded row : feed.after(cursor, 2, Duration.ZERO)) {
          seen.add(row.position());
          cursor = row.last();
        }
      }
    }
    while (cursor < feed.head()) {
      for (Journal.Recorded row : feed.after(cursor, 2, Duration.ZERO)) {
        seen.add(row.position());
        cursor = row.last();
      }
    }
    assertThat(seen).isEqualTo(journal.rows.stream().map(Journal.Recorded::position).toList());
  }

  /** What another process wrote is in the journal before it is heard here. */
  @ParameterizedTest
  @CsvSource({"4, true, ''", "5, true, after 4", "6, true, after 5", "7, false, after 6"})
  void knowsHowFarTheJournalGoes(long position, boolean reached, String read) {
    append(2);
    append(2);
    feed = new Feed(journal, 3);
    journal.rows.add(
        new Journal.Recorded(
            5,
            A,
            5,
            Instant.EPOCH,
            AgentState.IDLE,
            AgentState.IDLE,
            Collections.nCopies(2, new Entry.AgentStarted())));
    assertThat(feed.reaches(position)).isEqualTo(reached);
    assertThat(String.join(" ", journal.reads)).isEqualTo(read);
  }

  @Test
  void whoWaitsIsToldAtOnce() {
    AtomicReference<List<Journal.Recorded>> told = new AtomicReference<>();
    Thread reader = reader(told);
    append(1);
    Awaitility.await().atMost(SOON).until(() -> !reader.isAlive());
    assertThat(told.get()).hasSize(1);
  }

  @Test
  void closingLetsGoOfWhoWaits() {
    AtomicReference<List<Journal.Recorded>> told = new AtomicReference<>();
    Thread reader = reader(told);
    feed.close();
    Awaitility.await().atMost(SOON).until(() -> !reader.isAlive());
    assertThat(told.get()).isEmpty();
  }

  private Thread reader(AtomicReference<List<Journal.Recorded>> told) {
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                told.set(feed.after(0, 10, Duration.ofMinutes(1)));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Awaitility.await().atMost(SOON).until(() -> reader.getState() != Thread.State.NEW);
    return reader;
  }
}
