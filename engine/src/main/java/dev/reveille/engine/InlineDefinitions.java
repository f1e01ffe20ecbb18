package dev.reveille.engine;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Definitions that came with their agents, read from the journal; the newest used are kept. */
final class InlineDefinitions {
  private static final int KEPT = 1_000;
  private static final Definitions.Definition NOTHING =
      new Definitions.Definition("", "", "", null, List.of());

  private final JournalReader journal;
  private final Map<Key, Definitions.Definition> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Definitions.Definition> eldest) {
          return size() > KEPT;
        }
      };

  private record Key(AgentId agent, long createdSeq) {}

  InlineDefinitions(JournalReader journal) {
    this.journal = journal;
  }

  /** The definition that an agent was created with. May block. */
  Definitions.Definition of(Agent agent) {
    Key key = new Key(agent.id(), agent.createdSeq());
    synchronized (kept) {
      Definitions.Definition known = kept.get(key);
      if (known != null) {
        return known;
      }
    }
    Definitions.Definition read = read(agent);
    synchronized (kept) {
      kept.put(key, read);
    }
    return read;
  }

  private Definitions.Definition read(Agent agent) {
    Entry entry = journal.entry(agent.id(), agent.createdSeq()).orElse(null);
    if (entry instanceof Entry.AgentCreated created && created.inline() != null) {
      Entry.InlineDefinition d = created.inline();
      return new Definitions.Definition(
          "", d.description(), d.systemPrompt(), d.model(), d.tools());
    }
    return NOTHING;
  }
}
