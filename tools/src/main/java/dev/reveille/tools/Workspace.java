package dev.reveille.tools;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The one folder whose files agents may use, and the only class that decides whether a path is in
 * it. A path given by a model becomes a <em>real</em> path (no symbolic link in it) under the real
 * root, or is refused; what is opened is checked once more after opening.
 */
public final class Workspace {
  private final Path given;
  private final Path root;
  private final List<Path> closed;

  private Workspace(Path given, Path root, List<Path> closed) {
    this.given = given;
    this.root = root;
    this.closed = closed;
  }

  /**
   * @throws IOException if the folder does not exist or is not a folder
   */
  public static Workspace at(Path folder) throws IOException {
    Path root = folder.toRealPath();
    if (!Files.isDirectory(root)) {
      throw new RefusedException("the workspace " + folder + " is not a folder");
    }
    return new Workspace(folder.toAbsolutePath().normalize(), root, List.of());
  }

  /**
   * This workspace with a part that is neither read nor written: the server's own data, say.
   *
   * @param part a folder or a file; one that is not there stays closed when it comes to be
   */
  public Workspace closing(Path part) throws IOException {
    Path whole = part.toAbsolutePath().normalize();
    Path above = Objects.requireNonNullElse(whole.getParent(), whole);
    List<Path> more = new ArrayList<>(closed);
    if (Files.exists(part)) {
      more.add(part.toRealPath());
    } else if (Files.exists(above)) {
      more.add(above.toRealPath().resolve(whole.getFileName()));
    }
    return new Workspace(given, root, List.copyOf(more));
  }

  /** The real path of the workspace. */
  public Path root() {
    return root;
  }

  /**
   * The real path of something that is there.
   *
   * @param path relative to the workspace, or absolute within it; no {@code ..}
   * @throws RefusedException if it is outside, not there, or reached by a link that leads out
   */
  public Path existing(String path) throws RefusedException {
    Path found = resolve(path);
    if (!Files.exists(found, NOFOLLOW_LINKS)) {
      throw new RefusedException("there is no \"" + path + "\" in the workspace");
    }
    return found;
  }

  /**
   * The path at which a file may be made or replaced: everything of it that exists is real, the
   * rest is plain names.
   */
  Path target(String path) throws RefusedException {
    return resolve(path);
  }

  private Path resolve(String path) throws RefusedException {
    Path at = root;
    Path relative = relative(path);
    for (int i = 0; i < relative.getNameCount(); i++) {
      Path next = at.resolve(relative.getName(i));
      if (!Files.exists(next, NOFOLLOW_LINKS)) {
        if (!Files.isDirectory(at)) {
          throw new RefusedException(
              "\"" + show(at) + "\" is a file, so there is nothing below it: \"" + path + '"');
        }
        return allowed(at.resolve(relative.subpath(i, relative.getNameCount())), path);
      }
      at = real(next, path);
    }
    return allowed(at, path);
  }

  private Path relative(String path) throws RefusedException {
    Path asked;
    try {
      asked = Path.of(path);
    } catch (InvalidPathException e) {
      throw new RefusedException("this is not a path: " + e.getReason());
    }
    for (Path name : asked) {
      if (name.toString().equals("..")) {
        throw outside(path);
      }
    }
    if (asked.isAbsolute()) {
      Path base = asked.startsWith(root) ? root : given;
      if (!asked.startsWith(base)) {
        throw outside(path);
      }
      asked = base.relativize(asked);
    }
    return asked.normalize();
  }

  private Path real(Path link, String path) throws RefusedException {
    try {
      return allowed(link.toRealPath(), path);
    } catch (RefusedException e) {
      throw e;
    } catch (IOException e) {
      throw new RefusedException(
          "\"" + path + "\" goes through \"" + show(link) + "\", which cannot be followed");
    }
  }

  private Path allowed(Path real, String path) throws RefusedException {
    if (!holds(real)) {
      throw outside(path);
    }
    return real;
  }

  private static RefusedException outside(String path) {
    return new RefusedException(
        "\""
            + path
            + "\" is outside the workspace; give a path relative to the workspace, without \"..\"");
  }

  /** Whether a real path is in the workspace and not in a closed part of it. */
  boolean holds(Path real) {
    return real.startsWith(root) && closed.stream().noneMatch(real::startsWith);
  }

  /** Where a link leads: true if that exists and is in the workspace. */
  boolean leadsInside(Path link) {
    try {
      return holds(link.toRealPath());
    } catch (IOException dangling) {
      return false;
    }
  }

  /**
   * Opens a regular file for reading.
   *
   * @param real as {@link #existing} gave it
   * @throws RefusedException if it is no regular file, or was changed into a link meanwhile
   */
  public InputStream open(Path real) throws IOException {
    if (!Files.isRegularFile(real, NOFOLLOW_LINKS)) {
      throw new RefusedException("\"" + show(real) + "\" is not a file that can be read");
    }
    SeekableByteChannel channel = Files.newByteChannel(real, Set.of(READ, NOFOLLOW_LINKS));
    try {
      checkStillReal(real);
      return Channels.newInputStream(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Refuses a path that was real and has a link in it now. */
  void checkStillReal(Path real) throws IOException {
    if (!holds(real) || !real.toRealPath().equals(real)) {
      throw outside(show(real));
    }
  }

  /** The path as the model should see it: relative to the workspace, with {@code /}. */
  String show(Path path) {
    Path relative = path.startsWith(root) ? root.relativize(path) : path.getFileName();
    String text = relative.toString().replace('\\', '/');
    return text.isEmpty() ? "." : text;
  }
}
