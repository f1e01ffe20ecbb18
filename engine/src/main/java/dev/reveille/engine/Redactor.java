package dev.reveille.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes the server's known secrets out of texts. What stands in a text as one of {@link
 * SecretForms} becomes {@code ***}, also if the text was cut somewhere in the latter half of it; a
 * secret that was changed in another way is not known again.
 *
 * <p>One pass over a text, whatever the number of secrets: only where two characters in a row begin
 * a form is anything compared.
 */
public final class Redactor {
  /** Shorter secrets are left: their letters stand in too many other words. */
  public static final int SHORTEST = 8;

  /** Knows no secrets. */
  public static final Redactor NONE = new Redactor(List.of());

  private static final String MASK = "***";

  /** The beginning of a secret is taken for it only if it is longer than a provider's prefix. */
  private static final int SHORTEST_BEGINNING = 16;

  private final Map<Integer, List<String>> byStart = new HashMap<>();
  private final Set<Character> firsts = new LinkedHashSet<>();
  private final int longest;

  private Redactor(Collection<String> forms) {
    forms.stream()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .forEach(form -> {
          byStart.computeIfAbsent(start(form, 0), at -> new ArrayList<>()).add(form);
          firsts.add(form.charAt(0));
        });
    longest = forms.stream().mapToInt(String::length).max().orElse(0);
  }

  /**
   * @param secrets those of fewer than {@link #SHORTEST} characters are passed over
   */
  public static Redactor of(Collection<String> secrets) {
    Set<String> forms = new LinkedHashSet<>();
    secrets.stream()
        .filter(secret -> secret.length() >= SHORTEST)
        .forEach(secret -> forms.addAll(SecretForms.of(secret)));
    return forms.isEmpty() ? NONE : new Redactor(forms);
  }

  private static int start(CharSequence text, int at) {
    return text.charAt(at) << 16 | text.charAt(at + 1);
  }

  /** The text without secrets; the same object if there are none in it. */
  public String clean(String text) {
    if (longest == 0) {
      return text;
    }
    StringBuilder cleaned = null;
    int kept = 0;
    for (int at = 0; at + 1 < text.length(); at++) {
      int length = secretAt(text, at);
      if (length > 0) {
        cleaned = cleaned == null ? new StringBuilder() : cleaned;
        cleaned.append(text, kept, at).append(MASK);
        kept = at + length;
        at = kept - 1;
      }
    }
    return cleaned == null ? text : cleaned.append(text, kept, text.length()).toString();
  }

  /** How much of a secret stands there; 0 if none does, or so little that it may be anything. */
  private int secretAt(String text, int at) {
    if (!firsts.contains(text.charAt(at))) {
      return 0;
    }
    int most = 0;
    for (String form : byStart.getOrDefault(start(text, at), List.of())) {
      int same = same(form, text, at);
      boolean isCut = same >= SHORTEST_BEGINNING && same * 2 >= form.length();
      if (same == form.length() || isCut) {
        most = Math.max(most, same);
      }
    }
    return most;
  }

  private static int same(String form, String text, int at) {
    int most = Math.min(form.length(), text.length() - at);
    int same = 0;
    while (same < most && form.charAt(same) == text.charAt(at + same)) {
      same++;
    }
    return same;
  }

  /** Where, at the end of a text, a secret may have begun of which the rest is still to come. */
  int open(String text) {
    for (int at = Math.max(0, text.length() - longest + 1); at < text.length(); at++) {
      if (firsts.contains(text.charAt(at)) && mayBegin(text, at)) {
        return at;
      }
    }
    return text.length();
  }

  private boolean mayBegin(String text, int at) {
    if (at + 1 == text.length()) {
      return true;
    }
    String rest = text.substring(at);
    return byStart.getOrDefault(start(text, at), List.of()).stream()
        .anyMatch(form -> form.startsWith(rest));
  }
}
