package dev.reveille.server.telemetry.trace;

import dev.reveille.core.Entry;
import dev.reveille.core.Failure;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.core.ToolCall;
import dev.reveille.core.Usage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one task, folded from its entries: a span is given when the entry comes that ends
 * it. The same entries give the same spans, down to their ids.
 */
final class TaskSpans {
  private static final String APPROVAL = "approval";

  private final Resource resource;
  private final Content content;
  private final TaskId task;
  private final Lineage.Place place;
  private final String own;
  private final Map<String, Call> open = new HashMap<>();
  private List<Span> given = new ArrayList<>();
  private Instant since;
  private @Nullable String waitsFor = "queue";
  private long number;
  private int step;
  private long run;
  private long attempt;
  private List<ToolCall> said = List.of();
  private @Nullable String model;

  /**
   * A tool call that is not over.
   *
   * @param rests since when the task waits inside of it, and {@code why}; null: it works
   */
  private record Call(
      String tool,
      int step,
      Instant at,
      @Nullable String arguments,
      @Nullable Instant rests,
      String why) {}

  TaskSpans(Resource resource, Content content, TaskId task, Lineage.Place place) {
    this.resource = resource;
    this.content = content;
    this.task = task;
    this.place = place;
    this.own = Ids.task(task, place.queuedAt());
    this.since = place.queuedAt();
  }

  /**
   * @param seq of the entry, which this task is about
   * @return the spans that it ends
   */
  List<Span> apply(long seq, Instant at, Entry entry) {
    given = new ArrayList<>();
    number = seq;
    switch (entry) {
      case Entry.TaskQueued e -> firing(e);
      case Entry.TaskStarted e -> {
        waited(at);
        run = e.run();
        attempt = e.attempt();
        since = at;
      }
      case Entry.ModelReplied e -> replied(e, at);
      case Entry.ConversationCompacted e -> {
        AttributesBuilder span = took(about(GenAi.CHAT), e.usage());
        chat("chat", at, "", span.put(GenAi.COMPACTION, true));
      }
      case Entry.CallLost e -> chat("chat", at, "lost", took(about(GenAi.CHAT), e.reckoned()));
      case Entry.ToolCalled e -> {
        Call asked = open.get(e.callId());
        String arguments = asked == null ? arguments(e.callId()) : asked.arguments();
        open.put(e.callId(), new Call(e.tool(), step, at, arguments, null, ""));
      }
      case Entry.ApprovalRequested e -> {
        String arguments = arguments(e.callId());
        open.put(e.callId(), new Call(e.tool(), step, at, arguments, at, APPROVAL));
      }
      case Entry.ApprovalResolved e -> rested(e.callId(), own, at);
      case Entry.ToolSuspended e ->
          open.computeIfPresent(
              e.callId(),
              (id, call) ->
                  new Call(call.tool(), call.step(), call.at(), call.arguments(), at, "tool"));
      case Entry.ToolReturned e -> returned(e, at);
      case Entry.TaskNudged _ -> since = at;
      case Entry.TaskRetrying e -> gaveUp(at, e.failure(), "retry");
      case Entry.TaskDeferred e -> gaveUp(at, e.failure(), "provider");
      case Entry.TaskInterrupted _ -> waits(at, "resumption");
      case Entry.TaskOverBudget _ -> waits(at, "budget");
      case Entry.TaskEnded e -> ended(e, at);
      case Entry _ -> {} // begins and ends nothing
    }
    return given;
  }

  // ── model calls ────────────────────────────────────────────────────────────────────────────

  private void replied(Entry.ModelReplied e, Instant at) {
    step = e.step();
    said = e.reply().calls();
    model = e.reply().model();
    AttributesBuilder span = took(by(about(GenAi.CHAT), model), e.reply().usage());
    if (model != null) {
      span.put(GenAi.MODEL, name(model));
    }
    span.put(GenAi.FINISH, List.of(lower(e.reply().finish()))).put(GenAi.STEP, (long) e.step());
    content.reply(span, e.reply());
    chat("chat " + (model == null ? "model" : name(model)), at, "", span);
  }

