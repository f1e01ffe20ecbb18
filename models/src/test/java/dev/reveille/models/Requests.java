package dev.reveille.models;

import dev.reveille.core.Message;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model.Request;
import dev.reveille.engine.Model.Sink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Requests and sinks that tests use. */
final class Requests {
  private Requests() {}

  static Request of(Message... messages) {
    return new Request("some-model", List.of(messages), List.of(), ModelSettings.NONE);
  }

  static Request prompt(String text) {
    return of(new Message.User(text));
  }

  static Request within(Duration idle, Duration total) {
    return new Request(
        "some-model",
        List.of(new Message.User("hello")),
        List.of(),
        new ModelSettings(null, null, null, null, null, idle, total));
  }

  static HttpModel openAi(Endpoint endpoint, Transport transport, InstantSource clock) {
    return model(endpoint, new OpenAiDialect(), transport, clock);
  }

  static HttpModel model(
      Endpoint endpoint, Dialect dialect, Transport transport, InstantSource clock) {
    return new HttpModel(
        endpoint, dialect, transport, new Prices(List.of()), new Allowances(clock), clock);
  }

  /** Writes down what it hears, as {@code TEXT:piece}. */
  static Sink into(List<String> heard) {
    return (channel, text) -> heard.add(channel + ":" + text);
  }
}
