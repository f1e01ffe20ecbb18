package dev.reveille.client;

import java.time.Instant;

/**
 * How something is shown.
 *
 * @param colours whether words may be coloured
 * @param width columns that a line may have; {@link #ENDLESS} where nobody counts
 * @param now against which times are told
 */
record Look(boolean colours, int width, Instant now) {

  static final int ENDLESS = Integer.MAX_VALUE;

  String paint(String text, Tone tone) {
    return colours ? tone.paint(text) : text;
  }

  /** {@code 12s ago}, {@code in 5m}. */
  String relative(String instant) {
    return Text.relative(instant, now);
  }
}
