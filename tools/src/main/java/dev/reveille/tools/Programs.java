package dev.reveille.tools;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the programs that may be run. What a name means is decided by the owner's path alone: a
 * program of that name in the workspace, where agents may write, is not it.
 */
record Programs(Workspace workspace, String searchPath) {

  /**
   * Where a program is.
   *
   * @param name a plain name, or an absolute path, which is taken as it is
   */
  Path find(String name) throws RefusedException {
    Path asked = Path.of(name);
    if (asked.isAbsolute()) {
      return asked;
    }
    for (String folder : searchPath.split(File.pathSeparator)) {
      Path found = Path.of(folder).resolve(name);
      if (found.isAbsolute() && Files.isExecutable(found) && isElsewhere(found)) {
        return found;
      }
    }
    throw new RefusedException("there is no program " + name + " on the server's path");
  }

  private boolean isElsewhere(Path found) {
    try {
      return Files.isRegularFile(found) && !found.toRealPath().startsWith(workspace.root());
    } catch (IOException gone) {
      return false;
    }
  }
}
