package dev.reveille.engine;

import dev.reveille.core.ModelReply;
import dev.reveille.core.ToolCall;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models of whose answers, pieces and complaints nobody hears a secret. */
record RedactedModels(Models models, Redactor redactor) implements Models {
  @Override
  public Abilities abilities(List<String> names) {
    return models.abilities(names);
  }

  @Override
  public Choice find(List<String> names) throws ModelException {
    try {
      Choice choice = models.find(names);
      return new Choice(new Redacted(choice.model(), redactor), choice.name());
    } catch (ModelException e) {
      throw cleaned(e, redactor);
    }
  }

  @Override
  public List<String> unpriced(List<String> names) {
    return models.unpriced(names);
  }

  private static ModelException cleaned(ModelException e, Redactor redactor) {
    String said = e.failure().message();
    String clean = redactor.clean(said);
    return clean.equals(said)
        ? e
        : new ModelException(e.kind(), clean, e.retryAfter(), e.isElsewhere(), e.isCharged());
  }

  private record Redacted(Model model, Redactor redactor) implements Model {
    @Override
    public ModelReply call(Request request, Sink sink) throws ModelException, InterruptedException {
      Held held = new Held(sink, redactor);
      try {
        ModelReply reply = model.call(request, sink == Sink.NONE ? sink : held);
        held.end();
        return cleaned(reply);
      } catch (ModelException e) {
        throw RedactedModels.cleaned(e, redactor);
      } catch (RuntimeException bug) {
        // Its words would go into the journal; the log has it whole, and takes secrets out itself.
        throw new IllegalStateException(redactor.clean(bug.toString()), bug);
      }
    }

    private ModelReply cleaned(ModelReply reply) {
      List<ToolCall> calls =
          reply.calls().stream()
              .map(call ->
                  new ToolCall(
                      redactor.clean(call.callId()),
                      redactor.clean(call.tool()),
                      redactor.clean(call.arguments())))
              .toList();
      return new ModelReply(
          redactor.clean(reply.text()),
          redactor.clean(reply.reasoning()),
          calls,
          reply.usage(),
          reply.finish(),
          cleaned(reply.model()),
          cleaned(reply.signature()));
    }

    private @Nullable String cleaned(@Nullable String text) {
      return text == null ? null : redactor.clean(text);
    }
  }

  /** Passes pieces on; the end of one that may be half a secret waits for the next. */
  private static final class Held implements Model.Sink {
    private final Model.Sink to;
    private final Redactor redactor;
    private final Map<Channel, String> held = new EnumMap<>(Channel.class);

    Held(Model.Sink to, Redactor redactor) {
      this.to = to;
      this.redactor = redactor;
    }

    @Override
    public void delta(Channel channel, String text) {
      String all = held.getOrDefault(channel, "") + text;
      int open = redactor.open(all);
      held.put(channel, all.substring(open));
      tell(channel, all.substring(0, open));
    }

    void end() {
      held.forEach(this::tell);
    }

    private void tell(Channel channel, String text) {
      if (!text.isEmpty()) {
        to.delta(channel, redactor.clean(text));
      }
    }
  }
}
