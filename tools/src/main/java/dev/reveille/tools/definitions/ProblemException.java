package dev.reveille.tools.definitions;

/** Ends the reading of one file. */
final class ProblemException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  ProblemException(String source, int line, String reason) {
    super(reason);
    this.problem = new Problem(source, line, reason);
  }

  Problem problem() {
    return problem;
  }
}
