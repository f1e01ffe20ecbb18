package dev.reveille.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A Reveille server as its clients see it. Blocking; safe for use by many threads. */
public final class ReveilleClient {

  /** Where {@code reveille serve} listens unless told otherwise. */
  public static final URI LOCAL = URI.create("http://127.0.0.1:7717");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PREFIX = "async.";

  private final URI server;
  private final Optional<String> token;
  private final OneShot oneShot;

  private ReveilleClient(URI server, Optional<String> token) {
    this.server = server;
    this.token = token;
    this.oneShot = new OneShot(server, token);
  }

  /** A client of an open server. Nothing is connected before the first call. */
  public static ReveilleClient at(URI server) {
    return new ReveilleClient(server, Optional.empty());
  }

  /** The same server, called with a token. */
  public ReveilleClient withToken(String secret) {
    return new ReveilleClient(server, Optional.of(secret));
  }

  public URI server() {
    return server;
  }

  /**
   * Calls a method and waits for its result.
   *
   * @param method with or without {@code async.} in front
   * @param params a JSON object
   * @throws NoServerException nobody listens at the server's address
   * @throws RpcException the server refused
   * @throws IOException the connection broke, or the server was silent for a minute longer than the
   *     call itself asked it to wait; whether the call took effect is unknown
   */
  public JsonNode call(String method, JsonNode params) throws IOException {
    return oneShot.call(qualified(method), params, patience(params));
  }

  /** The same for a call that may take its time. */
  JsonNode call(String method, JsonNode params, Duration patience) throws IOException {
    return oneShot.call(qualified(method), params, patience);
  }

  /** A call without parameters. */
  public JsonNode call(String method) throws IOException {
    return call(method, Json.object());
  }

  /**
   * Hears what happens until the subscription is closed: connects anew whenever the connection
   * breaks, and goes on after the last notification that was heard, so that durable ones are
   * neither missed nor heard twice.
   *
   * @throws NoServerException nobody listens at the server's address now
   * @throws RpcException the server refused the subscription
   */
  public Subscription subscribe(Interest interest, FeedListener listener) throws IOException {
    return Subscription.start(new Handshake.Address(server, token), interest, listener);
  }

  static String qualified(String method) {
    return method.startsWith(PREFIX) || method.startsWith("rpc.") ? method : PREFIX + method;
  }

  private static Duration patience(JsonNode params) {
    double asked =
        Math.max(params.path("waitSeconds").asDouble(0), params.path("timeoutSeconds").asDouble(0));
    return PATIENCE.plusMillis((long) Math.min(asked * 1000, Integer.MAX_VALUE));
  }
}
