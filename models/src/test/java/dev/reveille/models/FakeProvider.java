package dev.reveille.models;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider on loopback that speaks HTTP/1.1 by hand, so that it can also speak it wrongly. */
final class FakeProvider implements AutoCloseable {

  /** What it does with a request. */
  interface Conduct {
    void answer(Wire wire) throws IOException, InterruptedException;
  }

  record Received(String head, String body) {
    /** A header's value; empty if it was not sent. */
    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket server;
  private final Conduct conduct;

  FakeProvider(Conduct conduct) throws IOException {
    this(0, conduct);
  }

  FakeProvider(int port, Conduct conduct) throws IOException {
    this.conduct = conduct;
    this.server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  Endpoint endpoint() {
    return endpoint(Endpoint.MAX_REPLY_CHARS);
  }

  Endpoint endpoint(int maxReplyChars) {
    return new Endpoint(
        "fake",
        baseUrl(),
        Optional.of("FAKE_API_KEY"),
        ApiKey.of(Optional.of("sk-secret")),
        maxReplyChars);
  }

  URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var wire = new Wire(socket);
      while (true) {
        Received request = wire.request();
        if (request.head().isEmpty()) {
          return;
        }
        received.add(request);
        conduct.answer(wire);
        if (socket.isClosed()) {
          return;
        }
      }
    } catch (IOException | InterruptedException gone) {
      // the client went away, as some tests want
    }
  }

  /** The provider's end of one connection. */
  static final class Wire {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    Wire raw(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return this;
    }

    Wire bytes(byte[] all) throws IOException {
      out.write(all);
      out.flush();
      return this;
    }

    Wire plain(int status, String headers, String body) throws IOException {
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      return raw(
          "HTTP/1.1 "
              + status
              + " x\r\n"
              + headers
              + "Content-Length: "
              + length
              + "\r\n\r\n"
              + body);
    }

    Wire open() throws IOException {
      return raw(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
    }

    Wire chunk(String text) throws IOException {
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      return raw(Integer.toHexString(length) + "\r\n" + text + "\r\n");
    }

    Wire data(String json) throws IOException {
      return chunk("data: " + json + "\n\n");
    }

    Wire delta(String delta) throws IOException {
      return data("{\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}");
    }

    Wire text(String text) throws IOException {
      return delta("{\"content\":\"" + text + "\"}");
    }

    Wire finish(String reason) throws IOException {
      return data(
          "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}");
    }

    Wire usage(int input, int output) throws IOException {
      return data(
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}}"
              .formatted(input, output, input + output));
    }

    void done() throws IOException {
      data("[DONE]").end();
    }

    void end() throws IOException {
      raw("0\r\n\r\n");
    }

    void cut() throws IOException {
      socket.close();
    }

    /** Blocks until the client has closed its end. */
    void awaitClose() throws IOException {
      try {
        while (in.read() >= 0) {
          continue;
        }
      } catch (IOException reset) {
        // closed the hard way
      }
      socket.close();
    }

    private Received request() throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return new Received("", "");
        }
        head.append((char) next);
      }
      var request = new Received(head.toString(), "");
      int length = Integer.parseInt("0" + request.header("content-length"));
      return new Received(
          head.toString(), new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
  }
}
