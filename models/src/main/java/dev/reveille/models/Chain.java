package dev.reveille.models;

import dev.reveille.core.Failure;
import dev.reveille.core.ModelReply;
import dev.reveille.engine.Model;
import dev.reveille.engine.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Models that stand in for each other: the first is asked, and where it cannot answer the next one
 * is, within the same call. A request that would be refused anywhere goes no further. Subscribers
 * may have heard the beginning of a reply that was cut before they hear the next model's.
 *
 * @param unknown what was wrong with those that do not exist; told if nobody else answers
 */
record Chain(List<Line> lines, List<ModelException> unknown) implements Model {
  Chain {
    lines = List.copyOf(lines);
    unknown = List.copyOf(unknown);
  }

  @Override
  public ModelReply call(Request request, Sink sink) throws ModelException, InterruptedException {
    List<ModelException> failures = new ArrayList<>(unknown);
    for (Line line : lines) {
      try {
        return line.call(request, sink);
      } catch (ModelException e) {
        failures.add(e);
        if (!e.isElsewhere()) {
          break;
        }
      }
    }
    throw failure(failures);
  }

  /**
   * One failure for all. If any of them passes by itself, it is waited for, as long as the first
   * one that will pass takes, if all say how long that is; else if trying again may help, it is
   * tried again.
   */
  static ModelException failure(List<ModelException> failures) {
    ModelException last = failures.getLast();
    if (failures.size() == 1) {
      return last;
    }
    boolean charged = failures.stream().anyMatch(ModelException::isCharged);
    if (!last.isElsewhere()) {
      return new ModelException(
          last.kind(), last.failure().message(), last.retryAfter(), false, charged);
    }
    Failure.Kind kind =
        failures.stream().map(ModelException::kind).min(Comparator.naturalOrder()).orElseThrow();
    List<ModelException> waits = failures.stream().filter(it -> it.failure().isDeferral()).toList();
    boolean timed = waits.stream().allMatch(it -> it.retryAfter().isPresent());
    Optional<Duration> soonest =
        waits.stream()
            .flatMap(it -> it.retryAfter().stream())
            .filter(it -> timed) // else one of them may be back at any time: the core paces that
            .min(Comparator.naturalOrder());
    StringBuilder all = new StringBuilder("none of " + failures.size() + " models answered: ");
    for (int i = 0; i < failures.size(); i++) {
      all.append(i == 0 ? "" : " | ").append(failures.get(i).failure().message());
    }
    return new ModelException(kind, all.toString(), soonest, true, charged);
  }
}
