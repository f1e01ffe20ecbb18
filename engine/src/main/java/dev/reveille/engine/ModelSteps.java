package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.Asked;
import dev.reveille.core.Budget;
import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Failure;
import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.Task;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskTerms;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step of a task: its conversation goes to the model, and what comes back is read. Blocks; what
 * follows from the reply is the core's business.
 */
final class ModelSteps {
  /** Tokens of a conversation that is made shorter where its agent sets no limit. */
  private static final int CONTEXT = 100_000;

  /** Characters that each result of the newest step has in any case, whatever is left out. */
  private static final int LEAST_RESULT = 1_000;

  private final Models models;
  private final Tools tools;
  private final Tokens tokens;
  private final Schemas schemas;
  private final Profiles profiles;
  private final @Nullable Budget shared;
  private final Fingerprints fingerprints = new Fingerprints();

  /**
   * @param shared what all agents may spend together; null: no limit
   */
  ModelSteps(Outside outside, Profiles profiles, @Nullable Budget shared) {
    this.shared = shared;
    this.models = outside.models();
    this.tools = outside.tools();
    this.tokens = outside.tokens();
    this.schemas = outside.schemas();
    this.profiles = profiles;
  }

  /**
   * Calls the model; or first, if the conversation has become too long for it, has it made shorter.
   */
  Command take(
      Agent agent, Effect.CallModel call, Conversation conversation, Conversation.Past past)
      throws ModelException, InterruptedException {
    Task task = agent.tasks().get(call.task());
    TaskTerms terms = task == null ? TaskTerms.NONE : task.terms();
    Profiles.Profile profile = profiles.of(agent);
    tools.await(profile.tools());
    List<String> references = terms.models() != null ? terms.models() : profile.models();
    if (isInMoney(shared) || isInMoney(agent.config().budget()) || isInMoney(terms.budget())) {
      requirePrices(references);
    }
    Models.Choice choice = models.find(references);
    Models.Abilities abilities = models.abilities(references);
    List<Message> messages = conversation.messages(past, abilities.images());
    Length length = Length.of(call, Compaction.tokens(messages), room(agent, abilities));
    if (length.isTooMuch()) {
      Optional<Compaction> plan = conversation.compaction(past, length.left());
      if (plan.isPresent()) {
        return compacted(call, choice, plan.get(), length);
      }
      messages = shorter(conversation, past, abilities.images(), length);
    }
    List<Message> all = new ArrayList<>();
    if (!profile.systemPrompt().isBlank()) {
      all.add(new Message.System(profile.systemPrompt()));
    }
    all.addAll(messages);
    Model.Request request =
        new Model.Request(
            choice.name(),
            all,
            profile.tools().of(tools.specs()),
            ModelSettings.merged(terms.settings(), agent.config().settings(), profile.settings()),
            schema(terms.resultSchema()));
    Asked asked = fingerprints.of(request, references, conversation);
    Model.Sink sink = tokens.of(new TaskId(agent.id(), call.task()));
    ModelReply reply = distinctCalls(choice.model().call(request, sink));
    return read(agent, call, reply, conversation.unfinished(past), terms.resultSchema()).to(asked);
  }

  private static boolean isInMoney(@Nullable Budget budget) {
    return budget != null && budget.maxCostUsd() != null;
  }

  /** What costs nobody knows how much would be spent without limit. */
  private void requirePrices(List<String> references) throws ModelException {
    List<String> unpriced = models.unpriced(references);
    if (!unpriced.isEmpty()) {
      String why =
          "nobody knows the price of "
              + String.join(", ", unpriced)
              + ", so that a budget in money (maxCostUsd) cannot be held; say it in models.prices"
              + " of the server's configuration (0 if it is free), or limit tokens instead";
      throw new ModelException(Failure.Kind.PERMANENT, why, Optional.empty());
    }
  }

  /** Null if nothing is wanted, or it is no object that a provider could be told. */
  private static @Nullable ObjectNode schema(@Nullable String text) {
    return text != null && Json.MAPPER.readTree(text) instanceof ObjectNode schema ? schema : null;
  }

  /** The agent's limit, or the model's if that is less. */
  private static int room(Agent agent, Models.Abilities abilities) {
    Integer wanted = agent.config().contextTokens();
    int limit = wanted == null ? CONTEXT : wanted;
    Integer window = abilities.contextTokens();
    return window == null ? limit : Math.min(limit, window);
  }

  /**
   * How long a conversation is, by a guess, and how long it should be.
   *
   * @param refused the model has said that it is too long, whatever was guessed
   */
  private record Length(int tokens, int room, boolean refused) {
    static Length of(Effect.CallModel call, int tokens, int room) {
      return new Length(tokens, call.tooLong() ? Math.min(room, tokens) : room, call.tooLong());
    }

