package dev.reveille.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A Reveille server as its clients see it. Blocking, safe for use by many threads, and nothing that
 * has to be closed: only {@linkplain #subscribe subscriptions} are.
 *
 * <p>{@link #agents}, {@link #tasks} and their like are the typed calls; {@link #call} makes any
 * other. A call ends in one of four ways: with its result, with the server's refusal ({@link
 * RpcException}), without having been sent ({@link NoServerException}), or with nobody knowing
 * ({@link BrokenCallException}). A client that {@linkplain #enduring endures} outages makes calls
 * again where that is safe.
 */
public final class ReveilleClient {

  /** Where {@code reveille serve} listens unless told otherwise. */
  public static final URI LOCAL = URI.create("http://127.0.0.1:7717");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PREFIX = "async.";

  private final URI server;
  private final Optional<String> token;
  private final Endurance endurance;
  private final OneShot oneShot;

  private ReveilleClient(URI server, Optional<String> token, Endurance endurance) {
    this.server = server;
    this.token = token;
    this.endurance = endurance;
    this.oneShot = new OneShot(server, token);
  }

  /** A client of an open server. Nothing is connected before the first call. */
  public static ReveilleClient at(URI server) {
    return new ReveilleClient(server, Optional.empty(), Endurance.NONE);
  }

  /** The same server, called with a token. */
  public ReveilleClient withToken(String secret) {
    return new ReveilleClient(server, Optional.of(secret), endurance);
  }

  /**
   * The same server, of which an outage is waited out: while nobody listens, calls are made again,
   * and so are those that broke or were refused as {@code unavailable} if a second one does no
   * harm. These are all that only read, {@code updateAgent}, {@code replyMail}, {@code
   * archiveMail}, {@code createAgent} with {@code ifExists=return}, and those with a key: {@code
   * sendTask} and {@code sendMail} with an {@code idempotencyKey}, {@code broadcastEvent} with an
   * {@code eventId}, {@code subscribeAgent} with a {@code subscriptionId}, {@code rememberNote}
   * with a {@code key}. The typed calls give keys by themselves.
   *
   * @param outage how long it may last before a call fails
   */
  public ReveilleClient enduring(Duration outage) {
    return new ReveilleClient(server, token, new Endurance(outage));
  }

  public Agents agents() {
    return new Agents(this);
  }

  public Tasks tasks() {
    return new Tasks(this);
  }

  public Schedules schedules() {
    return new Schedules(this);
  }

  public Mails mail() {
    return new Mails(this);
  }

  public Events events() {
    return new Events(this);
  }

  public DeadLetters deadLetters() {
    return new DeadLetters(this);
  }

  public Approvals approvals() {
    return new Approvals(this);
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
   * @throws BrokenCallException the connection broke, or the server was silent for a minute longer
   *     than the call itself asked it to wait; whether the call took effect is unknown
   */
  public JsonNode call(String method, JsonNode params) throws IOException {
    return call(method, params, patience(params));
  }

  /** The same for a call that may take its time. */
  JsonNode call(String method, JsonNode params, Duration patience) throws IOException {
    String name = qualified(method);
    return endurance.call(name, params, () -> oneShot.call(name, params, patience));
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

  /** Waits for the end of a task as long as this client endures. */
  TaskWait waiting() {
    InstantSource ticks = () -> Instant.EPOCH.plusNanos(System.nanoTime());
    return new TaskWait(this, ticks, endurance.outage());
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
