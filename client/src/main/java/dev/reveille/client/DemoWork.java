package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the demo's agents are asked to do. The rehearsal model reads its steps from the prompt: the
 * tools, the journal and the sleep are real, only the thinking is written down beforehand.
 */
final class DemoWork {

  static final int NOTES = 30;
  static final int LATE_NOTES = 40;
  static final int NAP_SECONDS = 8;

  private DemoWork() {}

  /** An agent made from the definition of its name. */
  static ObjectNode agent(String id, int concurrency, String... tools) {
    Params config =
        new Params()
            .with("model", "rehearsal")
            .with("tools", List.of(tools))
            .with("maxConcurrentTasks", concurrency);
    return new Params().with("agentId", id).with("config", config.json()).json();
  }

  static ObjectNode health() {
    return task(
        "d",
        "health",
        """
        Check system health and report issues.
        CALL system_health {}
        SAY {{result}}
        """);
  }

  /** The tool's result comes when it wakes: the same task, in the middle of the same thought. */
  static ObjectNode nap() {
    return task(
        "d",
        "nap",
        """
        Measure, give the machine %1$d seconds, measure again and report.
        CALL system_health {}
        CALL sleep {"seconds": %1$d, "reason": "let the machine settle"}
        CALL system_health {}
        SAY {{result}}
        """
            .formatted(NAP_SECONDS));
  }

  static ObjectNode review() {
    return task(
        "reviewer",
        "review",
        """
        Review this repository: what it is, how it is built, what is left to do.
        WAIT 500ms
        CALL list_directory {"path": "."}
        WAIT 600ms
        CALL read_file {"path": "README.md"}
        WAIT 700ms
        CALL read_file {"path": "pom.xml"}
        AND list_directory {"path": "agents"}
        WAIT 700ms
        CALL search_files {"text": "TODO", "glob": "**/*.java"}
        WAIT 800ms
        CALL search_files {"text": "sealed interface", "glob": "**/*.java"}
        WAIT 500ms
        SAY {{result}}
        """);
  }

  /** Small tasks for the scribe. */
  static List<ObjectNode> notes(String key, int count) {
    List<ObjectNode> notes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      notes.add(
          task(
              "scribe",
              key + "-" + i,
              """
              Note number %d: write down the time.
              WAIT 80ms
              CALL current_time {}
              WAIT 80ms
              SAY Note %d, taken at {{result}}
              """
                  .formatted(i, i)));
    }
    return notes;
  }

  private static ObjectNode task(String agent, String key, String prompt) {
    return new Params()
        .with("agentId", agent)
        .with("prompt", prompt)
        .with("idempotencyKey", "demo-" + key)
        .json();
  }
}
