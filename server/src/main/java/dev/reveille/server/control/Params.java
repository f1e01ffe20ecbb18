package dev.reveille.server.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reveille.core.AgentId;
import dev.reveille.core.AgentLimits;
import dev.reveille.core.AgentState;
import dev.reveille.core.Budget;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.Priority;
import dev.reveille.core.Retry;
import dev.reveille.core.ScheduleSpec;
import dev.reveille.core.TaskId;
import dev.reveille.core.TaskState;
import dev.reveille.engine.Views;
import dev.reveille.server.config.SettingsConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the methods take. A component that is not {@code @Nullable} is required. */
final class Params {
  private Params() {}

  record CreateAgent(
      AgentId agentId,
      @Nullable JsonNode definition,
      @Nullable Config config,
      @Nullable Boolean autoStart,
      @Nullable IfExists ifExists) {}

  enum IfExists {
    ERROR,
    RETURN
  }

  record InlineDefinition(
      @Nullable String description,
      @Nullable String systemPrompt,
      @Nullable String model,
      @Nullable List<String> tools) {}

  record Config(
      @Nullable Duration checkMailInterval,
      @Nullable Integer maxConcurrentTasks,
      @Nullable Priority wakeOnPriority,
      @Nullable Integer queueLimit,
      @Nullable Duration taskTimeoutSeconds,
      @Nullable Integer maxAttempts,
      @Nullable RetryConfig retry,
      @Nullable Integer maxSteps,
      @Nullable Duration ageingSeconds,
      @Nullable Integer poisonAfter,
      @Nullable Duration patienceSeconds,
      @Nullable Integer deadLetterLimit,
      @Nullable Integer idempotencyKeyLimit,
      @Nullable Integer mailboxLimit,
      @Nullable BudgetConfig budget,
      @Nullable Duration idleTtlSeconds,
      @Nullable String model,
      @Nullable List<String> tools,
      @Nullable String timezone,
      @Nullable List<String> models,
      @Nullable Boolean continuation,
      @Nullable Integer loopLimit,
      @Nullable Integer maxHops,
      @Nullable Duration approvalTtlSeconds,
      @Nullable Integer contextTokens,
      @Nullable List<String> approvals,
      @Nullable SettingsConfig settings,
      @Nullable LimitsConfig limits) {

    /**
     * @throws IllegalArgumentException if a value is out of its bounds
     */
    ConfigPatch patch() {
      if (timezone != null && !ZoneId.getAvailableZoneIds().contains(timezone)) {
        throw new IllegalArgumentException(
            "timezone must be an IANA zone, such as Europe/Berlin, but was \"" + timezone + '"');
      }
      if (mailboxLimit != null && mailboxLimit < 1) {
        // The core takes 0 for a journal from before there was mail.
        throw new IllegalArgumentException(
            "mailboxLimit must be from 1 to 100000, but was " + mailboxLimit);
      }
      return new ConfigPatch(
          checkMailInterval,
          maxConcurrentTasks,
          wakeOnPriority,
          queueLimit,
          taskTimeoutSeconds,
          maxAttempts,
          retry == null ? null : retry.retry(),
          maxSteps,
          ageingSeconds,
          poisonAfter,
          patienceSeconds,
          deadLetterLimit,
          idempotencyKeyLimit,
          mailboxLimit,
          budget == null ? null : budget.budget(),
          idleTtlSeconds,
          model,
          tools,
          timezone,
          models,
          continuation,
          loopLimit,
          maxHops,
          approvalTtlSeconds,
          contextTokens,
          approvals,
          settings == null ? null : settings.settings(),
          limits == null ? null : limits.limits());
    }
  }

  record LimitsConfig(
      @Nullable Integer schedules,
      @Nullable Integer subscriptions,
      @Nullable Integer notes,
      @Nullable Integer mailsPerTask) {
    AgentLimits limits() {
      return new AgentLimits(schedules, subscriptions, notes, mailsPerTask);
    }
  }

