package dev.reveille.tools;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The words of an HTML page, in one pass: no scripts, no styles, a line for each block. Not a
 * parser: broken markup gives odd text, never an error.
 */
final class HtmlText {
  private static final Set<String> HIDDEN = Set.of("script", "style", "head", "svg", "template");
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "br",
          "li",
          "ul",
          "ol",
          "tr",
          "table",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "section",
          "article",
          "header",
          "footer",
          "nav",
          "main",
          "pre",
          "blockquote",
          "hr",
          "title",
          "dt",
          "dd",
          "form");
  private static final Map<String, String> NAMED =
      Map.of(
          "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ", "mdash", "—",
          "ndash", "–", "hellip", "…");

  private HtmlText() {}

  static String of(String html) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < html.length()) {
      char c = html.charAt(at);
      if (c == '<') {
        at = tag(html, at, text);
      } else {
        int end = html.indexOf('<', at);
        String words = html.substring(at, end < 0 ? html.length() : end);
        text.append(entities(words).replaceAll("\\s+", " "));
        at += words.length();
      }
    }
    return text.toString().replaceAll(" +", " ").replaceAll(" ?\n[ \n]*", "\n").strip();
  }

  /** Goes over a tag, or a hidden element whole; answers where it ends. */
  private static int tag(String html, int at, StringBuilder text) {
    if (html.startsWith("<!--", at)) {
      return after(html, "-->", at);
    }
    int end = html.indexOf('>', at);
    if (end < 0) {
      return html.length();
    }
    String inside = html.substring(at + 1, end);
    String name = inside.split("[\\s/>]", 2)[0].toLowerCase(Locale.ROOT);
    if (HIDDEN.contains(name) && !inside.endsWith("/")) {
      int close = indexOfClose(html, name, end);
      return close < 0 ? html.length() : after(html, ">", close);
    }
    String element = inside.startsWith("/") ? closing(inside) : name;
    if (BLOCKS.contains(element)) {
      text.append('\n');
    } else if (element.equals("td") || element.equals("th")) {
      text.append(' ');
    }
    return end + 1;
  }

  private static String closing(String inside) {
    return inside.substring(1).strip().toLowerCase(Locale.ROOT);
  }

  private static int indexOfClose(String html, String name, int from) {
    String close = "</" + name;
    for (int i = html.indexOf("</", from); i >= 0; i = html.indexOf("</", i + 2)) {
      if (html.regionMatches(true, i, close, 0, close.length())) {
        return i;
      }
    }
    return -1;
  }

  private static int after(String html, String piece, int from) {
    int at = html.indexOf(piece, from);
    return at < 0 ? html.length() : at + piece.length();
  }

  private static String entities(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '&' ? text.indexOf(';', at) : -1;
      String meant = end > at && end - at <= 10 ? entity(text.substring(at + 1, end)) : "";
      if (meant.isEmpty()) {
        plain.append(text.charAt(at++));
      } else {
        plain.append(meant);
        at = end + 1;
      }
    }
    return plain.toString();
  }

  private static String entity(String name) {
    if (name.matches("#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}")) {
      boolean hex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
      int code = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
      return Character.isValidCodePoint(code) && code > 0 ? Character.toString(code) : "";
    }
    return NAMED.getOrDefault(name, "");
  }
}
