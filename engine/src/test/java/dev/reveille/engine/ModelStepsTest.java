package dev.reveille.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentConfig;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Decision;
import dev.reveille.core.Effect;
import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.Image;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.Moment;
import dev.reveille.core.TaskSpec;
import dev.reveille.core.TaskTerms;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One task from step to step, with a model that says what the test wants. */
class ModelStepsTest {
  private static final AgentId A = new AgentId("a");
  private static final Moment NOW = new Moment(Instant.parse("2026-11-22T19:30:00Z"), 0);

  private Models.Abilities abilities = Models.Abilities.UNKNOWN;
  private List<String> unpriced = List.of();
  private int takes = Integer.MAX_VALUE;
  private final Queue<ModelReply> replies = new ArrayDeque<>();
  private final List<Model.Request> asked = new ArrayList<>();
  private final List<Entry> journal = new ArrayList<>();
  private Agent agent = Agent.absent(A);
  private Conversation conversation = new Conversation(2, 2);

  // ── the scene ──────────────────────────────────────────────────────────────────────────────

  /** No tools: what they would answer is the test's business. */
  private static final class NoTools implements Tools {
    @Override
    public Optional<Tool.Spec> spec(String name) {
      return Optional.empty();
    }

    public List<Tool.Spec> specs(@Nullable Collection<String> names) {
      return List.of();
    }

    public List<Tool.Spec> specs() {
      return List.of();
    }

    @Override
    public Tool.Outcome call(String tool, String arguments, Tool.Context context) {
      throw new IllegalStateException("nobody calls " + tool);
    }
  }

  private static List<String> problems(tools.jackson.databind.JsonNode value) {
    return value.path("n").isInt() ? List.of() : List.of("n must be an integer");
  }

  private final ModelSteps steps =
      new ModelSteps(
          new Outside(
              new Fake(),
              new NoTools(),
              name -> Optional.empty(),
              new Tokens(),
              (schema, value) -> problems(value),
              Gauges.constant(0, 0)),
          new Profiles(name -> Optional.empty(), new InlineDefinitions(new FakeJournal())),
          null);

  /** Of which a test may know how much they take. */
  private final class Fake implements Models {
    @Override
    public Choice find(List<String> names) {
      return new Choice(ModelStepsTest.this::answer, "fake");
    }

    @Override
    public Abilities abilities(List<String> names) {
      return abilities;
    }

    @Override
    public List<String> unpriced(List<String> names) {
      return unpriced;
    }
  }

  private ModelReply answer(Model.Request request, Model.Sink sink) throws ModelException {
    asked.add(request);
    if (Compaction.tokens(request.messages()) > takes) {
      throw new ModelException(Failure.Kind.TOO_LONG, "too long for fake", Optional.empty());
    }
    return replies.remove();
  }

  private void says(String text, Finish finish) {
    replies.add(new ModelReply(text, "", List.of(), new Usage(10, 1), finish));
  }

  private void calls(String id) {
    ToolCall call = new ToolCall(id, "tool", "{\"of\": \"" + id + "\"}");
    replies.add(new ModelReply("", "", List.of(call), new Usage(10, 1), Finish.TOOL_CALLS));
  }

  private void does(Command command) {
    Decision decision = agent.decide(command, NOW);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    Decision.Accepted accepted = (Decision.Accepted) decision;
    agent = accepted.after();
    journal.addAll(accepted.entries());
    for (Entry entry : accepted.entries()) {
      if (entry instanceof Entry.TaskQueued queued) {
        conversation = Conversation.opened(agent.seq(), queued, Telling.STANDARD);
      } else if (entry instanceof Entry.OfTask of) {
        conversation.add(of);
      }
    }
  }

  private void begin(String prompt, String config, TaskTerms terms) {
    ConfigPatch patch = Json.MAPPER.readValue(config, ConfigPatch.class);
    does(new Command.Create("", null, AgentConfig.STANDARD.with(patch), true));
    does(new Command.Submit(TaskSpec.of(prompt).on(terms)));
    does(new Command.Begin(1));
  }

