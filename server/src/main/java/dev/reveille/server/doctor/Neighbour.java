package dev.reveille.server.doctor;

import dev.reveille.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who listens where a server would, or where one is said to be. */
record Neighbour(ServerConfig server, Doctor.Patient patient) {
  private static final int PATIENCE_MS = 10_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    URI own = URI.create("http://" + host() + ":" + server.port());
    boolean taken = server.port() != 0 && isTaken();
    Optional<JsonNode> there = taken || patient.url() != null ? info(url(own)) : Optional.empty();
    if (patient.url() == null) {
      found.add(port(taken, there.isPresent()));
    }
    found.add(server(url(own), there));
    if (there.isPresent()) {
      found.add(health(url(own)));
    }
    return found;
  }

  private URI url(URI own) {
    return patient.url() == null ? own : patient.url();
  }

  private String host() {
    boolean any = server.host().equals("0.0.0.0") || server.host().equals("::");
    return any
        ? "127.0.0.1"
        : server.host().contains(":") ? "[" + server.host() + "]" : server.host();
  }

  private boolean isTaken() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(server.host(), server.port()));
      return false;
    } catch (IOException | IllegalArgumentException cannot) {
      return true;
    }
  }

  private Finding port(boolean taken, boolean byReveille) {
    String where = server.host() + ":" + server.port();
    if (server.port() == 0) {
      return Finding.ok("port", "any free one");
    }
    if (!taken) {
      return Finding.ok("port", where + " is free");
    }
    String who = Listeners.of(server.port()).map(it -> ", process " + it).orElse("");
    return byReveille
        ? Finding.ok("port", where + " is taken by a Reveille server" + who)
        : Finding.fail(
            "port",
            where
                + " cannot be had: another program listens there, or the address is not ours"
                + who,
            "end it, or choose another: --port N, server.port");
  }

  private Finding server(URI url, Optional<JsonNode> there) {
    if (there.isEmpty()) {
      return Finding.warn("server", "none answers at " + url, "start one: reveille serve");
    }
    if (there.get().path("error").isObject()) {
      return Finding.warn(
          "server",
          "it refuses: " + there.get().path("error").path("message").asString(""),
          "set REVEILLE_TOKEN to its token");
    }
    String version = there.get().path("result").path("version").asString("?");
    String what = "version " + version + " at " + url;
    return version.equals(patient.version())
        ? Finding.ok("server", what)
        : Finding.warn(
            "server",
            what + ", but this is " + patient.version(),
            "restart it, if it is to run this version");
  }

  private Finding health(URI url) {
    JsonNode health = call(url, "async.getHealth").orElse(JSON.createObjectNode()).path("result");
    String status = health.path("status").asString("unknown");
    List<String> unwell = new ArrayList<>();
    for (JsonNode check : health.path("checks")) {
      if (!check.path("ok").asBoolean(true)) {
        unwell.add(check.path("name").asString("") + ": " + check.path("detail").asString(""));
      }
    }
    return status.equals("ok")
        ? Finding.ok("health", "ok")
        : Finding.warn("health", status + " " + unwell, "see: reveille health");
  }

  private Optional<JsonNode> info(URI url) {
    return call(url, "async.getServerInfo").filter(it -> it.has("result") || it.has("error"));
  }

  /** Empty if nobody answers in JSON. */
  private Optional<JsonNode> call(URI url, String method) {
    try {
      HttpURLConnection http =
          (HttpURLConnection) url.resolve("/rpc").toURL().openConnection(Proxy.NO_PROXY);
      http.setConnectTimeout(PATIENCE_MS);
      http.setReadTimeout(PATIENCE_MS);
      http.setRequestMethod("POST");
      http.setDoOutput(true);
      http.setRequestProperty("Content-Type", "application/json");
      token().ifPresent(secret -> http.setRequestProperty("Authorization", "Bearer " + secret));
      byte[] body =
          ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}")
              .getBytes(StandardCharsets.UTF_8);
      try (OutputStream out = http.getOutputStream()) {
        out.write(body);
      }
      boolean well = http.getResponseCode() < 400;
      try (InputStream in = well ? http.getInputStream() : http.getErrorStream()) {
        return in == null ? Optional.empty() : Optional.of(JSON.readTree(in.readAllBytes()));
      }
    } catch (IOException | IllegalArgumentException | JacksonException nobody) {
      return Optional.empty();
    }
  }

  private Optional<String> token() {
    return Optional.ofNullable(patient.environment().get("REVEILLE_TOKEN"))
        .or(() -> Optional.ofNullable(server.token()).map(secret -> secret.value()))
        .filter(it -> !it.isBlank());
  }
}
