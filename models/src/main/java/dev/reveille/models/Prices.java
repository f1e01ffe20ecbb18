package dev.reveille.models;

import dev.reveille.core.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What calls cost: what the provider says, else the first price in the configuration that fits the
 * model, else the first in the built-in table ({@code prices.yaml}, which says how old it is).
 */
final class Prices {
  private final List<Price> prices;

  private record Table(String date, List<Price> prices) {}

  /**
   * @param own go before the built-in ones
   */
  Prices(List<Price> own) {
    this.prices = Stream.concat(own.stream(), builtIn().stream()).toList();
  }

  private static List<Price> builtIn() {
    try (InputStream in = Prices.class.getResourceAsStream("prices.yaml")) {
      return new YAMLMapper().readValue(in, Table.class).prices();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Price> of(String model) {
    return prices.stream().filter(it -> Patterns.matches(it.model(), model)).findFirst();
  }

  /**
   * @param charged what the provider says it costs; null if it does not
   */
  Usage usage(String model, Count count, @Nullable Long charged) {
    Optional<Long> cost =
        Optional.ofNullable(charged).or(() -> of(model).map(it -> it.micros(count)));
    return new Usage(
        count.input(),
        count.output(),
        count.cached(),
        Count.bounded(cost.orElse(0L)),
        cost.isPresent() ? 0 : 1);
  }
}
