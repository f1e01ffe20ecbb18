package dev.reveille.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** What the agents of {@link ClusterDemo} are asked to do. */
final class ClusterWork {

  static final int AGENTS = 36;
  static final int LATE_NOTES = 40;
  static final int FIRST_NAP_SECONDS = 6;

  private static final int STEPS = 8;

  private ClusterWork() {}

  /** Their names fall into slices all over the cluster. */
  static List<String> agents() {
    return IntStream.rangeClosed(1, AGENTS).mapToObj("agent-%02d"::formatted).toList();
  }

  static ObjectNode agent(String id) {
    Params config =
        new Params()
            .with("model", "rehearsal")
            .with("tools", List.of("current_time", "sleep", "send_mail"))
            .with("maxConcurrentTasks", 2);
    return new Params()
        .with("agentId", id)
        .with("definition", "scribe")
        .with("config", config.json())
        .json();
  }

  /** Steps of a second each, and a mail to the next agent in the middle and at the end. */
  static ObjectNode rounds(int agent) {
    String mail =
        "CALL send_mail {\"to\": \"%s\", \"subject\": \"from %s\", \"body\": \"Go on.\"}\n"
            .formatted(name(agent + 1), name(agent));
    StringBuilder prompt = new StringBuilder("Look at the clock again and again.\n");
    for (int step = 1; step <= STEPS; step++) {
      prompt.append("WAIT 1s\nCALL current_time {}\n");
      prompt.append(step % (STEPS / 2) == 0 ? mail : "");
    }
    return task(agent, "rounds", prompt.append("SAY {{result}}\n").toString());
  }

  /** Their wakes come one after the other: before, while and after the others take over. */
  static ObjectNode nap(int agent) {
    String prompt =
        """
        CALL sleep {"seconds": %d}
        CALL current_time {}
        SAY {{result}}
        """;
    return task(agent, "nap", prompt.formatted(FIRST_NAP_SECONDS + agent % 12));
  }

  /** Small tasks for all in turn. */
  static List<ObjectNode> late() {
    List<ObjectNode> late = new ArrayList<>();
    for (int i = 0; i < LATE_NOTES; i++) {
      late.add(
          task(i, "late-" + i, "Note %d.\nCALL current_time {}\nSAY {{result}}\n".formatted(i)));
    }
    return late;
  }

  private static String name(int agent) {
    return agents().get(agent % AGENTS);
  }

  private static ObjectNode task(int agent, String key, String prompt) {
    return new Params()
        .with("agentId", name(agent))
        .with("prompt", prompt)
        .with("idempotencyKey", "demo-" + key)
        .json();
  }
}
