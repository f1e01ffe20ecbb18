package dev.reveille.models;

import java.time.Duration;
import java.util.Optional;

/** Reads one line of a script. */
final class StepLine {

  /** A line that begins like a step and is none. */
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final int MOST_TIMES = 1_000_000;

  private StepLine() {}

  /**
   * @param line without its end; a line that is no step costs a look at its first letters
   * @return empty if it is prose
   */
  static Optional<Step> parse(String line) throws Malformed {
    int start = 0;
    while (start < line.length() && line.charAt(start) <= ' ') {
      start++;
    }
    if (start == line.length()) {
      return Optional.empty();
    }
    return switch (line.charAt(start)) {
      case 'S' -> is("SAY ", line, start) ? Optional.of(say(rest(line, start, 4))) : none();
      case 'C' ->
          is("CALL ", line, start) ? Optional.of(call(rest(line, start, 5), false)) : none();
      case 'A' -> is("AND ", line, start) ? Optional.of(call(rest(line, start, 4), true)) : none();
      case 'T' ->
          is("THINK ", line, start) ? Optional.of(new Step.Think(rest(line, start, 6))) : none();
      case 'W' -> is("WAIT ", line, start) ? Optional.of(pause(rest(line, start, 5))) : none();
      case 'F' -> is("FAIL ", line, start) ? Optional.of(fail(rest(line, start, 5))) : none();
      default -> none();
    };
  }

  private static Optional<Step> none() {
    return Optional.empty();
  }

  private static boolean is(String keyword, String line, int start) {
    return line.startsWith(keyword, start);
  }

  private static String rest(String line, int start, int skip) {
    return line.substring(start + skip).strip();
  }

  private static Step say(String text) throws Malformed {
    if (text.isEmpty()) {
      throw new Malformed("SAY takes a text");
    }
    return new Step.Say(text);
  }

  private static Step call(String rest, boolean joined) throws Malformed {
    int end = 0;
    while (end < rest.length() && rest.charAt(end) > ' ' && rest.charAt(end) != '{') {
      end++;
    }
    String arguments = rest.substring(end).strip();
    if (end == 0 || !(arguments.isEmpty() || arguments.startsWith("{"))) {
      throw new Malformed(
          (joined ? "AND" : "CALL") + " takes a tool and a JSON object, as in CALL read_file {}");
    }
    return new Step.Call(rest.substring(0, end), arguments.isEmpty() ? "{}" : arguments, joined);
  }

  private static Step pause(String rest) throws Malformed {
    return new Step.Wait(
        duration(rest, false)
            .orElseThrow(() -> new Malformed("WAIT takes a time up to 24 h: 250ms, 2s or 1m")));
  }

  private static Step fail(String rest) throws Malformed {
    String[] words = rest.split(" +");
    Step.Fault fault = fault(words[0]);
    Optional<Duration> retryAfter = Optional.empty();
    int times = 1;
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      if (word.startsWith("retry-after=")) {
        retryAfter = duration(word.substring("retry-after=".length()), true);
        if (retryAfter.isEmpty()) {
          throw new Malformed("retry-after takes seconds, as in retry-after=2");
        }
      } else if (word.startsWith("times=")) {
        times = times(word.substring("times=".length()));
      } else {
        throw new Malformed("FAIL does not know " + word + "; it knows retry-after= and times=");
      }
    }
    return new Step.Fail(fault, retryAfter, times);
  }

  private static Step.Fault fault(String word) throws Malformed {
    if (word.equals("timeout")) {
      return new Step.Fault.Timeout();
    }
    if (word.equals("cut")) {
      return new Step.Fault.Cut();
    }
    int status = number(word);
    if (status < 400 || status > 599) {
      throw new Malformed("FAIL takes a status from 400 to 599, timeout or cut");
    }
    return new Step.Fault.Status(status);
  }

  private static int times(String word) throws Malformed {
    int times = number(word);
    if (times < 1 || times > MOST_TIMES) {
      throw new Malformed("times takes a number from 1 to " + MOST_TIMES);
    }
    return times;
  }

  /** A time with its unit, or (if bare) without one in seconds; empty if it is none. */
  private static Optional<Duration> duration(String word, boolean bare) {
    int digits = 0;
    while (digits < word.length() && Character.isDigit(word.charAt(digits))) {
      digits++;
    }
    int amount = number(word.substring(0, digits));
    if (amount < 0) {
      return Optional.empty();
    }
    Optional<Duration> duration =
        switch (word.substring(digits)) {
          case "ms" -> Optional.of(Duration.ofMillis(amount));
          case "s" -> Optional.of(Duration.ofSeconds(amount));
          case "m" -> Optional.of(Duration.ofMinutes(amount));
          case "" -> bare ? Optional.of(Duration.ofSeconds(amount)) : Optional.empty();
          default -> Optional.empty();
        };
    return duration.filter(it -> it.compareTo(LONGEST_WAIT) <= 0);
  }

  /** At most nine digits; -1 if it is no such number. */
  private static int number(String word) {
    if (word.isEmpty() || word.length() > 9) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < word.length(); i++) {
      int digit = word.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
