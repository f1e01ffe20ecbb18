package dev.reveille.bench;

/** Whose loop is measured. */
interface Contender {

  String name();

  /** So many agents of its, ready to work. */
  Fleet open(int agents, Script script) throws Exception;

  interface Fleet extends AutoCloseable {

    /** One agent does the task of the script; blocks until it has. */
    void work(int agent) throws Exception;

    /** Transactions with an fsync so far; 0 if nothing is durable. */
    default long commits() {
      return 0;
    }

    /** What was written to a journal so far. */
    default long appends() {
      return 0;
    }

    @Override
    default void close() throws Exception {}
  }
}
