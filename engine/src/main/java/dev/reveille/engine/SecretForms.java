package dev.reveille.engine;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** How a secret looks when a program has written it down in one of the usual ways. */
final class SecretForms {
  private SecretForms() {}

  /** The secret itself, as a JSON text, in a URL, in hexadecimal, and in Base64. */
  static Set<String> of(String secret) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(secret);
    String quoted = Json.MAPPER.writeValueAsString(secret);
    forms.add(quoted.substring(1, quoted.length() - 1));
    inUrl(secret, forms);
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int before = 0; before < 3; before++) {
      forms.add(inBase64(Base64.getEncoder(), bytes, before));
      forms.add(inBase64(Base64.getUrlEncoder(), bytes, before));
    }
    return forms;
  }

  /** As in forms, where a blank is a plus, and as everywhere else; some write {@code %2f}. */
  private static void inUrl(String secret, Set<String> forms) {
    String inForm = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String inPath = inForm.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    for (String form : new String[] {inForm, inPath}) {
      forms.add(form);
      forms.add(lowerEscapes(form));
    }
  }

  private static String lowerEscapes(String form) {
    StringBuilder lower = new StringBuilder(form);
    for (int i = form.indexOf('%'); i >= 0; i = form.indexOf('%', i + 3)) {
      lower.replace(i, i + 3, form.substring(i, i + 3).toLowerCase(Locale.ROOT));
    }
    return lower.toString();
  }

  /**
   * What of the Base64 of a longer text does not depend on what stands around the secret: {@code
   * user:secret} and {@code secret} alone have not one character in common.
   *
   * @param before how many bytes stand before it, modulo 3
   */
  private static String inBase64(Base64.Encoder encoder, byte[] secret, int before) {
    byte[] shifted = new byte[before + secret.length];
    System.arraycopy(secret, 0, shifted, before, secret.length);
    byte[] encoded = encoder.withoutPadding().encode(shifted);
    int from = (before * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return new String(Arrays.copyOfRange(encoded, from, to), StandardCharsets.US_ASCII);
  }
}
