package dev.reveille.engine;

import dev.reveille.core.Budget;
import dev.reveille.core.ModelReply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives recorded replies in place of a model, and keeps what the model would have been told. */
final class Prompter {
  private final Outside today;
  private @Nullable ModelReply reply;
  private Model.@Nullable Request request;
  private List<String> models = List.of();

  Prompter(Outside today) {
    this.today = today;
  }

  /** Today's steps of a recorded task, with this for its models. */
  ModelSteps steps(Recording recording) {
    Models recorded =
        new Models() {
          @Override
          public Choice find(List<String> names) {
            return Prompter.this.find(names);
          }

          @Override
          public Abilities abilities(List<String> names) {
            return today.models().abilities(names);
          }
        };
    return steps(recording, recorded, today, null);
  }

  /**
   * Today's steps of a recorded task, with other models.
   *
   * @param shared what all agents may spend together; null: no limit
   */
  static ModelSteps steps(
      Recording recording, Models models, Outside today, @Nullable Budget shared) {
    Definitions.Definition then = recording.definition();
    Definitions definitions =
        name ->
            today
                .definitions()
                .find(name)
                .or(() -> Optional.ofNullable(then).filter(d -> d.name().equals(name)));
    Outside outside =
        new Outside(
            models, today.tools(), definitions, new Tokens(), today.schemas(), today.gauges());
    Profiles profiles = new Profiles(definitions, new InlineDefinitions(recording));
    return new ModelSteps(outside, profiles, shared);
  }

  /** Whether the model can be had today does not matter: it is not called. */
  private Models.Choice find(List<String> names) {
    models = names;
    try {
      return new Models.Choice(this::call, today.models().find(names).name());
    } catch (ModelException unknown) {
      return new Models.Choice(this::call, String.join(", ", names));
    }
  }

  private ModelReply call(Model.Request asked, Model.Sink sink) {
    request = asked;
    if (reply == null) {
      throw new IllegalStateException("no reply is at hand");
    }
    return reply;
  }

  /** What is said at the next call. */
  void answer(ModelReply next) {
    reply = next;
    request = null;
  }

  /** What the model would have been told at the last call; null if there was none. */
  Model.@Nullable Request request() {
    return request;
  }

  /** Which models would have been asked. */
  List<String> models() {
    return models;
  }
}
