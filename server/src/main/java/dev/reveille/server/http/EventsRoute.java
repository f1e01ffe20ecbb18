package dev.reveille.server.http;

import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /events}: CloudEvents are published by {@code async.broadcastEvent}, so that a
 * webhook and a client are served alike. 202 says that they are durable, all of them.
 */
final class EventsRoute {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final int ACCEPTED = 202;

  private final Rpc rpc;
  private final Bodies bodies;
  private final Replies replies;

  EventsRoute(Rpc rpc, Bodies bodies, Replies replies) {
    this.rpc = rpc;
    this.bodies = bodies;
    this.replies = replies;
  }

  void handle(Request request, Response response, Callback callback) throws IOException {
    String type = Bodies.mediaType(request);
    if (!request.getMethod().equals("POST")) {
      replies.methodNotAllowed(response, "POST", callback);
    } else if (!type.equals(STRUCTURED) && !type.equals(BATCH) && !isBinary(type, request)) {
      replies.refuse(response, 415, notTaken(), callback);
    } else {
      Optional<String> body = bodies.text(request, response, callback);
      if (body.isPresent()) {
        publish(type, body.get(), request, response, callback);
      }
    }
  }

  private static RpcException notTaken() {
    return new RpcException(
            ErrorCode.INVALID_REQUEST, "this address takes CloudEvents in JSON only")
        .hint(
            "send Content-Type: "
                + STRUCTURED
                + ", or ce-specversion and other ce- headers with application/json");
  }

  /** An event in binary mode without data says nothing about their type. */
  private static boolean isBinary(String type, Request request) {
    HttpFields headers = request.getHeaders();
    boolean unsaid = headers.get("Content-Type") == null;
    return (headers.contains("ce-specversion") || headers.contains("ce-type"))
        && (unsaid || isJson(type) && !type.startsWith("application/cloudevents"));
  }

  /**
   * @param mediaType without parameters
   */
  static boolean isJson(String mediaType) {
    String type = mediaType.toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }

  private void publish(
      String type, String body, Request request, Response response, Callback callback) {
    try {
      // The SDK's classes are loaded with this one: by the first event, not by the start.
      CloudEvents events = new CloudEvents(rpc);
      if (type.equals(BATCH)) {
        publishAll(events.batch(body), request, response, callback);
      } else {
        boolean structured = type.equals(STRUCTURED);
        JsonNode answer =
            call(
                structured ? events.structured(body) : events.binary(request.getHeaders(), body),
                request);
        int status = status(answer);
        String text = (status == ACCEPTED ? told(answer) : answer).toString();
        replies.json(response, status, text, callback);
      }
    } catch (RpcException refusal) {
      replies.refuse(response, status(refusal.code()), refusal, callback);
    }
  }

  /** One after another: each has its answer, and the first that failed the status. */
  private void publishAll(
      List<ObjectNode> events, Request request, Response response, Callback callback) {
    ArrayNode told = JsonNodeFactory.instance.arrayNode();
    int status = ACCEPTED;
    for (ObjectNode event : events) {
      JsonNode answer = call(event, request);
      status = status == ACCEPTED ? status(answer) : status;
      told.add(told(answer));
    }
    replies.json(response, status, told.toString(), callback);
  }

  /** The answer to a call of broadcastEvent. */
  private JsonNode call(ObjectNode params, Request request) {
    ObjectNode frame = JsonNodeFactory.instance.objectNode();
    frame.put("jsonrpc", "2.0").putNull("id").put("method", "async.broadcastEvent");
    frame.set("params", params);
    String text = RpcRoute.run(rpc, rpc.binder().write(frame), request).text();
    return rpc.binder().mapper().readTree(Objects.requireNonNull(text, "it has an id"));
  }

  private static ObjectNode told(JsonNode answer) {
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    JsonNode error = answer.get("error");
    if (error == null) {
      told.set("eventId", answer.path("result").path("eventId"));
      told.set("matched", answer.path("result").path("matched"));
    } else {
      told.set("error", error);
    }
    return told;
  }

  private static int status(JsonNode answer) {
    JsonNode error = answer.get("error");
    if (error == null) {
      return ACCEPTED;
    }
    String symbol = error.path("data").path("code").asString();
    boolean busy = error.path("data").path("limit").asString("").equals("maxRunningCalls");
    return busy ? 503 : status(ErrorCode.valueOf(symbol.toUpperCase(Locale.ROOT)));
  }

  /** Whoever sends an event that is too large need not send it again. */
  private static int status(ErrorCode code) {
    return code == ErrorCode.LIMIT_EXCEEDED ? 413 : Replies.status(code);
  }
}
