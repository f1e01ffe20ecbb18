package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.AgentId;
import dev.reveille.core.Entry;
import dev.reveille.core.TaskId;
import dev.reveille.engine.Engine;
import dev.reveille.engine.Journal;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The methods that read an agent's journal. */
final class HistoryMethods {
  private static final int PAGE = 500;
  private static final int DEFAULT_ENTRIES = 200;

  private final Ask ask;
  private final Journal journal;

  HistoryMethods(Engine engine, Journal journal) {
    this.ask = new Ask(engine);
    this.journal = journal;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
            "async.getTimeline",
            Params.GetTimeline.class,
            "Answers an agent's journal entries, oldest first.",
            this::timeline)
        .method(
            "async.getStateAt",
            Params.GetStateAt.class,
            "Answers an agent as it was after its entry of that number.",
            this::stateAt);
  }

  private Object timeline(Params.GetTimeline p, Connection c) throws InterruptedException {
    int limit = p.limit() == null ? DEFAULT_ENTRIES : Ask.limit(p.limit());
    long from = Math.max(1, p.fromSeq() == null ? 0 : p.fromSeq());
    List<ObjectNode> entries = new ArrayList<>();
    // One entry more than asked for tells whether there is another page.
    List<Journal.Recorded> rows = journal.readAgent(p.agentId(), from, limit + 1);
    if (rows.isEmpty() && from == 1) {
      ask.agent(p.agentId());
    }
    Long next = null;
    for (Journal.Recorded row : rows) {
      long seq = row.seq();
      List<Cursor> cursors = Notifications.cursors(row);
      for (Entry entry : row.entries()) {
        if (seq >= from) {
          if (entries.size() == limit) {
            next = next == null ? seq : next;
          } else {
            Cursor cursor = cursors.get((int) (seq - row.seq()));
            entries.add(entry(p.agentId(), row, seq, entry, cursor));
          }
        }
        seq++;
      }
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("entries", entries);
    result.put("nextCursor", next == null ? null : Long.toString(next));
    return result;
  }

  private static ObjectNode entry(
      AgentId agent, Journal.Recorded row, long seq, Entry entry, Cursor cursor) {
    ObjectNode node = (ObjectNode) dev.reveille.engine.Json.entry(entry);
    node.put("seq", seq);
    node.put("at", row.at().toString());
    node.put("cursor", cursor.toString());
    if (entry instanceof Entry.TaskImported imported) {
      // A page has many entries; exportTask has this one whole.
      node.remove("recording");
      node.put("recordingChars", imported.recording().length());
      node.put("taskId", new TaskId(agent, seq).toString());
    } else if (entry instanceof Entry.TaskQueued queued) {
      if (queued.images() != null) {
        node.set("images", AgentView.json(Images.view(queued.images())));
      }
      node.put("taskId", new TaskId(agent, seq).toString());
    } else if (entry instanceof Entry.OfTask of) {
      node.put("taskId", new TaskId(agent, of.task()).toString());
    } else if (entry instanceof Entry.MailReceived) {
      node.put("mailId", new TaskId(agent, seq).toString());
    } else if (entry instanceof Entry.OfMail of) {
      node.put("mailId", new TaskId(agent, of.mail()).toString());
    }
    return node;
  }

  private Object stateAt(Params.GetStateAt p, Connection c) throws InterruptedException {
    long seq = p.seq();
    if (seq < 1) {
      throw RpcException.invalidParams("seq", "seq must be at least 1, but was " + seq);
    }
    Agent agent = Agent.absent(p.agentId());
    Instant at = Instant.EPOCH;
    List<Journal.Recorded> page;
    do {
      page = journal.readAgent(p.agentId(), agent.seq() + 1, PAGE);
      for (Journal.Recorded row : page) {
        long upTo = seq - row.seq() + 1;
        if (upTo > 0) {
          List<Entry> entries = row.entries();
          agent =
              agent.apply(
                  upTo < entries.size() ? entries.subList(0, (int) upTo) : entries, row.at());
          at = row.at();
        }
      }
    } while (page.size() == PAGE && agent.seq() < seq);
    if (agent.seq() == 0) {
      ask.agent(p.agentId());
    }
    if (agent.seq() < seq) {
      throw RpcException.invalidParams(
          "seq", "agent " + p.agentId() + " has only " + agent.seq() + " entries");
    }
    Map<String, @Nullable Object> view = AgentView.whole(agent, "", agent.why(at), at);
    view.put("at", at);
    return view;
  }
}
