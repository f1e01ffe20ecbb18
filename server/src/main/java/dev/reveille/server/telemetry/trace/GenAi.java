package dev.reveille.server.telemetry.trace;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * All names that stand in spans. Those of the GenAI conventions of OpenTelemetry, which are still
 * in development and may change, and ours for what they do not know.
 */
final class GenAi {
  static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
  static final String INVOKE_AGENT = "invoke_agent";
  static final String CHAT = "chat";
  static final String EXECUTE_TOOL = "execute_tool";

  static final AttributeKey<String> AGENT_ID = stringKey("gen_ai.agent.id");
  static final AttributeKey<String> AGENT_NAME = stringKey("gen_ai.agent.name");
  static final AttributeKey<String> CONVERSATION = stringKey("gen_ai.conversation.id");
  static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
  static final AttributeKey<String> ASKED_MODEL = stringKey("gen_ai.request.model");
  static final AttributeKey<String> MODEL = stringKey("gen_ai.response.model");
  static final AttributeKey<List<String>> FINISH = stringArrayKey("gen_ai.response.finish_reasons");
  static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
  static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
  static final AttributeKey<Long> CACHED_TOKENS = longKey("gen_ai.usage.cache_read.input_tokens");
  static final AttributeKey<String> TOOL = stringKey("gen_ai.tool.name");
  static final AttributeKey<String> TOOL_TYPE = stringKey("gen_ai.tool.type");
  static final String FUNCTION = "function";
  static final AttributeKey<String> CALL_ID = stringKey("gen_ai.tool.call.id");
  static final AttributeKey<String> ERROR = stringKey("error.type");

  /** Only if content is captured. */
  static final AttributeKey<String> INPUT = stringKey("gen_ai.input.messages");

  static final AttributeKey<String> OUTPUT = stringKey("gen_ai.output.messages");
  static final AttributeKey<String> ARGUMENTS = stringKey("gen_ai.tool.call.arguments");
  static final AttributeKey<String> RESULT = stringKey("gen_ai.tool.call.result");

  static final AttributeKey<String> TASK = stringKey("reveille.task.id");
  static final AttributeKey<String> ORIGIN = stringKey("reveille.task.origin");
  static final AttributeKey<String> PRIORITY = stringKey("reveille.task.priority");
  static final AttributeKey<Long> RUN = longKey("reveille.task.run");
  static final AttributeKey<Long> ATTEMPT = longKey("reveille.task.attempt");
  static final AttributeKey<Long> STEP = longKey("reveille.step");
  static final AttributeKey<Long> COST = longKey("reveille.cost.micro_usd");
  static final AttributeKey<Boolean> COMPACTION = booleanKey("reveille.compaction");
  static final AttributeKey<String> WAITS_FOR = stringKey("reveille.wait.for");
  static final AttributeKey<String> SCHEDULE = stringKey("reveille.schedule.id");

  private GenAi() {}
}