  record RetryConfig(
      @Nullable Duration initialSeconds, @Nullable Duration maxSeconds, @Nullable Double factor) {
    Retry retry() {
      Retry standard = Retry.STANDARD;
      return new Retry(
          initialSeconds != null ? initialSeconds : standard.initial(),
          maxSeconds != null ? maxSeconds : standard.max(),
          factor != null ? factor : standard.factor());
    }
  }

  record BudgetConfig(
      @Nullable Long maxTokens,
      @Nullable Double maxCostUsd,
      @Nullable Long maxCalls,
      @Nullable Long maxSeconds,
      @Nullable Long perSeconds) {
    Budget budget() {
      return new Budget(maxTokens, maxCostUsd, maxCalls, maxSeconds, perSeconds);
    }
  }

  record Agent(AgentId agentId) {}

  record ListAgents(
      @Nullable AgentState state,
      @Nullable String definition,
      @Nullable String prefix,
      @Nullable Integer limit,
      @Nullable String cursor) {}

  record GetAgentStates(@Nullable List<AgentId> agentIds) {}

  record UpdateAgent(AgentId agentId, Config config) {}

  record StopAgent(AgentId agentId, @Nullable StopMode mode) {}

  enum StopMode {
    DRAIN,
    NOW
  }

  record GetDefinition(String name) {}

  record SleepAgent(
      AgentId agentId,
      @Nullable Instant untilTime,
      @Nullable Duration durationSeconds,
      @Nullable List<String> wakeEvents,
      @Nullable Priority wakeOnMailPriority,
      @Nullable Double wakeOnLoadBelow,
      @Nullable String reason) {}

  record WakeAgent(AgentId agentId, @Nullable String reason) {}

  record SendTask(
      AgentId agentId,
      @Nullable String prompt,
      @Nullable String task,
      @Nullable Priority priority,
      @Nullable String idempotencyKey,
      @Nullable String threadId,
      @Nullable Instant notBefore,
      @Nullable Duration delaySeconds,
      @Nullable Instant expiresAt,
      @Nullable Duration ttlSeconds,
      @Nullable Duration timeoutSeconds,
      @Nullable Integer maxAttempts,
      @Nullable Map<String, Object> context,
      @JsonProperty("wait") @Nullable Boolean waits,
      @Nullable Duration waitSeconds,
      @Nullable List<String> models,
      @Nullable Map<String, Object> resultSchema,
      @Nullable BudgetConfig budget,
      @Nullable SettingsConfig settings,
      @Nullable List<Picture> images) {}

  /** Either with its data, in base64, or with its address. */
  record Picture(@Nullable String mimeType, @Nullable String data, @Nullable String url) {}

  record ForkTask(
      TaskId taskId,
      Integer fromStep,
      @Nullable String prompt,
      @Nullable String model,
      @Nullable SettingsConfig settings) {}

  record SetTaskBudget(TaskId taskId, BudgetConfig budget) {}

  record ListApprovals(
      @Nullable AgentId agentId, @Nullable Integer limit, @Nullable String cursor) {}

  record ResolveApproval(TaskId approvalId, Verdict decision, @Nullable String note) {
    /** What was decided. */
    public enum Verdict {
      APPROVE,
      DENY
    }
  }

  record Task(TaskId taskId) {}

  record DrainNode(String node) {}

  record ReplayTask(
      @Nullable TaskId taskId,
      @Nullable JsonNode file,
      @Nullable String model,
      @Nullable Integer fromStep) {}

  record ImportTask(JsonNode file, @Nullable AgentId agentId) {}

  record ListTasks(
      @Nullable AgentId agentId,
      @Nullable TaskState state,
      @Nullable String threadId,
      @Nullable Integer limit,
      @Nullable String cursor) {}

  record AwaitTask(TaskId taskId, @Nullable Duration timeoutSeconds) {}

