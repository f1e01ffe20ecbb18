package dev.reveille.server.telemetry;

/** Where histograms are cut, in seconds unless said. */
final class Buckets {
  /** Of waits for the disk. */
  static final double[] COMMIT = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2};

  /** Of appends in one transaction. */
  static final double[] GROUP = {1, 2, 5, 10, 25, 50, 100, 250, 1_000};

  /** Of waking up; beyond the last is what a stopped server owed. */
  static final double[] LATENESS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 300, 3_600};

  /** Of calls to models and tools. */
  static final double[] CALL = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

  /** Of calls of clients. */
  static final double[] RPC = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 10, 60};

  private Buckets() {}
}