  /** Goes on until the task has ended; each call of a tool is answered with this. */
  private Entry run(String toolText) throws ModelException, InterruptedException {
    while (!agent.effects().isEmpty()) {
      Effect effect = agent.effects().getFirst();
      does(
          switch (effect) {
            case Effect.CallModel call -> steps.take(agent, call, conversation, nothingBefore());
            case Effect.CallTool call ->
                new Command.ToolDone(
                    call.task(), call.run(), call.callId(), false, call.callId() + toolText);
          });
    }
    return journal.getLast();
  }

  private static Conversation.Past nothingBefore() {
    return (task, seq) -> {
      throw new AssertionError("there is no past");
    };
  }

  private static TaskTerms withSchema() {
    return new TaskTerms(null, "{\"type\": \"object\"}", null, null, 0);
  }

  @Test
  void aDefinitionThatIsNotThereIsWaitedFor() {
    does(new Command.Create("watcher", null, AgentConfig.STANDARD, true));
    does(new Command.Submit(TaskSpec.of("look")));
    does(new Command.Begin(1));
    assertThatThrownBy(() -> run(""))
        .isInstanceOfSatisfying(
            ModelException.class,
            gone -> does(EffectRunner.failed((Effect.CallModel) agent.effects().getFirst(), gone)));
    assertThat(journal.getLast())
        .isInstanceOfSatisfying(
            Entry.TaskDeferred.class,
            wait ->
                assertThat(wait.failure().message()).contains("'watcher'", "put its file back"));
  }

  // ── results ────────────────────────────────────────────────────────────────────────────────

  @Test
  void partsOfAReplyThatWasCutAreOneResult() throws Exception {
    begin("p", "{}", TaskTerms.NONE);
    says("one ", Finish.LENGTH);
    says("two ", Finish.LENGTH);
    says("three", Finish.STOP);
    assertThat(run("")).isEqualTo(new Entry.TaskSucceeded(2, "one two three"));
    List<Message> told = asked.get(1).messages();
    assertThat(told.get(told.size() - 2)).isEqualTo(new Message.Assistant("one ", List.of()));
    assertThat(((Message.User) told.getLast()).text()).contains("cut off", "Go on exactly");
  }

  @Test
  void whatWasCutBeforeACallIsNoPartOfTheResult() throws Exception {
    begin("p", "{}", TaskTerms.NONE);
    says("let me ", Finish.LENGTH);
    calls("c");
    says("done", Finish.STOP);
    assertThat(run("")).isEqualTo(new Entry.TaskSucceeded(2, null));
  }

  @Test
  void aResultInPartsIsHeldAgainstItsSchemaAsAWhole() throws Exception {
    begin("p", "{}", withSchema());
    says("{\"n\":", Finish.LENGTH);
    says(" 7}", Finish.STOP);
    assertThat(run("")).isEqualTo(new Entry.TaskSucceeded(2, "{\"n\":7}"));
  }

  @Test
  void aResultIsRepairedOnce() throws Exception {
    begin("p", "{}", withSchema());
    says("seven", Finish.STOP);
    says("```json\n{\"n\": 7}\n```", Finish.STOP);
    assertThat(run("")).isEqualTo(new Entry.TaskSucceeded(2, "{\"n\":7}"));
    assertThat(((Message.User) asked.getLast().messages().getLast()).text())
        .contains("it is not JSON");
  }

  @Test
  void aResultThatStaysWrongFailsTheTask() throws Exception {
    begin("p", "{}", withSchema());
    says("{}", Finish.STOP);
    says("{}", Finish.STOP);
    assertThat(run("").toString()).contains("TaskFailed", "n must be an integer");
  }

  // ── shorter conversations ──────────────────────────────────────────────────────────────────

  private static boolean isSummaryRequest(Model.Request request) {
    return request.messages().getFirst() instanceof Message.System system
        && system.text().startsWith("You keep the memory");
  }

