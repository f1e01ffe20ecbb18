package dev.reveille.server.doctor;

import dev.reveille.store.Offline;
import dev.reveille.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The data folder: whether it can be written, has room, is free, and is whole.
 *
 * @param store whether the store is in it
 */
record Ground(Path folder, boolean store, boolean deep) {
  private static final long LITTLE = 1L << 30;
  private static final long TOO_LITTLE = 100L << 20;
  private static final String NAME = "data";

  List<Finding> look() {
    Path there = existing(folder.toAbsolutePath());
    List<Finding> found = new ArrayList<>();
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      found.add(
          Finding.fail(
              NAME,
              there + " cannot be written",
              "give the server a folder that it may write: --data, data.folder"));
      return found;
    }
    found.add(
        Finding.ok(
            NAME,
            Files.isDirectory(folder)
                ? folder.toAbsolutePath().normalize() + " can be written"
                : folder + " will be made in " + there));
    found.add(room(there));
    if (store && Files.isDirectory(folder)) {
      found.add(inStore());
    }
    return found;
  }

  /** The folder itself, or the one in which it would be made. */
  private static Path existing(Path path) {
    Path at = path;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static Finding room(Path there) {
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      String what = "%,d MiB free".formatted(free >> 20);
      String advice = "make room: a server whose disk is full refuses all work";
      return free < TOO_LITTLE
          ? Finding.fail("disk", what, advice)
          : free < LITTLE ? Finding.warn("disk", what, advice) : Finding.ok("disk", what);
    } catch (IOException unknown) {
      return Finding.warn("disk", "nobody can say how much is free: " + unknown, "look yourself");
    }
  }

  private Finding inStore() {
    try {
      Optional<String> holder = Offline.holder(folder);
      if (holder.isPresent()) {
        return Finding.ok("store", "in use by process " + holder.get() + ", which looks after it");
      }
      if (!Offline.exists(folder)) {
        return Finding.ok("store", "none yet; the first start makes it");
      }
      if (!deep) {
        return Finding.ok("store", "nobody uses it; --deep looks whether it is whole");
      }
      List<String> lines = new ArrayList<>();
      long wrong = Offline.check(folder, lines::add);
      return wrong == 0
          ? Finding.ok("store", lines.isEmpty() ? "whole" : lines.getLast())
          : Finding.fail(
              "store",
              wrong + " things are wrong, the first: " + lines.getFirst(),
              "keep a copy of the folder, then: reveille rebuild");
    } catch (StoreException broken) {
      return Finding.fail(
          "store", "" + broken.getMessage(), "keep a copy of the folder before anything else");
    }
  }

  /** By how much the folder's file system is ahead; empty if it cannot be found out. */
  static Optional<Duration> skew(Path folder, InstantSource clock) {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Optional.empty();
    }
    try {
      Path probe = Files.createTempFile(folder, "doctor", ".tmp");
      Instant there = Files.getLastModifiedTime(probe).toInstant();
      Files.delete(probe);
      return Optional.of(Duration.between(clock.instant(), there));
    } catch (IOException cannotTell) {
      return Optional.empty();
    }
  }
}
