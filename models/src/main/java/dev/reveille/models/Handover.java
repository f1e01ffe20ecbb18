package dev.reveille.models;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a response's body is closed, also if nobody gets to see the response: a {@code
 * HttpClient.send} that is interrupted in the moment of the headers throws the response away with
 * its connection still open.
 */
final class Handover implements BodyHandler<InputStream>, AutoCloseable {
  private @Nullable InputStream body;
  private boolean closed;

  @Override
  public synchronized BodySubscriber<InputStream> apply(ResponseInfo info) {
    BodySubscriber<InputStream> subscriber = BodySubscribers.ofInputStream();
    body = subscriber.getBody().toCompletableFuture().join(); // there before its bytes are
    if (closed) {
      closeBody(body);
    }
    return subscriber;
  }

  /** Closes the body, also one that is yet to come. */
  @Override
  public synchronized void close() {
    closed = true;
    if (body != null) {
      closeBody(body);
    }
  }

  private static void closeBody(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // it is not read any more
    }
  }
}
