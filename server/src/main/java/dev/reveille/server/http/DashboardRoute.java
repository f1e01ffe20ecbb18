package dev.reveille.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The dashboard's page and its files. They hold no data, so they are served to anybody: what the
 * page shows it gets through {@code /ws}, which the gate guards.
 */
final class DashboardRoute {
  /** Whether the browser's copy is still good is asked each time: an upgrade is seen at once. */
  private static final String CACHING = "no-cache";

  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private final Assets assets;
  private final Replies replies;
  private final String policy;

  DashboardRoute(Assets assets, Replies replies) {
    this.assets = assets;
    this.replies = replies;
    this.policy = policy(assets.find("/").map(Asset::text).orElse(""));
  }

  /** Nothing from elsewhere and nothing inline, but for the one import map, named by its hash. */
  private static String policy(String page) {
    Matcher map = IMPORT_MAP.matcher(page);
    if (!map.find()) {
      throw new IllegalStateException("dashboard/index.html has no import map");
    }
    String hash = Asset.sha256(map.group(1).getBytes(StandardCharsets.UTF_8));
    return String.join(
        "; ",
        List.of(
            "default-src 'none'",
            "script-src 'self' 'sha256-" + hash + "'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'"));
  }

  /** False if nothing of the dashboard's is at this path. */
  boolean handle(String path, Request request, Response response, Callback callback) {
    Optional<Asset> asset = assets.find(path);
    if (asset.isEmpty()) {
      return false;
    }
    String method = request.getMethod();
    if (method.equals("GET") || method.equals("HEAD")) {
      serve(asset.get(), request, response, callback);
    } else {
      replies.methodNotAllowed(response, "GET", callback);
    }
    return true;
  }

  private void serve(Asset asset, Request request, Response response, Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.ETAG, asset.etag());
    headers.put(HttpHeader.CACHE_CONTROL, CACHING);
    headers.put("Content-Security-Policy", policy);
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    if (isKnown(asset, request)) {
      response.setStatus(304);
      response.write(true, null, callback);
      return;
    }
    headers.put(HttpHeader.CONTENT_TYPE, asset.type());
    headers.put(HttpHeader.CONTENT_LENGTH, asset.bytes().length);
    boolean head = request.getMethod().equals("HEAD");
    response.write(true, head ? null : ByteBuffer.wrap(asset.bytes()), callback);
  }

  private static boolean isKnown(Asset asset, Request request) {
    String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
    return known != null
        && List.of(known.replace("W/", "").split("\\s*,\\s*")).contains(asset.etag());
  }
}
