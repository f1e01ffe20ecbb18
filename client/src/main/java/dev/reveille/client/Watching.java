package dev.reveille.client;

import picocli.CommandLine.Option;

/** Whether something is shown once, or as long as somebody looks. */
final class Watching {

  @Option(
      names = {"-w", "--watch"},
      description = "Show it anew whenever it changes, until Ctrl-C.")
  private boolean given;

  boolean given() {
    return given;
  }
}