  /** Each result stands behind the reply that made its call. */
  private static void assertWhole(List<Message> messages) {
    List<String> open = new ArrayList<>();
    for (Message message : messages) {
      if (message instanceof Message.Assistant assistant) {
        assertThat(open).isEmpty();
        assistant.calls().forEach(call -> open.add(call.callId()));
      } else if (message instanceof Message.ToolResult result) {
        assertThat(open).contains(result.callId());
        open.remove(result.callId());
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void aLongConversationIsToldInShortAgainAndAgain() throws Exception {
    begin("the first word", "{\"contextTokens\": 1000, \"maxSteps\": 100}", TaskTerms.NONE);
    String kilo = "x".repeat(1_000);
    int summaries = 0;
    for (int i = 1; i <= 12; i++) {
      calls("c" + i);
    }
    says("done", Finish.STOP);
    Queue<ModelReply> script = new ArrayDeque<>(replies);
    replies.clear();
    while (!agent.effects().isEmpty()) {
      Effect effect = agent.effects().getFirst();
      if (effect instanceof Effect.CallTool call) {
        does(new Command.ToolDone(2, call.run(), call.callId(), false, call.callId() + kilo));
        continue;
      }
      boolean isLong = Compaction.tokens(conversation.messages(nothingBefore())) > 800;
      if (isLong) {
        says("summary " + ++summaries, Finish.STOP);
      } else {
        replies.add(script.remove());
      }
      does(steps.take(agent, (Effect.CallModel) effect, conversation, nothingBefore()));
      assertThat(replies).isEmpty();
      assertThat(isSummaryRequest(asked.getLast())).isEqualTo(isLong);
    }
    assertThat(journal.getLast()).isEqualTo(new Entry.TaskSucceeded(2, null));
    assertThat(summaries).isGreaterThan(2);
    assertThat(agent.spent().calls()).as("summaries are paid for").isEqualTo(13 + summaries);
    for (Model.Request request : asked) {
      if (!isSummaryRequest(request)) {
        assertThat(Compaction.tokens(request.messages())).isLessThanOrEqualTo(800);
        assertWhole(request.messages());
        assertThat(request.messages().getFirst()).isEqualTo(new Message.User("the first word"));
      }
    }
    List<Message> last = asked.getLast().messages();
    assertThat(last.get(1).toString()).contains("summary " + summaries).doesNotContain("summary 1");
    assertThat(
            journal.stream()
                .filter(entry -> entry instanceof Entry.ToolReturned)
                .map(entry -> ((Entry.ToolReturned) entry).text()))
        .as("the originals stay")
        .hasSize(12)
        .allMatch(text -> text.endsWith(kilo));
  }

  @Test
  void whatASummaryIsMadeOfHasTheOneBefore() throws Exception {
    aLongConversationIsToldInShortAgainAndAgain();
    List<Model.Request> summaries = asked.stream().filter(r -> isSummaryRequest(r)).toList();
    assertThat(summaries.get(1).messages().getLast().toString())
        .contains("summary 1", "calls tool {\"of\": ", "TOOL tool: c");
    assertThat(summaries.get(1).tools()).isEmpty();
  }

  @Test
  void withoutASummaryTheStepFailsForNow() {
    begin("p", "{\"contextTokens\": 1000}", TaskTerms.NONE);
    calls("c1");
    calls("c2");
    calls("c3");
    says(" ", Finish.STOP);
    assertThatThrownBy(() -> run("x".repeat(1_500)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no summary");
  }

  @Test
  void whatCannotBeMadeShorterFails() {
    begin("x".repeat(4_000), "{\"contextTokens\": 1000}", TaskTerms.NONE);
    assertThatThrownBy(() -> run(""))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.contextTokens");
    assertThat(asked).isEmpty();
  }

  /** The effects as the runner does them: what a model refuses is told to the core. */
  private Command step(Effect effect, String toolText) throws Exception {
    return switch (effect) {
      case Effect.CallTool call ->
          new Command.ToolDone(call.task(), call.run(), call.callId(), false, toolText);
      case Effect.CallModel call -> {
        try {
          yield steps.take(agent, call, conversation, nothingBefore());
        } catch (ModelException e) {
          yield new Command.CallFailed(call.task(), call.run(), call.step(), e.failure(), null);
        }
      }
    };
  }

  private Entry runOn(String toolText) throws Exception {
    while (!agent.effects().isEmpty()) {
      does(step(agent.effects().getFirst(), toolText));
    }
    return journal.getLast();
  }

  private List<String> kinds() {
    return journal.stream()
        .map(entry -> entry.getClass().getSimpleName())
        .filter(List.of("ContextExceeded", "ConversationCompacted")::contains)
        .toList();
  }

  @Test
  void theModelsOwnWindowCountsIfItIsLess() throws Exception {
    abilities = new Models.Abilities(2_000, true);
    begin("p", "{}", TaskTerms.NONE);
    calls("c1");
    calls("c2");
    calls("c3");
    says("summary", Finish.STOP);
    says("done", Finish.STOP);
    assertThat(runOn("x".repeat(2_500))).isEqualTo(new Entry.TaskSucceeded(2, null));
    assertThat(kinds()).containsExactly("ConversationCompacted");
    for (Model.Request request : asked) {
      assertThat(Compaction.tokens(request.messages())).isLessThanOrEqualTo(2_200);
    }
  }

  @Test
  void whatAModelSaysIsTooLongIsMadeShorterOnce() throws Exception {
    takes = 2_000; // and nobody knows
    begin("p", "{}", TaskTerms.NONE);
    calls("c1");
    calls("c2");
    calls("c3");
    says("summary", Finish.STOP);
    says("done", Finish.STOP);
    assertThat(runOn("x".repeat(2_500))).isEqualTo(new Entry.TaskSucceeded(2, null));
    assertThat(kinds()).containsExactly("ContextExceeded", "ConversationCompacted");
    assertThat(isSummaryRequest(asked.get(4))).isTrue();
    assertThat(Compaction.tokens(asked.get(4).messages()))
        .as("not refused for the same reason")
        .isLessThan(Compaction.tokens(asked.get(3).messages()) * 2 / 3);
    assertWhole(asked.getLast().messages());
    assertThat(agent.tasks().isEmpty()).isTrue();
  }

  @Test
  void whatIsTooLongAndCannotBeMadeShorterFails() throws Exception {
    takes = 500;
    begin("x".repeat(4_000), "{}", TaskTerms.NONE);
    assertThat(runOn("").toString())
        .contains("TaskFailed", "the model says that the conversation is too long", "more room");
    assertThat(kinds()).containsExactly("ContextExceeded");
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatIsTooLongAlsoInShortFails() throws Exception {
    takes = 300;
    begin("p", "{}", TaskTerms.NONE);
    calls("c1");
    says("never said", Finish.STOP);
    assertThat(runOn("x".repeat(5_000)).toString())
        .as("its last step alone is too long")
        .contains("TaskFailed", "too long");
  }

  @Test
  void ofTheLastStepLessIsShownIfAModelFindsItTooLong() throws Exception {
    takes = 1_100;
    begin("p", "{}", TaskTerms.NONE);
    calls("c1");
    says("done", Finish.STOP);
    assertThat(runOn("x".repeat(5_000))).isEqualTo(new Entry.TaskSucceeded(2, null));
    assertThat(asked.getLast().messages().getLast().toString())
        .contains("of 5000; read on with read_result, ref \"2/1/c1\"");
  }

  @Test
  void ofManyLargeResultsLessIsShownTheLongestFirst() throws Exception {
    begin("p", "{\"contextTokens\": 10000}", TaskTerms.NONE);
    List<ToolCall> all = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      all.add(new ToolCall("c" + i, "tool", "{\"n\": " + i + "}"));
    }
    replies.add(new ModelReply("", "", all, new Usage(10, 1), Finish.TOOL_CALLS));
    says("done", Finish.STOP);
    while (!agent.effects().isEmpty()) {
      Effect effect = agent.effects().getFirst();
      boolean few = effect instanceof Effect.CallTool call && call.callId().equals("c3");
      // Beyond 30,000 characters a result is cut as it is told.
      does(step(effect, few ? "little" : "x".repeat(40_000)));
    }
    assertThat(journal.getLast()).isEqualTo(new Entry.TaskSucceeded(2, null));
    assertThat(kinds()).isEmpty();
    List<Message> told = asked.getLast().messages();
    assertThat(Compaction.tokens(told)).isBetween(6_000, 8_000);
    assertWhole(told);
    assertThat(told.stream().filter(m -> m instanceof Message.ToolResult).map(Object::toString))
        .hasSize(10)
        .allMatch(text ->
            text.contains("little")
                || text.contains(" of 40000; read on with read_result, ref \"2/1/c"));
  }

  // ── prices ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void aBudgetInMoneyNeedsAPrice() throws Exception {
    unpriced = List.of("some:model");
    begin("p", "{\"budget\": {\"maxCostUsd\": 1}}", TaskTerms.NONE);
    says("done", Finish.STOP);
    Effect.CallModel call = (Effect.CallModel) agent.effects().getFirst();
    assertThatThrownBy(() -> steps.take(agent, call, conversation, nothingBefore()))
        .isInstanceOfSatisfying(
            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.PERMANENT))
        .hasMessageContainingAll("some:model", "models.prices");
    assertThat(asked).isEmpty();
    unpriced = List.of();
    assertThat(run("")).isEqualTo(new Entry.TaskSucceeded(2, null));
  }

  @Test
  void withoutABudgetInMoneyNobodyAsksForAPrice() throws Exception {
    unpriced = List.of("some:model");
    begin("p", "{\"budget\": {\"maxTokens\": 1000}}", TaskTerms.NONE);
    says("done", Finish.STOP);
    assertThat(run("")).isEqualTo(new Entry.TaskSucceeded(2, null));
  }

  // ── settings ───────────────────────────────────────────────────────────────────────────────

  @Test
  void theTasksSettingsGoBeforeItsAgents() throws Exception {
    ModelSettings own = new ModelSettings(null, null, 7, null, null, null, null);
    begin(
        "p",
        "{\"settings\": {\"temperature\": 0.5, \"maxOutputTokens\": 9, \"idleSeconds\": 5}}",
        new TaskTerms(null, null, null, null, 0, own));
    says("done", Finish.STOP);
    run("");
    assertThat(asked.getFirst().settings())
        .isEqualTo(new ModelSettings(0.5, null, 7, null, null, Duration.ofSeconds(5), null));
  }

  // ── images ─────────────────────────────────────────────────────────────────────────────────

  private static final Image CAT = new Image("data:image/png;base64,QUJD");

  @Test
  void theModelIsShownWhatTheTaskWasSentWith() throws Exception {
    abilities = new Models.Abilities(null, false); // it is refused there, and not forgotten here
    does(new Command.Create("", null, AgentConfig.STANDARD, true));
    does(new Command.Submit(TaskSpec.of("look").showing(List.of(CAT))));
    does(new Command.Begin(1));
    says("a cat", Finish.STOP);
    run("");
    assertThat(asked.getFirst().messages()).containsExactly(new Message.User("look", List.of(CAT)));
  }

  @Test
  void imagesOfEarlierTasksAreLeftOutForAModelThatTakesNone() {
    Message.User earlier = new Message.User("look", List.of(CAT, CAT));
    Conversation talk = new Conversation(9, 9);
    Transcript own = new Transcript(30_000);
    Conversation.Past past = (task, seq) -> new Conversation.Said(List.of(earlier), own);
    assertThat(talk.messages(past, true)).containsExactly(earlier);
    List<Message> told = talk.messages(past, false);
    assertThat(told)
        .containsExactly(
            new Message.User(
                "look\n[2 images, shown with this, are left out here: this model takes none]"));
    assertThat(talk.messages(past, false).getFirst()).isSameAs(told.getFirst());
  }
}
