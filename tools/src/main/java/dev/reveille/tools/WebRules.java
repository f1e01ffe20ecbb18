package dev.reveille.tools;

import dev.reveille.core.Event;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where {@code http_get} may go.
 *
 * @param hosts names, {@code *} as wildcard: {@code *.example.org}; with a port, {@code host:8080}
 *     or {@code host:*}, if it is not 80 or 443; none: there is no such tool
 * @param allowPrivate whether loopback, link-local, private and other special addresses may be
 *     reached, if a host's name leads there
 * @param longest how long one call may take, redirects included
 * @param maxBytes of a body that are read
 */
public record WebRules(List<String> hosts, boolean allowPrivate, Duration longest, int maxBytes) {
  private static final Pattern WITH_PORT = Pattern.compile("(.+):(\\d+|\\*)");
  public static final WebRules NONE =
      new WebRules(List.of(), false, Duration.ofSeconds(30), 2 << 20);

  public WebRules {
    hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /** A host without a port is its web server: other services of an allowed host are not meant. */
  boolean allows(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    return hosts.stream()
        .anyMatch(rule -> {
          Matcher withPort = WITH_PORT.matcher(rule);
          return withPort.matches()
              ? Event.matches(withPort.group(1), name)
                  && Event.matches(withPort.group(2), Integer.toString(port))
              : Event.matches(rule, name) && (port == 80 || port == 443);
        });
  }

  boolean allows(InetAddress address) {
    return allowPrivate || isPublic(address);
  }

  /** False for every address that is not meant for the public internet. */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] b = address.getAddress();
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    if (b.length == 4) {
      return first != 0
          && first < 240
          && !(first == 100 && second >= 64 && second < 128) // carrier-grade NAT
          && !(first == 192 && second == 0) // protocol assignments, documentation
          && !(first == 198 && (second == 18 || second == 19)); // benchmarks
    }
    // Only global unicast, and of that nothing that has an IPv4 address inside (6to4, Teredo).
    boolean global = (first & 0xe0) == 0x20;
    boolean tunnel = first == 0x20 && (second == 0x02 || second == 0x01 && b[2] == 0 && b[3] == 0);
    return global && !tunnel;
  }
}
