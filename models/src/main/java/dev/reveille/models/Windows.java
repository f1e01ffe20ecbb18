package dev.reveille.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * How long a conversation may be that a model takes: what the configuration says, else the first
 * line of the built-in table ({@code windows.yaml}, which says how old it is) that fits.
 */
final class Windows {
  private final List<PerModel> own;
  private final List<Window> builtIn;

  /**
   * @param model {@code provider:model}, with {@code *} for any text
   */
  private record Window(String model, int contextTokens) {}

  private record Table(String date, List<Window> windows) {}

  /**
   * @param own goes before the built-in table
   */
  Windows(List<PerModel> own) {
    this.own = own;
    try (InputStream in = Windows.class.getResourceAsStream("windows.yaml")) {
      this.builtIn = new YAMLMapper().readValue(in, Table.class).windows();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param model {@code provider:model}
   */
  Optional<Integer> of(String model) {
    return own.stream()
        .filter(it -> Patterns.matches(it.model(), model))
        .flatMap(it -> it.contextTokens().stream())
        .findFirst()
        .or(() ->
            builtIn.stream()
                .filter(it -> Patterns.matches(it.model(), model))
                .map(Window::contextTokens)
                .findFirst());
  }
}
