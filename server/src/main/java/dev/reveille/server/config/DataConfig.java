package dev.reveille.server.config;

import java.nio.file.Path;

/**
 * @param folder where the store keeps its file; made if it is not there; one server at a time
 */
public record DataConfig(Path folder) {
  public static DataConfig defaults() {
    return new DataConfig(Path.of("./reveille-data"));
  }
}
