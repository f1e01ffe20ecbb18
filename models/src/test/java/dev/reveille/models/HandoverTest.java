package dev.reveille.models;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.InputStream;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two of 1,500 interrupted calls left their connection open before there was a handover. */
@Timeout(180)
class HandoverTest {
  private record Info(int statusCode, HttpHeaders headers, Version version)
      implements ResponseInfo {}

  private static final Info OK =
      new Info(200, HttpHeaders.of(Map.of(), (name, value) -> true), Version.HTTP_1_1);

  @Test
  void closesABodyThatNobodyTook() {
    var handover = new Handover();
    InputStream body = body(handover);
    handover.close();
    assertThatIOException().isThrownBy(body::read).withMessage("closed");
  }

  @Test
  void closesABodyThatComesTooLate() {
    var handover = new Handover();
    handover.close();
    assertThatIOException().isThrownBy(body(handover)::read).withMessage("closed");
  }

  private static InputStream body(Handover handover) {
    return handover.apply(OK).getBody().toCompletableFuture().join();
  }
}
