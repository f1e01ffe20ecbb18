package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Decision;
import dev.reveille.engine.Answer;
import dev.reveille.engine.Engine;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.RpcException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the engine, and turns its refusals into those of the protocol: the one table of them. */
final class Ask {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;
  static final int MAX_PROMPT = 256 * 1024;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Engine engine;

  Ask(Engine engine) {
    this.engine = engine;
  }

  /** Gives a command, and waits until what follows from it is durable. */
  Answer.Done command(AgentId agent, Command command) throws InterruptedException {
    return done(engine.ask(agent, command));
  }

  /** The agent as it durably is. */
  Agent agent(AgentId id) throws InterruptedException {
    Agent agent = done(engine.look(id)).agent();
    if (!agent.exists() || agent.life() == Agent.Life.PASSIVE) {
      throw new RpcException(ErrorCode.NOT_FOUND, "no agent " + id)
          .hint("listAgents names those that exist");
    }
    return agent;
  }

  /** An agent, a mailbox or the event log as it durably is, even if there is none yet. */
  Agent whatever(AgentId id) throws InterruptedException {
    return done(engine.look(id)).agent();
  }

  static Answer.Done done(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> done;
      case Answer.Refused refused -> throw refusal(refused);
    };
  }

  private static RpcException refusal(Answer.Refused refused) {
    return switch (refused.code()) {
      case NOT_FOUND -> new RpcException(ErrorCode.NOT_FOUND, refused.why());
      case CONFLICT -> new RpcException(ErrorCode.CONFLICT, refused.why());
      case LIMIT_EXCEEDED -> limitReached(refused);
      case UNAVAILABLE -> RpcException.unavailable(refused.why(), RETRY_AFTER);
    };
  }

  private static RpcException limitReached(Answer.Refused refused) {
    Decision.Limit limit = refused.limit();
    return limit == null
        ? new RpcException(ErrorCode.LIMIT_EXCEEDED, refused.why())
        : RpcException.limit(limit.name(), limit.value(), refused.why());
  }

  /** Makes a value whose constructor checks it; what it refuses is the caller's mistake. */
  static <T> T valid(String within, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(refused.getMessage());
      String field = message.split("[ ']", 2)[0];
      throw RpcException.invalidParams(within + field, message);
    }
  }

  /** The same, of one field, whatever the refusal says. */
  static <T> T validAs(String field, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException refused) {
      throw RpcException.invalidParams(field, String.valueOf(refused.getMessage()));
    }
  }

  /** What a task is to do, said in one of two fields. */
  static String prompt(@Nullable String prompt, @Nullable String task) {
    String said = prompt != null ? prompt : task;
    if (said == null || prompt != null && task != null) {
      throw RpcException.invalidParams("prompt", "say what to do in prompt (or task, not both)");
    }
    within(prompt != null ? "prompt" : "task", said, MAX_PROMPT);
    return said;
  }

  /** Refuses a text that is too long. */
  static void within(String field, String text, int max) {
    if (text.length() > max) {
      String message = "the " + field + " has " + text.length() + " characters, more than " + max;
      throw RpcException.limit(field, max, message).with("field", field);
    }
  }

  /** The first of {@code KIND-1}, {@code KIND-2} … that is not taken. */
  static String free(String kind, Predicate<String> taken) {
    int n = 1;
    while (taken.test(kind + '-' + n)) {
      n++;
    }
    return kind + '-' + n;
  }

  static int limit(@Nullable Integer limit) {
    int wanted = limit == null ? DEFAULT_LIMIT : limit;
    if (wanted < 1 || wanted > MAX_LIMIT) {
      throw RpcException.invalidParams(
          "limit", "limit must be from 1 to " + MAX_LIMIT + ", but was " + wanted);
    }
    return wanted;
  }

  static @Nullable Long cursor(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      long given = Long.parseLong(cursor);
      if (given > 0) {
        return given;
      }
    } catch (NumberFormatException notOurs) {
      // told below
    }
    throw RpcException.invalidParams("cursor", "cursor must be a nextCursor that was answered");
  }

  /** The journal counts in milliseconds; never earlier than what was asked for. */
  static @Nullable Instant wholeMillis(@Nullable Instant at) {
    if (at == null) {
      return null;
    }
    Instant whole = Instant.ofEpochMilli(at.toEpochMilli());
    return whole.equals(at) ? whole : whole.plusMillis(1);
  }
}
