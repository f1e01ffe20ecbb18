package dev.reveille.models;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * The dialects' way to the network: each call is sent, read and told on the thread that made it,
 * which is a virtual one. LangChain4j's own transport reads streams on the common pool, where 600
 * of them starve each other.
 *
 * <p>One connection carries one call (HTTP/1.1): cancelling is closing, and the h2c upgrade that
 * the JDK would offer on plain http upsets several local model servers.
 */
public final class Transport implements HttpClient, AutoCloseable {

  /** The call that the current thread makes; the SPI has no other way to hand it through. */
  static final ScopedValue<Exchange> EXCHANGE = ScopedValue.newInstance();

  private final java.net.http.HttpClient client;
  private final Duration connectTimeout;

  Transport() {
    this(ModelsConfig.CONNECT_TIMEOUT);
  }

  /**
   * @param connectTimeout the longest time for a connection to be made
   */
  Transport(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
    client =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser ignored, ServerSentEventListener listener) {
    Exchange exchange = EXCHANGE.get();
    exchange.run(client, translate(request, exchange.amend(request.body())), listener);
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new UnsupportedOperationException("models are only called as streams");
  }

  /** Cuts all calls under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  /** The dialect's builder gives this very transport; its time limits are each call's own. */
  HttpClientBuilder asBuilder() {
    return new HttpClientBuilder() {
      @Override
      public Duration connectTimeout() {
        return connectTimeout;
      }

      @Override
      public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
      }

      @Override
      public Duration readTimeout() {
        return connectTimeout;
      }

      @Override
      public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
      }

      @Override
      public HttpClient build() {
        return Transport.this;
      }
    };
  }

  private static java.net.http.HttpRequest translate(HttpRequest request, String body) {
    var builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .method(request.method().name(), BodyPublishers.ofString(body));
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    return builder.build();
  }
}
