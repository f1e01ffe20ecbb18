package dev.reveille.tools.mcp;

import java.lang.reflect.Proxy;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's client, which also tells when an answer is over, whole or cut. Once an answer has begun
 * the library tells nobody of its end, and a request whose result was not in it would wait out its
 * time.
 */
final class WatchedHttpClient extends HttpClient {
  /** A header of a request: under which name its end is told. It is not sent. */
  static final String REQUEST = "Reveille-Request";

  private final HttpClient client;
  private final Consumer<String> ended;

  private WatchedHttpClient(HttpClient client, Consumer<String> ended) {
    this.client = client;
    this.ended = ended;
  }

  /** A builder, for a library that takes no client; what is asked of it later has no effect. */
  static Builder builder(Duration connectTimeout, Consumer<String> ended) {
    HttpClient client =
        HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(connectTimeout).build();
    HttpClient watched = new WatchedHttpClient(client, ended);
    return (Builder)
        Proxy.newProxyInstance(
            WatchedHttpClient.class.getClassLoader(),
            new Class<?>[] {Builder.class},
            (self, method, given) -> method.getName().equals("build") ? watched : self);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    Optional<String> name = request.headers().firstValue(REQUEST);
    if (name.isEmpty()) {
      return client.sendAsync(request, handler);
    }
    HttpRequest sent =
        HttpRequest.newBuilder(request, (header, value) -> !header.equals(REQUEST)).build();
    return client.sendAsync(
        sent, head -> new Watched<>(handler.apply(head), () -> ended.accept(name.get())));
  }

  private record Watched<T>(BodySubscriber<T> body, Runnable ended) implements BodySubscriber<T> {
    @Override
    public CompletionStage<T> getBody() {
      return body.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      body.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
      body.onNext(part);
    }

    @Override
    public void onError(Throwable cut) {
      body.onError(cut);
      ended.run();
    }

    @Override
    public void onComplete() {
      body.onComplete();
      ended.run();
    }
  }

  // ── the rest is the JDK's ──────────────────────────────────────────────────────────────────

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    throw new UnsupportedOperationException("the library sends all asynchronously");
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushed) {
    throw new UnsupportedOperationException("HTTP/1.1 pushes nothing");
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
