package dev.reveille.server.control;

import dev.reveille.core.AgentId;
import dev.reveille.engine.Cluster;
import dev.reveille.engine.Engine;
import dev.reveille.server.rpc.Connection;
import dev.reveille.server.rpc.ErrorCode;
import dev.reveille.server.rpc.Rpc;
import dev.reveille.server.rpc.RpcException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The servers of the cluster, or the one that there is. */
final class Nodes {
  private final Engine engine;
  private final @Nullable Cluster cluster;

  /**
   * @param cluster null: there is one only
   */
  Nodes(Engine engine, @Nullable Cluster cluster) {
    this.engine = engine;
    this.cluster = cluster;
  }

  void register(Rpc.Builder rpc) {
    rpc.method(
        "async.drainNode",
        Params.DrainNode.class,
        "Has a server of the cluster hand over its agents, leave, and end.",
        this::drain);
  }

  /** Of each its name; of the one that is asked its load, too. */
  List<Map<String, @Nullable Object>> list() {
    if (cluster == null) {
      return List.of(Fields.of("name", "embedded", "load", engine.load()));
    }
    return cluster.nodes().stream().map(this::view).toList();
  }

  /** Where an agent lives; empty if there is one server only, or none has it now. */
  Optional<String> home(AgentId agent) {
    return cluster == null ? Optional.empty() : cluster.home(agent);
  }

  private Map<String, @Nullable Object> view(Cluster.Node node) {
    Map<String, @Nullable Object> view =
        Fields.of(
            "name",
            node.name(),
            "state",
            node.state(),
            "self",
            node.self(),
            "oldest",
            node.oldest(),
            "slices",
            node.slices() < 0 ? null : node.slices(),
            "definitions",
            node.definitions().isEmpty() ? null : node.definitions());
    if (node.self()) {
      view.put("load", engine.load());
    }
    return view;
  }

  private Object drain(Params.DrainNode p, Connection c) {
    if (cluster == null) {
      throw new RpcException(ErrorCode.CONFLICT, "this server is alone, there is no cluster")
          .hint("stop it: what runs is handed back");
    }
    if (!cluster.drain(p.node())) {
      List<String> names = cluster.nodes().stream().map(Cluster.Node::name).toList();
      throw new RpcException(ErrorCode.NOT_FOUND, "there is no node " + p.node())
          .hint("there are " + String.join(", ", names));
    }
    return Fields.of("success", true, "node", p.node());
  }
}
