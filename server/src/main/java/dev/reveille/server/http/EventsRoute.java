package dev.reveille.server.http;

import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /events}: a CloudEvent is published by {@code async.broadcastEvent}, so that a
 * webhook and a client are served alike. 202 says that it is durable.
 */
final class EventsRoute {
  private static final String STRUCTURED = "application/cloudevents+json";

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
    boolean binary = CloudEvent.isBinary(request.getHeaders());
    if (!request.getMethod().equals("POST")) {
      replies.methodNotAllowed(response, "POST", callback);
    } else if (!type.equals(STRUCTURED) && !(binary && mayBeJson(type, request))) {
      replies.refuse(response, 415, notTaken(type), callback);
    } else {
      Optional<String> body = bodies.text(request, response, callback);
      if (body.isPresent()) {
        publish(type.equals(STRUCTURED), body.get(), request, response, callback);
      }
    }
  }

  private static RpcException notTaken(String type) {
    String message =
        type.startsWith("application/cloudevents-batch")
            ? "this address takes no batches: send each CloudEvent by itself"
            : "this address takes CloudEvents in JSON only";
    return new RpcException(ErrorCode.INVALID_REQUEST, message)
        .hint(
            "send Content-Type: "
                + STRUCTURED
                + ", or ce-specversion and other ce- headers with application/json");
  }

  /** An event in binary mode without data says nothing about their type. */
  private static boolean mayBeJson(String type, Request request) {
    boolean unsaid = request.getHeaders().get("Content-Type") == null;
    return unsaid || type.equals("application/json") || type.endsWith("+json");
  }

  private void publish(
      boolean structured, String body, Request request, Response response, Callback callback) {
    try {
      JsonNode read = body.isBlank() ? null : rpc.tree(body);
      CloudEvent event =
          structured
              ? CloudEvent.structured(read == null ? JsonNodeFactory.instance.objectNode() : read)
              : CloudEvent.binary(request.getHeaders(), read);
      answer(call(event.params(), request), response, callback);
    } catch (RpcException refusal) {
      replies.refuse(response, status(refusal.code()), refusal, callback);
    }
  }

  /** The answer to a call of broadcastEvent. */
  private String call(ObjectNode params, Request request) {
    ObjectNode frame = JsonNodeFactory.instance.objectNode();
    frame.put("jsonrpc", "2.0").putNull("id").put("method", "async.broadcastEvent");
    frame.set("params", params);
    String text = RpcRoute.run(rpc, rpc.binder().write(frame), request).text();
    return Objects.requireNonNull(text, "a call with an id is answered");
  }

  private void answer(String text, Response response, Callback callback) {
    JsonNode answer = rpc.binder().mapper().readTree(text);
    JsonNode error = answer.get("error");
    if (error == null) {
      ObjectNode told = JsonNodeFactory.instance.objectNode();
      told.set("eventId", answer.path("result").path("eventId"));
      told.set("matched", answer.path("result").path("matched"));
      replies.json(response, 202, told.toString(), callback);
    } else {
      String symbol = error.path("data").path("code").asString();
      ErrorCode code = ErrorCode.valueOf(symbol.toUpperCase(Locale.ROOT));
      boolean busy = error.path("data").path("limit").asString("").equals("maxRunningCalls");
      replies.json(response, busy ? 503 : status(code), text, callback);
    }
  }

  /** Whoever sends an event that is too large need not send it again. */
  private static int status(ErrorCode code) {
    return code == ErrorCode.LIMIT_EXCEEDED ? 413 : Replies.status(code);
  }
}
