package dev.reveille.models;

import dev.reveille.core.Message;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.Model.Settings;
import dev.reveille.engine.Model.Sink;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Requests and sinks that tests use. */
final class Requests {
  private Requests() {}

  static Request of(Message... messages) {
    return new Request("some-model", List.of(messages), List.of(), Settings.STANDARD);
  }

  static Request prompt(String text) {
    return of(new Message.User(text));
  }

  static Request within(Duration idle, Duration total) {
    return new Request(
        "some-model",
        List.of(new Message.User("hello")),
        List.of(),
        new Settings(OptionalDouble.empty(), OptionalInt.empty(), idle, total));
  }

  /** Writes down what it hears, as {@code TEXT:piece}. */
  static Sink into(List<String> heard) {
    return (channel, text) -> heard.add(channel + ":" + text);
  }
}
