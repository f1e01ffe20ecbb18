package dev.reveille.server.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names that mean this machine to everybody, without asking a name server. */
final class Loopback {
  private static final Pattern IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");

  private Loopback() {}

  static boolean isName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("::1")
        || name.equals("[::1]")
        || IPV4.matcher(name).matches();
  }
}
