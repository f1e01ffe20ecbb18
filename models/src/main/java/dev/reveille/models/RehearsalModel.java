package dev.reveille.models;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelReply.Finish;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.ToolCall;
import dev.reveille.engine.DataMark;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A model for dry runs, demos and tests: it does what its prompt says, line by line, and needs
 * neither a key nor a network. {@code docs/models.md} lists the lines.
 *
 * <p>It is stateless: what comes next is computed from the conversation, so it survives restarts.
 * The one exception is {@code FAIL} (see {@link FailureCounts}).
 */
public final class RehearsalModel implements Model {
  private static final int MAX_ECHO = 200;
  private static final int PIECE = 64;
  private static final String RESULT = "{{result}}";

  private final Rules rules;
  private final FailureCounts failures = new FailureCounts();

  /** Answers by what its prompts say. */
  public RehearsalModel() {
    this(Rules.NONE);
  }

  /** Answers prompts without a script by these rules. */
  RehearsalModel(Rules rules) {
    this.rules = rules;
  }

  @Override
  public ModelReply call(Request request, Sink sink) throws ModelException, InterruptedException {
    Script.Turn turn = turn(request);
    String reasoning = before(turn.before(), request, sink);
    List<ToolCall> calls = calls(turn.calls(), request.messages());
    String text = calls.isEmpty() ? text(turn.say(), request.messages()) : "";
    tell(sink, Sink.Channel.TEXT, text);
    return new ModelReply(
        text,
        reasoning,
        calls,
        Tokens.estimate(request.messages(), text, reasoning, calls),
        calls.isEmpty() ? Finish.STOP : Finish.TOOL_CALLS);
  }

  private Script.Turn turn(Request request) throws ModelException {
    try {
      Cue cue = Cue.of(request.messages(), rules);
      return cue.script().turn(cue.turn());
    } catch (StepLine.Malformed e) {
      throw complaints(request).badRequest("its script is malformed in " + e.getMessage());
    }
  }

  private String before(List<Step> steps, Request request, Sink sink)
      throws ModelException, InterruptedException {
    if (steps.isEmpty()) {
      return "";
    }
    int failed = -1;
    var reasoning = new StringBuilder();
    for (Step step : steps) {
      switch (step) {
        case Step.Think it -> {
          String text = reasoning.isEmpty() ? it.text() : "\n" + it.text();
          reasoning.append(text);
          tell(sink, Sink.Channel.REASONING, text);
        }
        case Step.Wait it -> Thread.sleep(it.duration());
        case Step.Fail it -> {
          failed = failed < 0 ? failed(steps, request) : failed;
          if (failed < it.times()) {
            throw failure(it, request);
          }
          failed -= it.times();
        }
        case Step.Say it -> throw new IllegalStateException("SAY ends a turn: " + it);
        case Step.Call it -> throw new IllegalStateException("CALL ends a turn: " + it);
      }
    }
    return reasoning.toString();
  }

  /** How many of the turn's failures are behind it. */
  private int failed(List<Step> steps, Request request) {
    int times = 0;
    for (Step step : steps) {
      times += step instanceof Step.Fail fail ? fail.times() : 0;
    }
    return failures.next(request.messages(), times);
  }

  private static ModelException failure(Step.Fail fail, Request request) {
    Complaints complaints = complaints(request);
    return switch (fail.fault()) {
      case Step.Fault.Status it -> complaints.status(it.code(), "rehearsed", fail.retryAfter());
      case Step.Fault.Timeout it -> complaints.idle(idle(request));
      case Step.Fault.Cut it -> complaints.midway(complaints.cut());
    };
  }

  private static Duration idle(Request request) {
    return Objects.requireNonNull(
        ModelSettings.merged(request.settings(), ModelSettings.STANDARD).idle());
  }

  private static List<ToolCall> calls(List<Step.Call> steps, List<Message> messages) {
    if (steps.isEmpty()) {
      return List.of();
    }
    var ids = new CallIds(messages);
    List<ToolCall> calls = new ArrayList<>(steps.size());
    for (Step.Call step : steps) {
      calls.add(new ToolCall(ids.next(""), step.tool(), step.arguments()));
    }
    return calls;
  }

  private static String text(Optional<String> say, List<Message> messages) {
    if (say.isEmpty()) {
      return "Rehearsed: " + beginning(Cue.lastPrompt(messages));
    }
    String text = say.get();
    return text.contains(RESULT) ? text.replace(RESULT, lastResult(messages)) : text;
  }

  private static String beginning(String text) {
    if (text.length() <= MAX_ECHO) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_ECHO - 1));
    return text.substring(0, splitsPair ? MAX_ECHO - 1 : MAX_ECHO);
  }

  private static String lastResult(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i) instanceof Message.ToolResult result) {
        return DataMark.below(result.text());
      }
    }
    return "(no result)";
  }

  private static void tell(Sink sink, Sink.Channel channel, String text) {
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(start + PIECE, text.length());
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      sink.delta(channel, text.substring(start, end));
      start = end;
    }
  }

  private static Complaints complaints(Request request) {
    return new Complaints("rehearsal", "in this process", request.model(), Optional.empty());
  }
}
