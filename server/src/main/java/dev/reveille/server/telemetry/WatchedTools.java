package dev.reveille.server.telemetry;

import dev.reveille.engine.Tool;
import dev.reveille.engine.Tools;

/** Tools of which it is counted how their calls end, and measured how long they take. */
record WatchedTools(Tools tools, CallFigures figures) implements Tools.Around {
  @Override
  public Tool.Outcome call(String tool, String arguments, Tool.Context context)
      throws InterruptedException {
    long began = System.nanoTime();
    String outcome = "interrupted";
    try {
      Tool.Outcome result = tools.call(tool, arguments, context);
      outcome =
          switch (result) {
            case Tool.Outcome.Returned _ -> "ok";
            case Tool.Outcome.Failed _ -> "failed";
            case Tool.Outcome.Suspended _ -> "suspended";
          };
      return result;
    } finally {
      figures.toolEnded(tool, outcome, System.nanoTime() - began);
    }
  }
}
