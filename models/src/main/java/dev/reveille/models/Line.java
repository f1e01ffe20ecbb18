package dev.reveille.models;

import dev.reveille.core.Message;
import dev.reveille.core.ModelReply;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import java.util.Optional;

/**
 * The way to one model.
 *
 * @param model asked by the name in {@code name}
 * @param settings where the request says nothing
 * @param images whether it takes images
 */
record Line(String provider, String name, Model model, ModelSettings settings, boolean images) {

  ModelReply call(Model.Request request, Model.Sink sink)
      throws ModelException, InterruptedException {
    if (!images && request.messages().stream().anyMatch(Line::shows)) {
      throw new Complaints(provider, "as configured", name, Optional.empty()).noImages();
    }
    ModelReply reply =
        model.call(
            new Model.Request(
                name,
                request.messages(),
                request.tools(),
                ModelSettings.merged(request.settings(), settings),
                request.resultSchema()),
            sink);
    return reply.model() != null ? reply : named(reply);
  }

  private ModelReply named(ModelReply reply) {
    return new ModelReply(
        reply.text(),
        reply.reasoning(),
        reply.calls(),
        reply.usage(),
        reply.finish(),
        provider + ":" + name,
        reply.signature());
  }

  private static boolean shows(Message message) {
    return message instanceof Message.User user && !user.images().isEmpty();
  }
}
