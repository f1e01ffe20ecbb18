package dev.reveille.models;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a provider says when it refuses, in a body or inside a stream: {@code {"error": …}} with the
 * words of OpenAI, Anthropic or Google. One table reads them all, since gateways mix them.
 *
 * @param status an HTTP status: the code inside, or the one that the words stand for
 * @param said the provider's own words, with its code; may hold secrets
 * @param retryAfter if the body says so, as Google's do
 */
record ErrorBody(int status, String said, Optional<Duration> retryAfter) {

  /** The first word that is found counts. */
  private static final Map<String, Integer> STATUS = new LinkedHashMap<>();

  static {
    STATUS.put("api_key_invalid", 401);
    STATUS.put("credit balance", 402);
    STATUS.put("insufficient_quota", 429);
    STATUS.put("rate_limit", 429);
    STATUS.put("resource_exhausted", 429);
    STATUS.put("overloaded", 529);
    STATUS.put("unavailable", 503);
    STATUS.put("authentication", 401);
    STATUS.put("invalid_api_key", 401);
    STATUS.put("unauthenticated", 401);
    STATUS.put("permission", 403);
    STATUS.put("not_found", 404);
    STATUS.put("request_too_large", 413);
    STATUS.put("context_length_exceeded", 413); // OpenAI
    STATUS.put("maximum context length", 413); // OpenAI, OpenRouter, vLLM, Mistral
    STATUS.put("prompt is too long", 413); // Anthropic
    STATUS.put("exceed context limit", 413); // Anthropic: with the longest answer
    STATUS.put("exceeds the maximum number of tokens", 413); // Gemini
    STATUS.put("exceed_context_size", 413); // llama.cpp
    STATUS.put("exceeds the context length", 413); // Ollama
    STATUS.put("timeout", 504);
    STATUS.put("deadline_exceeded", 504);
    STATUS.put("invalid_request", 400);
    STATUS.put("invalid_argument", 400);
    STATUS.put("failed_precondition", 400);
  }

  /** An error inside a stream that began with 200; empty if the text is none. */
  static Optional<ErrorBody> find(String text) {
    JsonNode root = root(text);
    JsonNode error = root.path("error");
    if (error.isMissingNode() || error.isNull()) {
      return Optional.empty();
    }
    int code = error.path("code").asInt(0);
    boolean plain = code >= 400 && code < 600;
    return Optional.of(of(root, plain ? code : 0, text));
  }

  /** The body of a refusal; if it is not JSON, all of it is what was said. */
  static ErrorBody of(int status, String body) {
    return of(root(body), status, body);
  }

  private static ErrorBody of(JsonNode root, int status, String text) {
    JsonNode error = root.path("error");
    String said = error.isString() ? error.asString() : error.path("message").asString("");
    if (said.isEmpty()) {
      said = root.path("message").asString(text);
    }
    String kind = kind(error);
    String code = error.path("code").isString() ? error.path("code").asString() : "";
    if (!code.isEmpty() && !said.contains(code)) {
      said += " [" + code + "]";
    }
    String words = (kind + " " + said).toLowerCase(Locale.ROOT);
    return new ErrorBody(refined(status, kind, words), said, delay(error));
  }

  /** Google answers a list now and then. */
  private static JsonNode root(String text) {
    JsonNode root = Heard.parse(text);
    return root.isArray() ? root.path(0) : root;
  }

  private static String kind(JsonNode error) {
    StringBuilder kind = new StringBuilder();
    for (String field : new String[] {"code", "type", "status"}) {
      kind.append(error.path(field).isString() ? error.path(field).asString() : "").append(' ');
    }
    for (JsonNode detail : error.path("details")) {
      kind.append(detail.path("reason").asString("")).append(' ');
    }
    return kind.toString().toLowerCase(Locale.ROOT);
  }

  /**
   * A status of the provider's stands, but 400 for a bad key, an empty account or a conversation
   * that is too long is not one.
   */
  private static int refined(int status, String kind, String words) {
    int told = status == 0 ? meaning(kind, 500) : status;
    if (told != 400) {
      return told;
    }
    int meant = meaning(words, 400);
    return meant == 401 || meant == 402 || meant == 413 ? meant : told;
  }

  private static int meaning(String words, int otherwise) {
    return STATUS.entrySet().stream()
        .filter(it -> words.contains(it.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  private static Optional<Duration> delay(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      String delay = detail.path("retryDelay").asString("");
      if (delay.endsWith("s")) {
        return RetryAfter.seconds(delay.substring(0, delay.length() - 1));
      }
    }
    return Optional.empty();
  }
}
