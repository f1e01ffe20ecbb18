package dev.reveille.store;

import dev.reveille.core.Agent;
import dev.reveille.engine.Journal.Append;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the writer is asked to do. */
sealed interface Request {

  /** Memory that it holds while it waits. */
  int bytes();

  /**
   * @param body the entries as they are stored
   */
  record Write(Append append, byte[] body) implements Request {
    @Override
    public int bytes() {
      return body.length + 200;
    }
  }

  /** Keep a snapshot, if that agent ever came to be. */
  record Keep(Agent agent, byte[] body) implements Request {
    @Override
    public int bytes() {
      return body.length + 200;
    }
  }

  /** Keep how far a reader of the journal is. */
  record Bookmark(String reader, long position) implements Request {
    @Override
    public int bytes() {
      return 0;
    }
  }

  /** Look whether others have appended, and tell of it. */
  record Look() implements Request {
    @Override
    public int bytes() {
      return 0;
    }
  }

  /**
   * Bring the query tables up to all that is durable.
   *
   * @param agentId null: of all agents
   * @param done completed when it is so; fails with {@code Unavailable}
   */
  record Settle(@Nullable String agentId, CompletableFuture<Boolean> done) implements Request {
    @Override
    public int bytes() {
      return 0;
    }
  }
}