  record CancelTask(TaskId taskId, @Nullable String reason) {}

  record SteerTask(TaskId taskId, String message) {}

  record ScheduleTask(
      AgentId agentId,
      @Nullable String prompt,
      @Nullable String task,
      String schedule,
      @Nullable String scheduleId,
      @Nullable String timezone,
      @Nullable Priority priority,
      ScheduleSpec.@Nullable Overlap overlap,
      ScheduleSpec.@Nullable Missed missed,
      @Nullable Integer maxCatchUp,
      @Nullable Integer jitterSeconds,
      @Nullable Instant startAt,
      @Nullable Instant endAt,
      @Nullable Integer maxRuns) {}

  record ListSchedules(@Nullable AgentId agentId, @Nullable String cursor) {}

  record Schedule(AgentId agentId, String scheduleId) {}

  record GetSchedule(
      AgentId agentId, String scheduleId, @Nullable Integer limit, @Nullable String cursor) {}

  record SendMail(
      AgentId to,
      String body,
      @Nullable AgentId from,
      @Nullable String subject,
      @Nullable Priority priority,
      @Nullable MailId replyTo,
      @Nullable Duration ttlSeconds,
      @Nullable String idempotencyKey) {}

  record ListMail(
      AgentId mailbox,
      Views.@Nullable MailStatus status,
      @Nullable Integer limit,
      @Nullable String cursor) {}

  record Mail(MailId mailId) {}

  record ReplyMail(
      MailId mailId, String body, @Nullable Priority priority, @Nullable String idempotencyKey) {}

  record BroadcastEvent(
      String event,
      @Nullable JsonNode data,
      @Nullable Priority priority,
      @Nullable String source,
      @Nullable String subject,
      @Nullable String eventId,
      @Nullable List<AgentId> targets,
      @Nullable Map<String, String> attributes) {}

  record SubscribeAgent(
      AgentId agentId,
      List<String> events,
      @Nullable String subscriptionId,
      @Nullable Map<String, JsonNode> filter,
      @Nullable Priority minPriority,
      @Nullable String prompt,
      @Nullable Boolean wake) {}

  record UnsubscribeAgent(AgentId agentId, String subscriptionId) {}

  record ListEvents(
      @Nullable String event,
      @Nullable Instant since,
      @Nullable Integer limit,
      @Nullable String cursor) {}

  record ListNotes(
      AgentId agentId, @Nullable String query, @Nullable Integer limit, @Nullable String cursor) {}

  record RememberNote(
      AgentId agentId, String text, @Nullable String key, @Nullable List<String> tags) {}

  record ForgetNote(AgentId agentId, String key) {}

  record ListDeadLetters(
      Views.DeadLetter.@Nullable Kind kind,
      @Nullable AgentId agentId,
      @Nullable Integer limit,
      @Nullable String cursor) {}

  record RedriveDeadLetter(TaskId deadLetterId, @Nullable Edits edits) {}

  record Edits(
      @Nullable String prompt,
      @Nullable Priority priority,
      @Nullable String threadId,
      @Nullable Instant notBefore,
      @Nullable Instant expiresAt,
      @Nullable Duration timeoutSeconds,
      @Nullable Integer maxAttempts,
      @Nullable Map<String, Object> context) {
    static final Edits NONE = new Edits(null, null, null, null, null, null, null, null);
  }

  record DiscardDeadLetter(TaskId deadLetterId, @Nullable String reason) {}

  record GetOverview(@Nullable Boolean history) {}

  record GetTimeline(AgentId agentId, @Nullable Long fromSeq, @Nullable Integer limit) {}

  record GetStateAt(AgentId agentId, Long seq) {}

  record Subscribe(
      @Nullable JsonNode agents,
      @Nullable List<String> kinds,
      @Nullable String cursor,
      @Nullable Boolean tokens) {}

  record Unsubscribe(String subscriptionId) {}
}