  /**
   * Which provider was asked for which model.
   *
   * @param reference of the model, {@code provider:model}; null: the journal does not say
   */
  private static AttributesBuilder by(AttributesBuilder span, @Nullable String reference) {
    if (reference == null) {
      return span;
    }
    int colon = reference.indexOf(':');
    return span.put(GenAi.PROVIDER, colon < 0 ? reference : reference.substring(0, colon))
        .put(GenAi.ASKED_MODEL, name(reference));
  }

  private static String name(String reference) {
    return reference.substring(reference.indexOf(':') + 1);
  }

  private static AttributesBuilder took(AttributesBuilder span, Usage usage) {
    return span.put(GenAi.INPUT_TOKENS, usage.inputTokens())
        .put(GenAi.OUTPUT_TOKENS, usage.outputTokens())
        .put(GenAi.CACHED_TOKENS, usage.cachedInputTokens())
        .put(GenAi.COST, usage.costMicros());
  }

  /** From what came before until now the model was called. */
  private void chat(String name, Instant at, String error, AttributesBuilder span) {
    give(name, SpanKind.CLIENT, part("chat"), own, since, at, error, span);
    since = at;
  }

  /** A call of the model, if there was one, has failed. */
  private void failedChat(Instant at, Failure failure) {
    if (waitsFor == null && open.isEmpty() && at.isAfter(since)) {
      chat("chat", at, lower(failure.kind()), about(GenAi.CHAT));
    }
  }

  private void gaveUp(Instant at, Failure failure, String next) {
    failedChat(at, failure);
    abandon(at, lower(failure.kind()));
    waits(at, next);
  }

  // ── tool calls ─────────────────────────────────────────────────────────────────────────────

  private @Nullable String arguments(String callId) {
    return said.stream()
        .filter(call -> content.captured() && call.callId().equals(callId))
        .map(ToolCall::arguments)
        .findFirst()
        .orElse(null);
  }

  private void returned(Entry.ToolReturned e, Instant at) {
    Call call = open.get(e.callId());
    if (call != null) {
      boolean rested = call.rests() != null;
      rested(e.callId(), span(e.callId(), call), at);
      open.remove(e.callId());
      String error =
          switch (e.outcome()) {
            case OK -> "";
            case FAILED, UNKNOWN -> lower(e.outcome());
          };
      tool(e.callId(), call, at, error, e.text());
      since = at;
      waitsFor = rested ? "place" : waitsFor;
    }
  }

  /** A call of the task's has waited until now. */
  private void rested(String callId, String parent, Instant at) {
    Call call = open.get(callId);
    if (call != null && call.rests() != null) {
      AttributesBuilder span = Attributes.builder().put(GenAi.WAITS_FOR, call.why());
      String id = part("rest " + callId);
      give("wait " + call.why(), SpanKind.INTERNAL, id, parent, call.rests(), at, "", span);
      open.put(callId, new Call(call.tool(), call.step(), at, call.arguments(), null, ""));
    }
  }

  private String span(String callId, Call call) {
    return Ids.call(task, place.queuedAt(), call.step() + "#" + callId);
  }

  private void tool(String callId, Call call, Instant at, String error, String result) {
    AttributesBuilder span =
        about(GenAi.EXECUTE_TOOL)
            .put(GenAi.TOOL, call.tool())
            .put(GenAi.TOOL_TYPE, GenAi.FUNCTION)
            .put(GenAi.CALL_ID, callId)
            .put(GenAi.STEP, (long) call.step());
    content.result(span, call.arguments(), result);
    String name = "execute_tool " + call.tool();
    give(name, SpanKind.INTERNAL, span(callId, call), own, call.at(), at, error, span);
  }

  /** What was under way is not any more. */
  private void abandon(Instant at, String error) {
    open.forEach((id, call) -> tool(id, call, at, error, ""));
    open.clear();
  }

