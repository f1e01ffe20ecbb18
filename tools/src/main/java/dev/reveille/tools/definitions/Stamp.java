package dev.reveille.tools.definitions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** What tells that a file was changed or replaced without reading it; links are followed. */
record Stamp(Optional<FileTime> modified, long bytes, Optional<Object> key) {

  static Stamp of(Path file) {
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          Optional.of(found.lastModifiedTime()),
          found.size(),
          Optional.ofNullable(found.fileKey()));
    } catch (IOException absent) {
      return new Stamp(Optional.empty(), -1, Optional.empty());
    }
  }
}
