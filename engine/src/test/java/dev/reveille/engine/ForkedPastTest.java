package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.AgentId;
import dev.reveille.core.AgentState;
import dev.reveille.core.Entry;
import dev.reveille.core.Entry.TaskNudged.Cause;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.Priority;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.core.TaskTerms;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of conversations that were forked, or made shorter, or that went on by a nudge. */
class ForkedPastTest {
  private static final AgentId A = new AgentId("a");

  private final FakeJournal journal = new FakeJournal();
  private final List<Views.TaskRow> thread = new ArrayList<>();

  // ── the words ──────────────────────────────────────────────────────────────────────────────

  private void append(Entry entry) {
    long next = journal.head() + 1;
    journal.add(
        new Journal.Recorded(
            next, A, next, Instant.EPOCH, AgentState.IDLE, AgentState.IDLE, List.of(entry)));
  }

  private long queued(String prompt, @Nullable String threadId, TaskTerms.@Nullable Fork fork) {
    append(
        new Entry.TaskQueued(
            prompt,
            Priority.NORMAL,
            threadId,
            null,
            null,
            null,
            3,
            null,
            null,
            "client",
            null,
            null,
            fork == null ? null : new TaskTerms(null, null, null, fork, 0)));
    return journal.head();
  }

  private void says(long task, int step, String text) {
    append(
        new Entry.ModelReplied(
            task, step, new ModelReply(text, "", List.of(), Usage.NONE, ModelReply.Finish.STOP)));
  }

  private void calls(long task, int step, String id) {
    List<ToolCall> calls = List.of(new ToolCall(id, "tool", "{}"));
    append(
        new Entry.ModelReplied(
            task, step, new ModelReply("", "", calls, Usage.NONE, ModelReply.Finish.TOOL_CALLS)));
  }

  private void returns(long task, String id) {
    append(new Entry.ToolReturned(task, id, Entry.ToolReturned.Outcome.OK, "r-" + id));
  }

  private void compacted(long task, int through, String summary) {
    append(new Entry.ConversationCompacted(task, through, summary, Usage.NONE));
  }

  private long ended(long task, @Nullable String threadId) {
    append(new Entry.TaskSucceeded(task, null));
    thread.add(
        new Views.TaskRow(
            1,
            new TaskId(A, task),
            TaskState.SUCCEEDED,
            Priority.NORMAL,
            threadId,
            "client",
            1,
            Instant.EPOCH,
            null,
            null,
            journal.head()));
    return task;
  }

  private Conversation.Past past() {
    Threads threads =
        (agent, id, before, limit) ->
            thread.stream()
                .filter(row -> id.equals(row.threadId()) && row.id().seq() < before)
                .toList();
    return new JournalPast(journal, threads, A, 0, new Telling(100, 30_000));
  }

  private String told(long task) {
    Conversation conversation = new Conversation(task, journal.head() + 1);
    return conversation.messages(past()).stream()
        .map(ForkedPastTest::brief)
        .collect(Collectors.joining(" "));
  }

  private static String brief(Message message) {
    return switch (message) {
      case Message.System m -> "S:" + m.text();
      case Message.User m ->
          "U:" + m.text().replace("What was said and done before, in short:\n", "#");
      case Message.Assistant m ->
          m.calls().isEmpty() ? "A:" + m.text() : "A:" + m.calls().getFirst().callId();
      case Message.ToolResult m -> (m.isError() ? "E:" : "R:") + m.text();
    };
  }

  /** A task of two calls and an answer. */
  private long original() {
    long task = queued("p", null, null);
    calls(task, 1, "c");
    returns(task, "c");
    calls(task, 2, "d");
    returns(task, "d");
    says(task, 3, "x");
    return ended(task, null);
  }

  private long fork(long task, int step, @Nullable String prompt) {
    return queued(
        prompt == null ? "p" : prompt, null, new TaskTerms.Fork(task, step, prompt != null));
  }

  // ── forks ──────────────────────────────────────────────────────────────────────────────────

  @Test
  void aForkIsToldWhatWasSaidUpToItsStep() {
    long task = original();
    assertThat(told(fork(task, 1, "q"))).isEqualTo("U:p A:c R:r-c U:q");
    assertThat(told(fork(task, 2, "q"))).isEqualTo("U:p A:c R:r-c A:d R:r-d U:q");
    assertThat(told(fork(task, 3, "q"))).isEqualTo("U:p A:c R:r-c A:d R:r-d A:x U:q");
    assertThat(told(fork(task, 2, null))).isEqualTo("U:p A:c R:r-c A:d R:r-d");
    assertThat(told(fork(task, 0, null))).isEqualTo("U:p");
    assertThat(told(fork(task, 0, "q"))).as("anew").isEqualTo("U:q");
  }

