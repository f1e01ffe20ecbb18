package dev.reveille.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call over {@code POST /rpc}.
 *
 * <p>HttpURLConnection, because a command's whole life is one request: java.net.http alone takes
 * longer to load than the rest of the command to run.
 */
record OneShot(URI server, Optional<String> token) {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * @param patience the longest silence of the server
   * @throws NoServerException nobody listens there
   * @throws BrokenCallException the call was sent, and there is no answer
   * @throws RpcException the server refused
   */
  JsonNode call(String method, JsonNode params, Duration patience) throws IOException {
    ObjectNode request = Json.object();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
    HttpURLConnection http = open(patience);
    byte[] body = Json.bytes(request);
    // A length fixed beforehand also keeps HttpURLConnection from repeating a POST by itself.
    http.setFixedLengthStreamingMode(body.length);
    OutputStream out = connect(http);
    try (out) {
      out.write(body);
      return result(http.getURL().toString(), answer(http));
    } catch (NoReveilleException otherProgram) {
      throw otherProgram;
    } catch (IOException broken) {
      throw new BrokenCallException(method, broken);
    }
  }

  private HttpURLConnection open(Duration patience) throws IOException {
    HttpURLConnection http =
        (HttpURLConnection) server.resolve("/rpc").toURL().openConnection(Proxy.NO_PROXY);
    http.setRequestMethod("POST");
    http.setDoOutput(true);
    http.setUseCaches(false);
    http.setInstanceFollowRedirects(false);
    http.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
    http.setReadTimeout((int) Math.min(Integer.MAX_VALUE, patience.toMillis()));
    http.setRequestProperty("Content-Type", "application/json");
    http.setRequestProperty("Accept", "application/json");
    token.ifPresent(secret -> http.setRequestProperty("Authorization", "Bearer " + secret));
    return http;
  }

  private static Answer answer(HttpURLConnection http) throws IOException {
    int status = http.getResponseCode();
    try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
      return new Answer(status, in == null ? "" : text(in));
    }
  }

  private OutputStream connect(HttpURLConnection http) throws IOException {
    try {
      return http.getOutputStream();
    } catch (ConnectException | SocketTimeoutException | UnknownHostException unreachable) {
      throw new NoServerException(server, unreachable);
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static JsonNode result(String url, Answer answer) throws IOException {
    JsonNode reply = answer.json();
    if (reply.path("error").isObject()) {
      throw new RpcException(reply.path("error"));
    }
    if (!reply.has("result")) {
      throw new NoReveilleException(
          "%s answered HTTP %d, but not as a Reveille server does. Does another program listen there?"
              .formatted(url, answer.status()));
    }
    return reply.path("result");
  }

  /** Somebody listens, but not a server of Reveille's. */
  private static final class NoReveilleException extends IOException {
    private static final long serialVersionUID = 1L;

    NoReveilleException(String message) {
      super(message);
    }
  }

  private record Answer(int status, String body) {
    /** Missing if the body is not JSON. */
    JsonNode json() {
      try {
        return Json.parse(body);
      } catch (JacksonException notJson) {
        return Json.object();
      }
    }
  }
}
