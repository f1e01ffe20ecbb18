package dev.reveille.server.config;

import java.nio.file.Path;

/**
 * @param folder what file tools see; nothing outside of it
 * @param allowWrite whether there are {@code write_file} and {@code edit_file}
 */
public record WorkspaceConfig(Path folder, boolean allowWrite) {
  public static WorkspaceConfig defaults() {
    return new WorkspaceConfig(Path.of("."), false);
  }
}
