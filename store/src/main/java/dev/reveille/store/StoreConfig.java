package dev.reveille.store;

import java.time.Duration;

/**
 * The limits of a store, all in one place.
 *
 * @param groupAppends most appends in one transaction
 * @param groupBytes a transaction takes no more appends once their entries make this many bytes
 * @param queueAppends appends waiting for the writer; whoever brings one more waits
 * @param queueBytes bytes of entries waiting for the writer
 * @param projectAfterAppends query tables are brought up to date after so many appends ...
 * @param projectAfter ... or this long after the first of them, or when somebody asks
 * @param readers threads that read, each with a connection of its own
 * @param queueReads reads waiting for a reader; one more is refused
 * @param heads agents whose last number is remembered; the others are looked up
 * @param snapshotAfter a snapshot is kept if it saves folding at least so many entries
 * @param walPages the write-ahead log is moved into the database file once it has so many pages
 * @param maxSkew a clock that differs more from that of the database is said to be wrong
 * @param retention how much of the events' history can be listed
 */
public record StoreConfig(
    int groupAppends,
    int groupBytes,
    int queueAppends,
    int queueBytes,
    int projectAfterAppends,
    Duration projectAfter,
    int readers,
    int queueReads,
    int heads,
    int snapshotAfter,
    int walPages,
    Duration maxSkew,
    Retention retention) {
  public static final StoreConfig STANDARD =
      new StoreConfig(
          1_024,
          4 << 20,
          65_536,
          64 << 20,
          16_384,
          Duration.ofSeconds(1),
          2,
          200_000,
          16_384,
          32,
          8_000,
          Duration.ofSeconds(2),
          Retention.STANDARD);

  StoreConfig withReaders(int other) {
    return new StoreConfig(
        groupAppends,
        groupBytes,
        queueAppends,
        queueBytes,
        projectAfterAppends,
        projectAfter,
        other,
        queueReads,
        heads,
        snapshotAfter,
        walPages,
        maxSkew,
        retention);
  }

  public StoreConfig with(Retention other) {
    return with(other, maxSkew);
  }

  public StoreConfig with(Retention other, Duration otherSkew) {
    return new StoreConfig(
        groupAppends,
        groupBytes,
        queueAppends,
        queueBytes,
        projectAfterAppends,
        projectAfter,
        readers,
        queueReads,
        heads,
        snapshotAfter,
        walPages,
        otherSkew,
        other);
  }
}
