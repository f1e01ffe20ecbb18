package dev.reveille.core;

import dev.reveille.core.Decision.Code;
import dev.reveille.core.Decision.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * What an agent, or a team, remembers. Its state has only the keys; the texts are in the journal.
 */
final class NoteRules {
  private NoteRules() {}

  static @Nullable Rejected remember(Draft draft, Note note) {
    Agent agent = draft.agent();
    int limit = AgentLimits.notes(agent);
    if (!agent.notes().contains(note.key()) && agent.notes().size() >= limit) {
      return new Rejected(
          Code.LIMIT_EXCEEDED,
          agent.id() + " has " + limit + " notes; forget one first, or write over it by its key",
          new Decision.Limit("notes", limit));
    }
    draft.add(new Entry.NoteRemembered(note));
    return null;
  }

  static @Nullable Rejected forget(Draft draft, String key) {
    if (!draft.agent().notes().contains(key)) {
      return new Rejected(
          Code.NOT_FOUND,
          draft.agent().id() + " has no note \"" + key + "\"; listNotes names them");
    }
    draft.add(new Entry.NoteForgotten(key));
    return null;
  }
}
