package dev.reveille.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reveille.core.Agent;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Definitions;
import dev.reveille.engine.Gauges;
import dev.reveille.engine.Journal;
import dev.reveille.engine.JournalReader;
import dev.reveille.engine.Json;
import dev.reveille.engine.Models;
import dev.reveille.engine.Outside;
import dev.reveille.engine.Recorder;
import dev.reveille.engine.Recording;
import dev.reveille.engine.Replay;
import dev.reveille.engine.Tokens;
import dev.reveille.engine.Tool;
import dev.reveille.engine.Tools;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever happened to the tasks of many worlds, by today's rules it would happen again. */
class ReplayedWorldTest {
  private static final Definitions.Definition ANY =
      new Definitions.Definition("any", "", "", null, null);

  /** The name of a tool in these worlds is its policy. */
  private static final class SimTools implements Tools {
    private static Tool.Spec of(ToolPolicy policy) {
      return new Tool.Spec(policy.name(), "", Json.MAPPER.createObjectNode(), policy);
    }

    @Override
    public Optional<Tool.Spec> spec(String name) {
      return Optional.of(of(ToolPolicy.valueOf(name)));
    }

    @Override
    public List<Tool.Spec> specs() {
      return Arrays.stream(ToolPolicy.values()).map(SimTools::of).toList();
    }

    @Override
    public Tool.Outcome call(String tool, String arguments, Tool.Context context) {
      throw new AssertionError("a replay runs no tool");
    }
  }

  private static final Outside TODAY =
      new Outside(
          names ->
              new Models.Choice(
                  (request, sink) -> {
                    throw new AssertionError("a replay calls no model");
                  },
                  "none"),
          new SimTools(),
          name -> Optional.of(ANY),
          new Tokens(),
          (schema, value) -> List.of(),
          Gauges.constant(0, 0));

  @Test
  void everyTaskIsReplayedTheSame() throws Exception {
    int replayed = 0;
    for (long seed = 1; seed <= Integer.getInteger("replay.seeds", 40); seed++) {
      World world = new World(seed, Sabotage.NONE, new Trace(false));
      world.live();
      for (Ledger ledger : world.store().all()) {
        replayed += replay(seed, world, ledger);
      }
    }
    assertThat(replayed).isGreaterThan(100);
  }

  private static int replay(long seed, World world, Ledger ledger) throws Exception {
    Agent agent = ledger.head();
    if (!agent.exists() || agent.life() == Agent.Life.PASSIVE) {
      return 0;
    }
    JournalReader journal = (id, from, limit) -> ledger.rowsFrom(from, limit);
    Recorder recorder =
        new Recorder(
            journal,
            new SimThreads(world.store()),
            name -> Optional.of(ANY),
            world.setup().engine().telling(),
            Long.MAX_VALUE);
    int replayed = 0;
    for (Journal.Recorded row : ledger.rows()) {
      long seq = row.seq();
      for (Entry entry : row.entries()) {
        Agent then = ledger.stateAt(row.last() - row.position() + row.seq());
        boolean ofNow = entry instanceof Entry.TaskQueued && seq > agent.createdSeq();
        TaskId task = new TaskId(agent.id(), seq);
        if (ofNow && then != null && isPlain(ledger, task.seq())) {
          Recording recording = recorder.of(then, task).orElseThrow();
          assertThat(new Replay(TODAY).of(recording).differences())
              .as("task %s of seed %d", task, seed)
              .isEmpty();
          replayed++;
        }
        seq++;
      }
    }
    return replayed;
  }

  /**
   * False if the config was changed under it, or its steps were read otherwise than a reply's text
   * says: in these worlds chance decides who is asked and what is gone on with.
   */
  private static boolean isPlain(Ledger ledger, long task) {
    boolean ended = false;
    for (Journal.Recorded row : ledger.rowsFrom(task, Integer.MAX_VALUE)) {
      for (Entry entry : row.entries()) {
        boolean own = entry instanceof Entry.OfTask of && of.task() == task;
        boolean chance =
            own
                && (entry instanceof Entry.ApprovalRequested
                    || entry instanceof Entry.TaskNudged
                    || entry instanceof Entry.TaskFailed
                    || entry instanceof Entry.ConversationCompacted);
        if (!ended && (chance || entry instanceof Entry.AgentUpdated)) {
          return false;
        }
        ended |= own && entry instanceof Entry.TaskEnded;
      }
    }
    return true;
  }
}
