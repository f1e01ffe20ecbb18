package dev.reveille.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.testkit.RandomHistory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditTest {
  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void live() {
    try (SqliteStore store = Lives.open(folder)) {
      Lives.live(store, RandomHistory.withPost(21, 10), 1_600);
    }
  }

  @Test
  void aSoundStoreIsWell() {
    assertThat(Offline.check(folder, said::add)).as("%s", said).isZero();
    assertThat(said).last().isEqualTo("all is well: 1600 appends");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
          UPDATE agents SET queued = queued + 1 WHERE agent_id = 'agent-00003' | the row of agent agent-00003 is
          UPDATE agents SET busy = 1 - busy WHERE agent_id = 'agent-00003'     | busy of agent agent-00003 is
          DELETE FROM agents WHERE agent_id = 'agent-00003'                    | the row of agent agent-00003 is
          UPDATE tasks SET state = 8 WHERE position = (SELECT max(position) FROM tasks WHERE state <> 8) | the row of task
          UPDATE tasks SET origin = 'nobody' WHERE position = (SELECT min(position) FROM tasks) | the row of task
          INSERT INTO dead_letters VALUES (9, 'agent-00003', 9, 'none', 0, 0)   | the open dead letters of
          UPDATE snapshots SET body = CAST(replace(CAST(body AS TEXT), '"errorCount":', '"errorCount":1') AS BLOB) | the snapshot of
          UPDATE snapshots SET body = x'00'                                    | cannot be read
          UPDATE agents SET wake_load = 0.01 WHERE agent_id = 'agent-00003'    | wake_load of agent agent-00003 is
          UPDATE dead_letters SET kind = (kind + 1) % 3                              | the open dead letters of
          UPDATE mails SET status = (status + 1) % 3                           | the row of mail user/
          DELETE FROM mails WHERE agent_id = 'user'                            | the row of mail user/
          INSERT INTO mails VALUES (999999, 'x', 1, 'user', '', 0, '', NULL, 0, 0) | mails has
          UPDATE firings SET due_at_ms = due_at_ms + 1                         | the firing at position
          UPDATE firings SET schedule_id = 'another'                           | the firing at position
          INSERT INTO firings VALUES (999999, 'x', 's', 0, 0, 1, 0, 0, NULL, 1, 0) | firings has
          UPDATE events SET name = 'another'                                   | the event at position
          DELETE FROM events WHERE position = (SELECT max(position) FROM events) | the event at position
          UPDATE listeners SET wildcard = 1 - wildcard                         | listens for is
          DELETE FROM listeners                                                | listens for is
          INSERT INTO approvals VALUES ('x', 1, 1, 'c', 't', 0, 0)             | approvals has
          UPDATE notes SET at_ms = at_ms + 1                                   | the notes of
          DELETE FROM notes                                                    | the notes of
          INSERT INTO notes VALUES (999999, 'x', 'k', 't', '', 'x', 0)         | notes has
          INSERT INTO listeners VALUES (0, 'order', 'x')                       | listeners has
          INSERT INTO progress VALUES ('bookmark:post', 999999)                | a bookmark is at 999999
          INSERT INTO tasks VALUES (999999, 'x', 1, 0, 0, NULL, '', 0, 0, NULL, NULL, 0) | tasks has
""")
  void whatIsDerivedWronglyIsNamedAndRebuilt(String tampering, String finding) throws Exception {
    Lives.tamper(folder, tampering);
    assertThat(Offline.check(folder, said::add)).isPositive();
    assertThat(said).anySatisfy(line -> assertThat(line).contains(finding));
    Offline.rebuild(folder, said::add);
    said.clear();
    assertThat(Offline.check(folder, said::add)).as("%s", said).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DELETE FROM journal WHERE position = (SELECT max(position) FROM journal WHERE position < 300) | instead of
          DELETE FROM journal WHERE position = (SELECT max(position) FROM journal WHERE position < 300) | goes from number
          UPDATE journal SET body = x'5b5d5d' WHERE position = 1               | the entries at position 1 cannot be read
          UPDATE journal SET body = CAST('[{"type":"TaskSteered","task":1,"message":""}]' AS BLOB) WHERE position = 1 | cannot be folded at position 1
          UPDATE journal SET state_after = 4 - coalesce(state_after, 0) WHERE position = 1 | at position 1 the state of
          """)
  void aJournalThatCannotBeIsNamed(String tampering, String finding) throws Exception {
    Lives.tamper(folder, tampering);
    assertThat(Offline.check(folder, said::add)).isPositive();
    assertThat(said).anySatisfy(line -> assertThat(line).contains(finding));
  }

  @Test
  void aRunningStoreIsNotTouched() {
    try (SqliteStore store = Lives.open(folder)) {
      assertThatThrownBy(() -> Offline.check(folder, said::add))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      assertThat(store.head()).isPositive();
    }
  }

  @Test
  void aFolderWithoutADatabaseIsNotMadeOne() {
    Path empty = folder.resolve("empty");
    assertThatThrownBy(() -> Offline.rebuild(empty, said::add))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("there is no database " + empty);
    assertThat(empty).doesNotExist();
  }
}
