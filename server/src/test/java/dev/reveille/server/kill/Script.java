package dev.reveille.server.kill;

import java.util.random.RandomGenerator;

/**
 * What a task is to do, for the rehearsal model, and what must come of it.
 *
 * @param replies of the model, if nothing fails
 * @param calls of tools
 * @param mayFail whether it may also end otherwise than well
 */
record Script(String prompt, int replies, int calls, boolean mayFail) {
  private static final String[] TOOLS = {
    "CALL current_time {}\n",
    "CALL read_file {\"path\": \"notes.txt\"}\n",
    "CALL list_directory {\"path\": \".\"}\n",
    "CALL current_time {}\nAND list_directory {\"path\": \".\"}\n",
    "CALL read_file {\"path\": \"missing.txt\"}\n",
  };

  /**
   * @param key ends the last reply, so that each result is known beforehand
   */
  static Script random(RandomGenerator random, String key) {
    StringBuilder text = new StringBuilder("Task " + key + "\n");
    int turns = random.nextInt(1, 6);
    int calls = 0;
    boolean mayFail = random.nextInt(12) == 0;
    for (int turn = 0; turn < turns; turn++) {
      if (random.nextInt(3) == 0) {
        text.append("WAIT ").append(random.nextInt(5, 200)).append("ms\n");
      }
      if (mayFail && turn == turns / 2) {
        text.append(failure(random));
      }
      if (random.nextInt(8) == 0) {
        text.append("CALL sleep {\"seconds\": 1, \"reason\": \"to rest\"}\n");
        calls++;
      } else {
        String tools = TOOLS[random.nextInt(TOOLS.length)];
        text.append(tools);
        calls += tools.contains("AND") ? 2 : 1;
      }
    }
    return new Script(text + "SAY done " + key, turns + 1, calls, mayFail);
  }

  private static String failure(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> "FAIL 408 times=1\n";
      case 1 -> "FAIL cut times=2\n";
      case 2 -> "FAIL 429 retry-after=1 times=2\n";
      default -> "FAIL 408 times=100\n";
    };
  }
}
