package dev.reveille.tools;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Goes through a folder of the workspace, depth first and by name, in bounded steps. Links are
 * entries like others and never followed, so that it ends and stays in the workspace.
 */
final class Walk {
  /** What to do with an entry; false ends the walk. */
  interface Visitor {
    boolean visit(Entry entry) throws IOException, InterruptedException;
  }

  record Entry(Path path, Kind kind, long bytes) {}

  enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  private final Workspace workspace;
  private final ToolLimits limits;
  private final boolean recursive;
  private int visits;
  private int unreadable;
  private boolean cutShort;

  /**
   * @param recursive whether folders are gone into ({@code .git} never is)
   */
  Walk(Workspace workspace, ToolLimits limits, boolean recursive) {
    this.workspace = workspace;
    this.limits = limits;
    this.recursive = recursive;
  }

  /** Whether something was left out because of a limit on visits or depth. */
  boolean isCutShort() {
    return cutShort;
  }

  /** Folders that could not be listed. */
  int unreadable() {
    return unreadable;
  }

  /**
   * Once per walk.
   *
   * @param folder a real path in the workspace; not an entry itself
   */
  void run(Path folder, Visitor visitor) throws IOException, InterruptedException {
    into(folder, 1, visitor);
  }

  private boolean into(Path folder, int depth, Visitor visitor)
      throws IOException, InterruptedException {
    for (Path path : names(folder)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Optional<Entry> entry = entry(path);
      if (entry.isEmpty()) {
        continue;
      }
      if (!visitor.visit(entry.get())) {
        return false;
      }
      if (recursive && entry.get().kind() == Kind.FOLDER && !path.endsWith(".git")) {
        if (depth == limits.folderDepth()) {
          cutShort = true;
        } else if (!into(path, depth + 1, visitor)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The folder's entries by name; what one cannot list is counted and empty. */
  private List<Path> names(Path folder) {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      workspace.checkStillReal(folder);
      for (Path path : stream) {
        if (visits == limits.visits()) {
          cutShort = true;
          break;
        }
        visits++;
        names.add(path);
      }
    } catch (IOException | DirectoryIteratorException e) {
      unreadable++;
    }
    Collections.sort(names);
    return names;
  }

  /** Nothing if it is gone meanwhile, or in a closed part of the workspace. */
  private Optional<Entry> entry(Path path) {
    try {
      var found = Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
      Kind kind =
          found.isSymbolicLink()
              ? Kind.LINK
              : found.isDirectory() ? Kind.FOLDER : found.isRegularFile() ? Kind.FILE : Kind.OTHER;
      return workspace.holds(path)
          ? Optional.of(new Entry(path, kind, found.size()))
          : Optional.empty();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
