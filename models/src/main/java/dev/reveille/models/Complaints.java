package dev.reveille.models;

import dev.reveille.core.Failure;
import dev.reveille.engine.ModelException;
import java.time.Duration;
import java.util.Optional;

/**
 * Every way in which a call to one model can fail, as the engine is told of it: what was wrong,
 * where, and what to do.
 */
record Complaints(String provider, String host, String model, Optional<String> keyName) {

  /** How much of a provider's own words is repeated, in characters. */
  private static final int MAX_QUOTE = 300;

  /**
   * The provider refused.
   *
   * @param status an HTTP status of at least 300
   * @param said the provider's own words, without secrets; may be empty
   */
  ModelException status(int status, String said, Optional<Duration> retryAfter) {
    if (said.contains("insufficient_quota")) {
      return here(answered(status, said) + "the account has no credit left: top it up");
    }
    return switch (status) {
      case 429 -> deferred(Failure.Kind.RATE_LIMITED, status, said, retryAfter);
      case 503, 529 -> deferred(Failure.Kind.OVERLOADED, status, said, retryAfter);
      case 408, 409, 425 -> transientFailure(answered(status, said) + "trying again may help");
      case 401, 403 -> here(answered(status, said) + checkKey());
      case 402 -> here(answered(status, said) + "the account has no credit left: top it up");
      case 404 ->
          here(answered(status, said) + "check the model's name and the provider's base URL");
      case 413 -> tooLong(answered(status, said) + "the conversation is too long for it");
      default -> {
        if (status >= 500) {
          String text = answered(status, said) + "trying again may help";
          yield out(text, retryAfter, status == 504); // who waited in vain may have been served
        }
        if (status < 400) {
          yield here(answered(status, said) + "set the base URL to where it redirects");
        }
        yield permanent(answered(status, said) + "it will refuse this request again: change it");
      }
    };
  }

  ModelException idle(Duration idle) {
    return silent("was silent for " + seconds(idle) + ": the call was given up");
  }

  ModelException firstToken(Duration limit) {
    return silent("had said nothing after " + seconds(limit) + ": the call was given up");
  }

  /** It is not even asked. */
  ModelException notAsked(Failure.Kind kind, String why, Duration wait) {
    String text = where() + "is not asked now: " + quote(why);
    return new ModelException(kind, text + "; again in " + seconds(wait), Optional.of(wait));
  }

  ModelException noImages() {
    return here(
        "is not known to take images: say images: true for it in models.perModel, or leave them");
  }

  ModelException total(Duration total) {
    return silent("had not finished after " + seconds(total) + ": the call was given up");
  }

  ModelException unreachable(String why) {
    String text = "could not be reached (" + quote(why) + "): check the base URL and that it is";
    return out(text + " running", Optional.empty(), false);
  }

  ModelException noReply(String why) {
    return silent("broke off before it replied (" + quote(why) + "): trying again may help");
  }

  ModelException cut() {
    return silent("cut its reply off: trying again may help");
  }

  ModelException malformed(String why) {
    return broken("sent a stream that cannot be read: " + quote(why));
  }

  ModelException notAStream(String contentType) {
    String text = "answered " + quote(contentType) + " and not a stream of chat completions: ";
    return contentType.startsWith("text/html")
        ? here(text + "check the base URL (it often ends in /v1)")
        : broken(text + "check that it can stream");
  }

  ModelException tooLarge(String limit) {
    return wasted("sent a reply of more than " + limit + ": ask for less, or raise maxReplyChars");
  }

  ModelException badRequest(String why) {
    return permanent("cannot be asked this: " + quote(why));
  }

  /**
   * The same failure of a provider that had begun to reply. It may be the request that breaks it,
   * so that it is not waited for, but tried again as an attempt.
   */
  ModelException midway(ModelException failure) {
    if (failure.kind() != Failure.Kind.UNAVAILABLE) {
      return failure;
    }
    String text = failure.failure().message() + "; it had begun to reply";
    return new ModelException(Failure.Kind.TRANSIENT, text, Optional.empty(), true, true);
  }

  private ModelException deferred(
      Failure.Kind kind, int status, String said, Optional<Duration> retryAfter) {
    String wait = retryAfter.map(it -> "in " + seconds(it)).orElse("later");
    String text = where() + answered(status, said) + "it can be asked again " + wait;
    return new ModelException(kind, text, retryAfter);
  }

  /** It is out, and may charge for what nobody has heard. */
  private ModelException silent(String what) {
    return out(what, Optional.empty(), true);
  }

  private ModelException out(String what, Optional<Duration> retryAfter, boolean charged) {
    return new ModelException(Failure.Kind.UNAVAILABLE, where() + what, retryAfter, true, charged);
  }

  /** It has answered, not as it should, and may charge for that. */
  private ModelException broken(String what) {
    return new ModelException(Failure.Kind.TRANSIENT, where() + what, Optional.empty(), true, true);
  }

  private ModelException transientFailure(String what) {
    return new ModelException(Failure.Kind.TRANSIENT, where() + what, Optional.empty());
  }

  /** Made shorter it may be answered; another model may have more room. */
  private ModelException tooLong(String what) {
    return new ModelException(Failure.Kind.TOO_LONG, where() + what, Optional.empty());
  }

  private ModelException permanent(String what) {
    return new ModelException(Failure.Kind.PERMANENT, where() + what, Optional.empty());
  }

  /** Permanent, and it will charge for what it said. */
  private ModelException wasted(String what) {
    return new ModelException(
        Failure.Kind.PERMANENT, where() + what, Optional.empty(), false, true);
  }

  /** Permanent, but another provider or model may well answer. */
  private ModelException here(String what) {
    return new ModelException(
        Failure.Kind.PERMANENT, where() + what, Optional.empty(), true, false);
  }

  private String where() {
    return provider + " (" + host + ", model " + model + ") ";
  }

  private static String answered(int status, String said) {
    return "answered " + status + (said.isBlank() ? "; " : " (" + quote(said) + "); ");
  }

  private String checkKey() {
    return keyName
        .map(it -> "check the key in the environment variable " + it)
        .orElse("it wants a key: name its environment variable in apiKeyEnv");
  }

  private static String quote(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_QUOTE ? line : line.substring(0, MAX_QUOTE) + "…";
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
