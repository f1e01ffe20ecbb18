package dev.reveille.server.telemetry;

import dev.reveille.core.ModelReply;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;

/** A model of which it is counted how its calls end, and measured how long they take. */
record WatchedModel(String provider, String name, Model model, CallFigures figures)
    implements Model {

  @Override
  public ModelReply call(Request request, Sink sink) throws ModelException, InterruptedException {
    long began = System.nanoTime();
    String outcome = "failed";
    try {
      ModelReply reply = model.call(request, new First(sink, began));
      outcome = "";
      figures.modelAnswered(provider, name, System.nanoTime() - began);
      return reply;
    } catch (ModelException e) {
      outcome = "";
      figures.modelFailed(provider, name, e);
      throw e;
    } catch (InterruptedException e) {
      outcome = "interrupted";
      throw e;
    } finally {
      if (!outcome.isEmpty()) {
        figures.modelEnded(provider, name, outcome);
      }
    }
  }

  /** Notes when the first piece comes; it is told on one thread. */
  private final class First implements Sink {
    private final Sink sink;
    private final long began;
    private boolean heard;

    First(Sink sink, long began) {
      this.sink = sink;
      this.began = began;
    }

    @Override
    public void delta(Channel channel, String text) {
      if (!heard) {
        heard = true;
        figures.modelBegan(provider, name, System.nanoTime() - began);
      }
      sink.delta(channel, text);
    }
  }
}
