package dev.reveille.server.http;

import dev.reveille.server.config.Secret;
import dev.reveille.server.config.ServerConfig;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.RpcException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. Three questions: is the request meant for us (a page that had its name rebound
 * to our address is not), is the page that sends it a friend, does the caller know the token.
 */
final class Gate {
  private static final String BEARER = "Bearer ";

  private final @Nullable Secret token;
  private final List<String> origins;
  private final List<String> originHosts;
  private final boolean onLoopback;

  /**
   * @throws IllegalArgumentException if others could reach the server and it has no token
   */
  Gate(ServerConfig config) {
    this.token = config.token();
    this.origins = config.origins();
    this.originHosts =
        origins.stream().map(Gate::host).flatMap(Optional::stream).collect(Collectors.toList());
    this.onLoopback = isLoopback(config.host());
    if (!onLoopback && token == null) {
      throw new IllegalArgumentException(
          "server.host is "
              + config.host()
              + ", which other machines can reach, but server.token is not set."
              + " Set server.token (or REVEILLE_SERVER_TOKEN), or bind to 127.0.0.1.");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("server.host " + host + " is not known here", unknown);
    }
  }

  /** Why it may not come in; empty if it may. */
  Optional<RpcException> refusal(Request request) {
    if (token == null && !isForUs(request)) {
      return forbidden(
          "the Host header names another machine",
          "use 127.0.0.1 or localhost, add the page's origin to server.origins, or set a token");
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null && !isFriend(origin, request)) {
      return forbidden("pages of this origin may not connect", "add the origin to server.origins");
    }
    if (token != null && !knows(token, request)) {
      return Optional.of(
          new RpcException(ErrorCode.UNAUTHENTICATED, "a valid token is needed")
              .hint("send Authorization: Bearer TOKEN, or ?token=TOKEN"));
    }
    return Optional.empty();
  }

  private static Optional<RpcException> forbidden(String message, String hint) {
    return Optional.of(new RpcException(ErrorCode.FORBIDDEN, message).hint(hint));
  }

  private boolean isForUs(Request request) {
    String host = request.getHttpURI().getHost();
    return host != null && (Loopback.isName(host) || originHosts.contains(host));
  }

  private boolean isFriend(String origin, Request request) {
    if (origins.contains(origin)) {
      return true;
    }
    String authority = request.getHeaders().get(HttpHeader.HOST);
    boolean same =
        origin.equalsIgnoreCase("http://" + authority)
            || origin.equalsIgnoreCase("https://" + authority);
    return same || onLoopback && host(origin).filter(Loopback::isName).isPresent();
  }

  private static Optional<String> host(String origin) {
    try {
      return Optional.ofNullable(new URI(origin).getHost());
    } catch (URISyntaxException notAnOrigin) {
      return Optional.empty();
    }
  }

  private static boolean knows(Secret token, Request request) {
    byte[] expected = token.value().getBytes(StandardCharsets.UTF_8);
    return Stream.concat(header(request).stream(), query(request).stream())
        .anyMatch(sent -> MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), expected));
  }

  private static Optional<String> header(Request request) {
    String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? Optional.of(header.substring(BEARER.length()).strip()) : Optional.empty();
  }

  private static Optional<String> query(Request request) {
    String query = request.getHttpURI().getQuery();
    if (query == null) {
      return Optional.empty();
    }
    return Arrays.stream(query.split("&"))
        .filter(part -> part.startsWith("token="))
        .findFirst()
        .flatMap(part -> decode(part.substring("token=".length())));
  }

  private static Optional<String> decode(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notEncoded) {
      return Optional.empty();
    }
  }
}
