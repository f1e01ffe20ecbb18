package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.core.Command;
import dev.reveille.core.Note;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Views;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.util.List;
import java.util.function.Supplier;

/** The methods of notes: what agents, and teams, remember. */
final class NoteMethods {
  private static final int MAX_WORDS = 500;
  private static final int MAX_SKIP = 10_000;

  private final Ask ask;
  private final Views views;
  private final Supplier<String> ids;

  /**
   * @param ids keys for notes that come without one; never the same twice
   */
  NoteMethods(Engine engine, Views views, Supplier<String> ids) {
    this.ask = new Ask(engine);
    this.views = views;
    this.ids = ids;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.listNotes",
            Params.ListNotes.class,
            "Lists notes of an agent or a team, by their words or the newest first.",
            this::list)
        .method(
            "async.rememberNote",
            Params.RememberNote.class,
            "Writes a note for an agent or a team; one of that key is replaced.",
            this::remember)
        .method(
            "async.forgetNote",
            Params.ForgetNote.class,
            "Takes a note of an agent or a team away.",
            this::forget);
  }

  private Object list(Params.ListNotes p, Connection c) throws InterruptedException {
    if (!p.agentId().isTeam()) {
      ask.agent(p.agentId()); // there must be one
    }
    String words = p.query() == null ? "" : p.query();
    Ask.within("query", words, MAX_WORDS);
    int limit = Ask.limit(p.limit());
    Long cursor = Ask.cursor(p.cursor());
    int skip = cursor == null ? 0 : (int) Math.clamp(cursor, 0, MAX_SKIP);
    List<Views.NoteRow> rows = views.notes(p.agentId(), words, skip, limit + 1);
    return Page.of("notes", rows, limit, NoteMethods::view, row -> skip + limit);
  }

  private static Object view(Views.NoteRow row) {
    return Fields.of(
        "agentId", row.owner(),
        "key", row.note().key(),
        "text", row.note().text(),
        "tags", row.note().tags(),
        "by", row.note().by(),
        "at", row.at());
  }

  private Object remember(Params.RememberNote p, Connection c) throws InterruptedException {
    owner(p.agentId());
    String key = p.key() == null ? ids.get() : p.key();
    List<String> tags = p.tags() == null ? List.of() : p.tags();
    Note note = Ask.valid("", () -> new Note(key, p.text(), tags, "user"));
    ask.command(p.agentId(), new Command.Remember(note));
    return Fields.of("success", true, "agentId", p.agentId(), "key", key);
  }

  private Object forget(Params.ForgetNote p, Connection c) throws InterruptedException {
    owner(p.agentId());
    ask.command(p.agentId(), new Command.Forget(p.key()));
    return Fields.of("success", true, "agentId", p.agentId(), "key", p.key());
  }

  private static void owner(AgentId id) {
    if (id.isReserved() && !id.isTeam()) {
      throw RpcException.invalidParams("agentId", id + " has no notes")
          .hint("agents have, and teams: reveille:team:NAME");
    }
  }
}