  // ── the task ───────────────────────────────────────────────────────────────────────────────

  /** From the due instant of a schedule until its task was queued: how late it was. */
  private void firing(Entry.TaskQueued queued) {
    String origin = queued.origin();
    int at = origin.lastIndexOf('@');
    if (Lineage.isFiring(queued) && at > 0) {
      String id = origin.substring("schedule:".length(), at);
      AttributesBuilder span = Attributes.builder().put(GenAi.SCHEDULE, id);
      Instant due = instant(origin.substring(at + 1).replace("#hand", ""));
      give(
          "schedule " + id,
          SpanKind.INTERNAL,
          place.parentSpan(),
          "",
          due.isAfter(since) ? since : due,
          since,
          "",
          span);
    }
  }

  private Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException notOne) {
      return since;
    }
  }

  private void waits(Instant at, String what) {
    waited(at);
    waitsFor = what;
    since = at;
  }

  private void waited(Instant at) {
    if (waitsFor != null && at.isAfter(since)) {
      AttributesBuilder span = Attributes.builder().put(GenAi.WAITS_FOR, waitsFor);
      give("wait " + waitsFor, SpanKind.INTERNAL, part("wait"), own, since, at, "", span);
    }
    waitsFor = null;
  }

  private void ended(Entry.TaskEnded end, Instant at) {
    String error =
        switch (end) {
          case Entry.TaskSucceeded _ -> "";
          case Entry.TaskFailed e -> lower(e.failure().kind());
          case Entry.TaskDied e -> lower(e.failure().kind());
          case Entry.TaskCancelled _, Entry.TaskExpired _ -> lower(TaskState.of(end));
        };
    if (end instanceof Entry.TaskFailed e) {
      failedChat(at, e.failure());
    } else if (end instanceof Entry.TaskDied e) {
      failedChat(at, e.failure());
    }
    waited(at);
    abandon(at, error.isEmpty() ? "abandoned" : error);
    AttributesBuilder span =
        by(about(GenAi.INVOKE_AGENT), model)
            .put(GenAi.ORIGIN, place.queued().origin())
            .put(GenAi.PRIORITY, lower(place.queued().priority()))
            .put(GenAi.RUN, run)
            .put(GenAi.ATTEMPT, attempt);
    content.prompt(span, place.queued().prompt());
    String name = "invoke_agent " + task.agent();
    Instant start = place.queuedAt();
    given.add(
        new Span(
            resource,
            name,
            SpanKind.INTERNAL,
            place.trace(),
            own,
            place.parentSpan(),
            start,
            end(start, at),
            error,
            with(span, error),
            place.links()));
  }

  // ── spans ──────────────────────────────────────────────────────────────────────────────────

  private AttributesBuilder about(String operation) {
    AttributesBuilder span =
        Attributes.builder()
            .put(GenAi.OPERATION, operation)
            .put(GenAi.AGENT_ID, task.agent().value())
            .put(GenAi.AGENT_NAME, task.agent().value())
            .put(GenAi.TASK, task.toString());
    String thread = place.queued().threadId();
    return thread == null ? span : span.put(GenAi.CONVERSATION, thread);
  }

  /** Within a task an entry ends at most one span of a name. */
  private String part(String name) {
    return Ids.part(task, place.queuedAt(), name + ' ' + number);
  }

  private void give(
      String name,
      SpanKind kind,
      String id,
      String parent,
      Instant start,
      Instant at,
      String error,
      AttributesBuilder span) {
    given.add(
        new Span(
            resource,
            name,
            kind,
            place.trace(),
            id,
            parent,
            start,
            end(start, at),
            error,
            with(span, error),
            List.of()));
  }

  private static Attributes with(AttributesBuilder span, String error) {
    return (error.isEmpty() ? span : span.put(GenAi.ERROR, error)).build();
  }

  /** Clocks may be set back; a span's end is not before its start. */
  private static Instant end(Instant start, Instant at) {
    return at.isBefore(start) ? start : at;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
