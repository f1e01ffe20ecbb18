package dev.reveille.client;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** What went wrong, told on standard error. */
final class Problems {

  private Problems() {}

  /**
   * @return the exit code
   */
  static int told(Shell shell, boolean json, Exception problem) {
    switch (problem) {
      case RpcException refused -> shell.err().println(refusal(refused, json));
      case NoServerException nobody ->
          shell.err().println(json ? json("no_server", nobody) : nobody.getMessage());
      case IOException broken ->
          shell.err().println(json ? json("broken", broken) : "error: " + broken.getMessage());
      case InterruptedException stopped -> Thread.currentThread().interrupt();
      default -> problem.printStackTrace(shell.err()); // a bug
    }
    return 1;
  }

  /** As the server's own errors are, with a code of this program's. */
  static String json(String code, Exception problem) {
    ObjectNode error = Json.object().put("message", "" + problem.getMessage());
    error.putObject("data").put("code", code);
    return Json.compact(error);
  }

  private static String refusal(RpcException refused, boolean json) {
    if (json) {
      return Json.compact(refused.error());
    }
    String code = refused.code().isEmpty() ? "" + refused.number() : refused.code();
    return "error: %s (%s)".formatted(refused.getMessage(), code)
        + refused.field().map(field -> "\n  field: " + field).orElse("")
        + refused.hint().map(hint -> "\n  hint:  " + hint).orElse("");
  }
}
