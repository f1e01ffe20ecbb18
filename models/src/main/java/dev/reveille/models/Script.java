package dev.reveille.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps that a text holds, in order. */
record Script(List<Step> steps) {
  static final Script NONE = new Script(List.of());

  Script {
    steps = List.copyOf(steps);
  }

  /**
   * One reply of a script.
   *
   * @param before what happens first: THINK, WAIT, FAIL
   * @param say the final answer, its {@code {{result}}} still in it; empty if the turn calls tools,
   *     or if the script is at its end
   */
  record Turn(List<Step> before, Optional<String> say, List<Step.Call> calls) {}

  /**
   * Lines that are no steps are prose and passed over. A line that begins like a step but is
   * malformed is prose too, unless the text has steps.
   *
   * @throws StepLine.Malformed naming the line
   */
  static Script parse(String text) throws StepLine.Malformed {
    List<Step> steps = List.of();
    StepLine.Malformed problem = null;
    int line = 0;
    for (int start = 0; start < text.length(); line++) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      if (mayBeStep(text, start, end)) {
        try {
          Optional<Step> step = step(text.substring(start, end), steps);
          if (step.isPresent()) {
            steps = steps.isEmpty() ? new ArrayList<>() : steps;
            steps.add(step.get());
          }
        } catch (StepLine.Malformed e) {
          problem =
              problem != null
                  ? problem
                  : new StepLine.Malformed("line " + (line + 1) + ": " + e.getMessage());
        }
      }
      start = end + 1;
    }
    if (problem != null && !steps.isEmpty()) {
      throw problem;
    }
    return steps.isEmpty() ? NONE : new Script(steps);
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * @param number from 0: how many replies were given before
   */
  Turn turn(int number) {
    List<Step> before = new ArrayList<>();
    int turn = 0;
    for (int i = 0; i < steps.size(); i++) {
      switch (steps.get(i)) {
        case Step.Think it -> before.add(it);
        case Step.Wait it -> before.add(it);
        case Step.Fail it -> before.add(it);
        case Step.Say it -> {
          if (turn++ == number) {
            return new Turn(before, Optional.of(it.text()), List.of());
          }
          before.clear();
        }
        case Step.Call it -> {
          List<Step.Call> calls = callsFrom(i);
          if (turn++ == number) {
            return new Turn(before, Optional.empty(), calls);
          }
          i += calls.size() - 1;
          before.clear();
        }
      }
    }
    return new Turn(turn == number ? before : List.of(), Optional.empty(), List.of());
  }

  private List<Step.Call> callsFrom(int first) {
    List<Step.Call> calls = new ArrayList<>();
    for (int i = first; i < steps.size(); i++) {
      if (!(steps.get(i) instanceof Step.Call call) || (i > first && !call.joined())) {
        break;
      }
      calls.add(call);
    }
    return calls;
  }

  /** One line, which may stand after these steps. */
  static Optional<Step> step(String line, List<Step> soFar) throws StepLine.Malformed {
    Optional<Step> step = StepLine.parse(line);
    boolean joined = step.isPresent() && step.get() instanceof Step.Call call && call.joined();
    if (joined && (soFar.isEmpty() || !(soFar.getLast() instanceof Step.Call))) {
      throw new StepLine.Malformed("AND stands without a CALL right above it");
    }
    return step;
  }

  /** Prose is told apart without copying it. */
  private static boolean mayBeStep(String text, int start, int end) {
    int at = start;
    while (at < end && text.charAt(at) <= ' ') {
      at++;
    }
    return at + 3 < end && "SCATWF".indexOf(text.charAt(at)) >= 0;
  }
}