    boolean isTooMuch() {
      return refused || tokens > room / 5 * 4;
    }

    /** What the steps that are told in full may take when the others are told in short. */
    int left() {
      return room / 4;
    }

    /** What may be sent: what was refused must not be refused again. */
    int sendable() {
      return refused ? tokens / 2 : room / 5 * 4;
    }

    String complaint() {
      return (refused
              ? "the model says that the conversation is too long for it"
              : "the conversation is longer than " + room + " tokens allow")
          + ", and nothing of it can be left out: its first message and its last step alone are too"
          + " long; "
          + (refused ? "take a model with more room" : "raise config.contextTokens")
          + ", or send less";
    }
  }

  /** Nothing can be left out, but of the newest results less can be shown, the longest first. */
  private static List<Message> shorter(
      Conversation conversation, Conversation.Past past, boolean images, Length length)
      throws ModelException {
    int most =
        conversation.messages(past, images).stream()
            .mapToInt(m -> m instanceof Message.ToolResult result ? result.text().length() : 0)
            .max()
            .orElse(0);
    while (most > LEAST_RESULT) {
      most = Math.max(LEAST_RESULT, most / 10 * 9);
      List<Message> messages = conversation.messages(past, images, most);
      if (Compaction.tokens(messages) <= length.sendable()) {
        return messages;
      }
    }
    throw new ModelException(Failure.Kind.PERMANENT, length.complaint(), Optional.empty());
  }

  private static Command compacted(
      Effect.CallModel call, Models.Choice choice, Compaction plan, Length length)
      throws ModelException, InterruptedException {
    Model.Request request =
        new Model.Request(
            choice.name(), plan.request(length.sendable()), List.of(), ModelSettings.NONE);
    ModelReply reply = choice.model().call(request, Model.Sink.NONE);
    if (reply.text().isBlank()) {
      String why = "the model gave no summary of the conversation, which is too long";
      throw new ModelException(Failure.Kind.TRANSIENT, why, Optional.empty(), true, true);
    }
    return new Command.Compacted(
        call.task(),
        call.run(),
        call.compactions() + 1,
        plan.throughStep(),
        reply.text(),
        reply.usage());
  }

  /** What the reply means beside what it says. */
  private Command.ReplyArrived read(
      Agent agent,
      Effect.CallModel call,
      ModelReply reply,
      String unfinished,
      @Nullable String schema)
      throws ModelException {
    String whole = unfinished + reply.text();
    String result = unfinished.isEmpty() ? null : whole;
    String problem = null;
    boolean ends = reply.isFinal() && reply.finish() == ModelReply.Finish.STOP;
    boolean goesOn = ends && agent.config().continuation() && Reading.asksToGoOn(reply.text());
    if (ends && !goesOn && schema != null) {
      Reading.Structured structured = Reading.structured(whole, schema, schemas);
      problem = structured.problem();
      result = structured.json() == null ? result : structured.json();
    }
    List<ToolPolicy> policies =
        reply.calls().stream().map(c -> ToolChoice.spec(tools, c.tool()).policy()).toList();
    return new Command.ReplyArrived(
        call.task(),
        call.run(),
        call.step(),
        reply,
        policies,
        asks(agent, reply),
        goesOn,
        problem,
        result);
  }

  /** Ids of the calls that somebody must agree to. */
  private List<String> asks(Agent agent, ModelReply reply) throws ModelException {
    if (reply.calls().isEmpty()) {
      return List.of();
    }
    ToolChoice choice = profiles.of(agent).tools();
    List<String> asks = new ArrayList<>();
    for (ToolCall call : reply.calls()) {
      Tool.Spec spec = ToolChoice.spec(tools, call.tool());
      // What is denied is refused anyway; and nobody is asked about what there cannot be.
      if (choice.verdict(spec, agent) == ToolChoice.Verdict.ASK
          && (!spec.set().isEmpty() || tools.spec(call.tool()).isPresent())) {
        asks.add(call.callId());
      }
    }
    return asks;
  }

  /** Ids of calls are the model's; what it gives twice is told apart here. */
  private static ModelReply distinctCalls(ModelReply reply) {
    Set<String> seen = new HashSet<>();
    boolean distinct = true;
    for (ToolCall call : reply.calls()) {
      distinct &= seen.add(call.callId());
    }
    if (distinct) {
      return reply;
    }
    seen.clear();
    List<ToolCall> calls = new ArrayList<>();
    for (ToolCall call : reply.calls()) {
      String id = call.callId();
      for (int n = 2; !seen.add(id); n++) {
        id = call.callId() + "-" + n;
      }
      calls.add(new ToolCall(id, call.tool(), call.arguments()));
    }
    return reply.withCalls(calls);
  }
}
