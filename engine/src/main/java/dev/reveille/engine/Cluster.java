package dev.reveille.engine;

import dev.reveille.core.AgentId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several processes over one journal: who is there, who holds which slices, and the way to them.
 * Before {@link #join} it is silent.
 */
public interface Cluster extends Placement {

  /**
   * What makes one; the module {@code cluster} has it, and is found by {@link
   * java.util.ServiceLoader}.
   */
  interface Maker {

    /**
     * @param turns asked when there is no cluster yet
     * @throws IllegalArgumentException if an address or a key store cannot be used
     */
    Cluster make(Spec spec, Turns turns, Exit exit);
  }

  /** Of several processes that find no cluster, one at a time may begin it. */
  interface Turns {

    /** Empty if it is another one's, or nobody can say. Blocks for seconds. */
    Optional<Turn> take();
  }

  /**
   * Until it is closed it is nobody else's, unless whoever gives turns has not heard of it long.
   */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Told once when this process is in the cluster no more without having asked; at once. */
  interface Exit {

    /** Somebody drained it: its slices have been handed over. */
    void drained();

    /**
     * The others go on without it: whatever it still does is for nothing, and it is best ended at
     * once.
     */
    void lost(String why);
  }

  /**
   * Seeks the others, and takes its share of the slices. Returns at once.
   *
   * @param tokens what is said here is told at other processes to those who listen there, and the
   *     other way round, as far as it goes without waiting for anybody
   * @param definitions what the agent definitions here come to, as a fingerprint; asked now and
   *     then, and told to all
   */
  void join(Share share, Tokens tokens, Supplier<String> definitions);

  /** All processes that this one knows of, in the order of their names. May block for a second. */
  List<Node> nodes();

  /**
   * The name of the process that holds an agent's slice, if one is known. May block for a second.
   */
  Optional<String> home(AgentId agent);

  /** How this process is in the cluster; at once. */
  Standing standing();

  /**
   * A process, this one or another, hands its slices over, leaves and ends; that goes on when this
   * returns.
   *
   * @param node its name
   * @return false if there is none of that name
   */
  boolean drain(String node);

  /**
   * This process hands its slices over and leaves. Blocks until that is done, or waited for in
   * vain.
   */
  void leave() throws InterruptedException;

  /**
   * @param host by which the others reach this process
   * @param port the same; 0 takes a free one
   * @param bind where it listens, if that is another address than the others use; null: the same
   * @param seedNodes {@code host:port} of those that are asked first, the same list everywhere; one
   *     of them begins the cluster if there is none, if possible the first
   * @param maxMessageBytes what may go from one to another at once
   * @param tls null: what goes between them is not encrypted
   */
  record Spec(
      String host,
      int port,
      @Nullable Bind bind,
      List<String> seedNodes,
      int maxMessageBytes,
      @Nullable Tls tls) {
    public Spec {
      seedNodes = List.copyOf(seedNodes);
    }
  }

  /** An address of this machine. */
  record Bind(String host, int port) {}

  /**
   * Both sides show a certificate.
   *
   * @param keyStore PKCS12, with this process's key
   * @param trustStore PKCS12, with what the others' certificates are signed by
   * @param password of both
   */
  record Tls(Path keyStore, Path trustStore, String password) {
    @Override
    public String toString() {
      return "Tls[" + keyStore + ", " + trustStore + "]";
    }
  }

  /**
   * @param name {@code host:port}, by which the others reach it
   * @param state {@code joining}, {@code up}, {@code leaving}, {@code exiting}, {@code down} or
   *     {@code unreachable}
   * @param self true for the process that was asked
   * @param oldest the one that places slices
   * @param slices that it holds; -1 if it did not say
   * @param definitions a fingerprint of its agent definitions; empty if it did not say
   */
  record Node(
      String name, String state, boolean self, boolean oldest, int slices, String definitions) {}

  /**
   * @param member it is one, and agents can be reached through it
   * @param well it is a member, and hears of all others
   * @param detail for people
   */
  record Standing(boolean member, boolean well, String detail) {}
}
