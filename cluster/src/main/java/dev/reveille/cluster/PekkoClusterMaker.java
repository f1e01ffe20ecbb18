package dev.reveille.cluster;

import dev.reveille.engine.Cluster;

/** Found by the server when its configuration names a cluster. */
public final class PekkoClusterMaker implements Cluster.Maker {
  @Override
  public Cluster make(Cluster.Spec spec, Cluster.Turns turns, Cluster.Exit exit) {
    return new PekkoCluster(spec, turns, exit);
  }
}