  @Test
  void aForkOfAForkIsToldAll() {
    long second = fork(original(), 1, "q");
    says(second, 1, "y");
    ended(second, null);
    assertThat(told(fork(second, 1, "r"))).isEqualTo("U:p A:c R:r-c U:q A:y U:r");
  }

  @Test
  void aCallThatWasOpenWhenItWasForkedIsAnswered() {
    long task = queued("p", null, null);
    calls(task, 1, "c");
    assertThat(told(fork(task, 1, "q")))
        .isEqualTo("U:p A:c E:The task ended before this call had a result. U:q");
  }

  @Test
  void aForkOfWhatWasMadeShorterBegins() {
    long task = queued("p", null, null);
    calls(task, 1, "c");
    returns(task, "c");
    calls(task, 2, "d");
    returns(task, "d");
    compacted(task, 1, "S");
    says(task, 3, "x");
    ended(task, null);
    assertThat(told(fork(task, 3, "q"))).isEqualTo("U:p U:#S A:d R:r-d A:x U:q");
    assertThat(told(fork(task, 1, "q"))).as("before it was").isEqualTo("U:p A:c R:r-c U:q");
  }

  // ── shorter ────────────────────────────────────────────────────────────────────────────────

  @Test
  void theSecondSummaryStandsForTheFirst() {
    long task = queued("p", null, null);
    calls(task, 1, "c");
    returns(task, "c");
    compacted(task, 1, "S");
    assertThat(told(task)).isEqualTo("U:p U:#S");
    calls(task, 2, "d");
    returns(task, "d");
    calls(task, 3, "e");
    returns(task, "e");
    assertThat(told(task)).isEqualTo("U:p U:#S A:d R:r-d A:e R:r-e");
    compacted(task, 2, "T");
    assertThat(told(task)).isEqualTo("U:p U:#T A:e R:r-e");
    assertThat(journal.rows).as("the originals stay").hasSize(9);
  }

  @Test
  void whatASummarySpeaksOfIsNotToldInTheThreadAgain() {
    long one = queued("one", "t", null);
    says(one, 1, "1");
    ended(one, "t");
    long two = queued("two", "t", null);
    compacted(two, 0, "S");
    assertThat(told(two)).isEqualTo("U:two U:#S");
    says(two, 1, "2");
    ended(two, "t");
    assertThat(told(queued("three", "t", null))).isEqualTo("U:two U:#S A:2 U:three");
  }

  @Test
  void whatAFollowerOfAShortenedThreadWouldLeaveOutIsWholeSteps() {
    long task = queued("p", null, null);
    for (int step = 1; step <= 6; step++) {
      calls(task, step, "c" + step);
      returns(task, "c" + step);
    }
    for (int room = 0; room < 60; room++) {
      Compaction plan =
          new Conversation(task, journal.head() + 1).compaction(past(), room).orElseThrow();
      Transcript shorter = past().before(task, journal.head() + 1).own();
      shorter.add(new Entry.ConversationCompacted(task, plan.throughStep(), "S", Usage.NONE));
      List<Message> left = shorter.messages();
      assertThat(left).hasSize(2 + 2 * (6 - plan.throughStep()));
      assertThat(plan.told()).hasSize(1 + 2 * plan.throughStep());
      int tokens = Compaction.tokens(left.subList(2, left.size()));
      assertThat(tokens <= room || plan.throughStep() == 5).as("room %s", room).isTrue();
    }
  }

  @Test
  void oneStepAloneCannotBeLeftOut() {
    long task = queued("p", null, null);
    calls(task, 1, "c");
    returns(task, "c");
    assertThat(new Conversation(task, journal.head() + 1).compaction(past(), 0)).isEmpty();
  }

  // ── nudges ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void aNudgeIsHeardBehindTheReplyThatItIsAbout() {
    long task = queued("p", null, null);
    says(task, 1, "half ");
    append(new Entry.TaskNudged(task, Cause.CUT, "go on"));
    says(task, 2, "");
    append(new Entry.TaskNudged(task, Cause.EMPTY, "say something"));
    assertThat(told(task)).isEqualTo("U:p A:half  U:go on U:say something");
    Conversation.Past past = past();
    assertThat(new Conversation(task, journal.head() + 1).unfinished(past)).isEqualTo("half ");
    says(task, 3, "whole");
    append(new Entry.TaskNudged(task, Cause.ASKED, "Continue."));
    assertThat(new Conversation(task, journal.head() + 1).unfinished(past))
        .isEqualTo("half whole\n\n");
    append(new Entry.TaskNudged(task, Cause.LOOP, "stop that"));
    assertThat(new Conversation(task, journal.head() + 1).unfinished(past)).isEmpty();
  }
}
