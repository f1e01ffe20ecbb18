package dev.reveille.server.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The secrets that a test plants, each with a blank, a slash or a plus in it, so that it looks
 * different in a URL; and where they are found. This search is the test's own: it shares nothing
 * with what it tests.
 */
final class Planted {
  static final String PROVIDER = "sk-leaky-v1/Pr0v+der7Kq2Xw9";
  static final String SPARE = "sk-spare-v1/Sp4re+er3Lm8Zt1";
  static final String TOKEN = "Tk/Serv3r+T0ken5Bn4Hj6";
  static final String AWS = "wJalr/XUtn+FEMI7K3MDENG8bPx";
  static final String DATABASE = "d4ta/b4se+Pa55w0rd9Qz";
  static final String MCP_ENV = "mcp/Env+S3cret2Vb7Nm4Ty";
  static final String MCP_HEADER = "mcp/Head3r+S3cret8Gf1Uj6";
  static final String MCP_LITERAL = "mcp/L1teral+S3cret5Rd9Ki";

  private final Map<String, byte[]> forms = new LinkedHashMap<>();

  Planted() {
    for (String secret :
        List.of(PROVIDER, SPARE, TOKEN, AWS, DATABASE, MCP_ENV, MCP_HEADER, MCP_LITERAL)) {
      plant(secret);
    }
  }

  private void plant(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    add(secret, "plain", secret);
    add(secret, "its first half", secret.substring(0, secret.length() / 2 + 4));
    add(secret, "its second half", secret.substring(secret.length() / 2 - 4));
    add(secret, "in a URL", URLEncoder.encode(secret, StandardCharsets.UTF_8));
    add(secret, "in hexadecimal", HexFormat.of().formatHex(bytes));
    for (String before : List.of("", "u", "uv")) {
      // Of what stands before and behind, some bits get into the first and last characters.
      String encoded =
          Base64.getEncoder().encodeToString((before + secret).getBytes(StandardCharsets.UTF_8));
      String core = encoded.substring(4, encoded.length() - 4);
      add(secret, "in Base64 behind " + before.length() + " bytes", core);
      add(secret, "in Base64 for URLs", core.replace('+', '-').replace('/', '_'));
    }
  }

  private void add(String secret, String how, String form) {
    forms.put(
        secret.substring(0, 8) + "… " + how + ": " + form, form.getBytes(StandardCharsets.UTF_8));
  }

  /** What was found, each in words; empty if nothing was. */
  Set<String> in(byte[] haystack) {
    Set<String> found = new TreeSet<>();
    String text = new String(haystack, StandardCharsets.ISO_8859_1);
    forms.forEach((words, form) -> {
      int at = text.indexOf(new String(form, StandardCharsets.ISO_8859_1));
      if (at >= 0) {
        String around = text.substring(Math.max(0, at - 120), Math.min(text.length(), at + 60));
        found.add(words + "  ←  " + around.replaceAll("[^ -~]+", "·"));
      }
    });
    return found;
  }

  List<String> in(String where, byte[] haystack) {
    List<String> found = new ArrayList<>();
    in(haystack).forEach(it -> found.add(where + ": " + it));
    return found;
  }
}
