package dev.reveille.testkit;

import dev.reveille.core.Command;
import dev.reveille.core.Effect;
import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ToolCall;
import dev.reveille.core.ToolPolicy;
import dev.reveille.core.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A language model that says anything: answers, cut ones and empty ones among them, calls, errors.
 */
final class SimModel {
  /** What a tool says that has nothing new to say. */
  static final String SAME = "the same as ever";

  private static final String ASK = "ASK_";

  private final World world;
  private final Chance chance;

  SimModel(World world) {
    this.world = world;
    this.chance = world.chance();
  }

  /** What the next call takes. */
  static Usage usage(World world) {
    int size = world.setup().even() ? 1 : world.chance().of(List.of(1, 1, 1, 2, 9));
    return new Usage(10L * size, 3L * size, 0, 7L * size);
  }

  /** The tool's name says what it is. */
  static boolean mustBeAsked(String tool) {
    return tool.startsWith(ASK);
  }

  static ToolPolicy policy(String tool) {
    return ToolPolicy.valueOf(mustBeAsked(tool) ? tool.substring(ASK.length()) : tool);
  }

  /** True if it goes round in circles. */
  static boolean loops(long task) {
    return task % 7 == 0;
  }

  /**
   * @param shorter up to which step the conversation could be told in short; null: nothing of it
   * @param kindly it just answers
   */
  Command answer(Effect.CallModel call, Usage usage, @Nullable Integer shorter, boolean kindly) {
    if (call.tooLong()) {
      return shortened(call, usage, shorter);
    }
    if (kindly) {
      return reply(call, world.mark("reply"), List.of(), ModelReply.Finish.STOP, usage);
    }
    int roll = chance.below(100);
    if (loops(call.task()) && roll < 85) {
      List<ToolCall> again = List.of(new ToolCall("c0", ToolPolicy.READ_ONLY.name(), "{}"));
      boolean empty = roll < 12;
      return empty
          ? reply(call, " ", List.of(), ModelReply.Finish.STOP, usage)
          : reply(call, "", again, ModelReply.Finish.TOOL_CALLS, usage);
    }
    if (shorter != null && roll < 8) {
      return new Command.Compacted(
          call.task(), call.run(), call.compactions() + 1, shorter, world.mark("summary"), usage);
    }
    if (roll < 38) {
      return reply(call, world.mark("reply"), List.of(), ModelReply.Finish.STOP, usage);
    }
    if (roll < 75) {
      return reply(call, world.mark("reply"), calls(), ModelReply.Finish.TOOL_CALLS, usage);
    }
    return roll < 85 ? half(call, usage) : trouble(call, usage);
  }

  /** It has said that the conversation is too long, and is asked to tell it in short. */
  private Command shortened(Effect.CallModel call, Usage usage, @Nullable Integer shorter) {
    int roll = chance.below(100);
    if (shorter == null || roll < 20) {
      return failed(
          call,
          shorter == null
              ? Failure.Kind.PERMANENT
              : roll < 10 ? Failure.Kind.TOO_LONG : Failure.Kind.TRANSIENT,
          null);
    }
    return new Command.Compacted(
        call.task(), call.run(), call.compactions() + 1, shorter, world.mark("summary"), usage);
  }

  /** An answer that is not the end. */
  private Command half(Effect.CallModel call, Usage usage) {
    String text = world.mark("reply");
    return switch (chance.below(4)) {
      case 0 -> reply(call, text, List.of(), ModelReply.Finish.LENGTH, usage);
      case 1 -> reply(call, "", List.of(), ModelReply.Finish.STOP, usage);
      case 2 -> meant(reply(call, text, List.of(), ModelReply.Finish.STOP, usage), true, null);
      default ->
          meant(reply(call, text, List.of(), ModelReply.Finish.STOP, usage), false, "a is missing");
    };
  }

  private Command trouble(Effect.CallModel call, Usage usage) {
    return switch (chance.below(7)) {
      case 6 -> failed(call, Failure.Kind.UNAVAILABLE, null);
      case 5 -> failed(call, Failure.Kind.TOO_LONG, null);
      case 0 -> reply(call, world.mark("reply"), List.of(), ModelReply.Finish.REFUSED, usage);
      case 1 -> failed(call, Failure.Kind.PERMANENT, null);
      case 2 -> failed(call, Failure.Kind.RATE_LIMITED, chance.duration());
      case 3 -> failed(call, Failure.Kind.OVERLOADED, null);
      default -> failed(call, Failure.Kind.TRANSIENT, null);
    };
  }

  private Command.ReplyArrived reply(
      Effect.CallModel call,
      String text,
      List<ToolCall> calls,
      ModelReply.Finish finish,
      Usage usage) {
    ModelReply reply = new ModelReply(text, "", calls, usage, finish);
    List<ToolPolicy> policies = calls.stream().map(c -> policy(c.tool())).toList();
    boolean skips = world.sabotage() == Sabotage.SKIP_APPROVAL;
    List<String> asks =
        calls.stream().filter(c -> mustBeAsked(c.tool()) && !skips).map(ToolCall::callId).toList();
    return new Command.ReplyArrived(
        call.task(), call.run(), call.step(), reply, policies, asks, false, null, null);
  }

  private static Command meant(Command.ReplyArrived c, boolean goesOn, @Nullable String invalid) {
    return new Command.ReplyArrived(
        c.task(), c.run(), c.step(), c.reply(), c.policies(), c.asks(), goesOn, invalid, null);
  }

  /** Ids come again in later replies, as some models give them. */
  private List<ToolCall> calls() {
    List<ToolCall> calls = new ArrayList<>();
    int count = chance.from(1, 3);
    for (int i = 0; i < count; i++) {
      String policy = chance.of(List.of(ToolPolicy.values())).name();
      calls.add(new ToolCall("c" + i, chance.oneIn(5) ? ASK + policy : policy, "{}"));
    }
    return calls;
  }

  private Command failed(Effect.CallModel call, Failure.Kind kind, @Nullable Duration later) {
    Failure failure = new Failure(kind, world.mark("failure"));
    boolean begun = kind == Failure.Kind.TRANSIENT || kind == Failure.Kind.UNAVAILABLE;
    boolean charged = begun && chance.oneIn(2);
    return new Command.CallFailed(call.task(), call.run(), call.step(), failure, later, charged);
  }
}
