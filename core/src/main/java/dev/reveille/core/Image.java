package dev.reveille.core;

import java.util.Set;

/**
 * A picture for a model.
 *
 * @param url {@code https://…} of at most {@value #MAX_ADDRESS} characters, or {@code
 *     data:image/png;base64,…} (also jpeg, gif, webp) of at most {@value #MAX_DATA}
 */
public record Image(String url) {
  /** 5 MiB in base64, which is what providers take. */
  public static final int MAX_DATA = 7_000_000;

  public static final int MAX_ADDRESS = 2_048;

  private static final String BASE64 = ";base64,";
  private static final Set<String> TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  public Image {
    if (url.startsWith("data:")) {
      int comma = url.indexOf(BASE64);
      if (comma < 0 || !TYPES.contains(url.substring(5, comma))) {
        throw new IllegalArgumentException(
            "an image in place must begin with data:image/png;base64, (or jpeg, gif, webp)");
      }
      Check.range(
          "the length of an image's URL", url.length(), comma + BASE64.length() + 1, MAX_DATA);
    } else if (url.startsWith("https://")) {
      Check.range("the length of an image's URL", url.length(), 9, MAX_ADDRESS);
    } else {
      throw new IllegalArgumentException("an image must be a data: or https: URL");
    }
  }

  /** Whether it is here and not somewhere on the web. */
  public boolean isData() {
    return url.startsWith("data:");
  }

  /** Of an image that is here: its type, as in {@code image/png}. */
  public String mediaType() {
    return url.substring(5, url.indexOf(BASE64));
  }

  /** Of an image that is here: its bytes in base64. */
  public String base64() {
    return url.substring(url.indexOf(BASE64) + BASE64.length());
  }

  @Override
  public String toString() {
    return url.length() <= 60 ? url : url.substring(0, 60) + "… (" + url.length() + ")";
  }
}
