package dev.reveille.core;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Which events are wanted, by their attributes: the dialects of the <a
 * href="https://github.com/cloudevents/spec/blob/main/subscriptions/spec.md">CloudEvents
 * Subscriptions API</a>. What an event does not have fits nothing but a {@code not}.
 *
 * <p>What can be compared, all as text: the attributes by their names; fields of the data as {@code
 * data.field.field}; and a field at the top of the data by its bare name, where no attribute has
 * that name.
 */
public sealed interface Filter {
  /** The deepest that filters stand within each other. */
  int MAX_DEPTH = 8;

  /** The most comparisons and filters in one. */
  int MAX_NODES = 64;

  /** Characters of a name, or of a text that is compared. */
  int MAX_TEXT = 10_000;

  /** Everything is wanted. */
  Filter NONE = new Exact(Map.of());

  /** Each of these attributes is this text. */
  record Exact(Map<String, String> attributes) implements Filter {
    public Exact {
      attributes = texts(attributes);
    }
  }

  /** Each of these attributes begins with this text. */
  record Prefix(Map<String, String> attributes) implements Filter {
    public Prefix {
      attributes = some(attributes);
    }
  }

  /** Each of these attributes ends with this text. */
  record Suffix(Map<String, String> attributes) implements Filter {
    public Suffix {
      attributes = some(attributes);
    }
  }

  /** Every one of these fits. */
  record All(List<Filter> filters) implements Filter {
    public All {
      filters = some(filters);
    }
  }

  /** At least one of these fits. */
  record Any(List<Filter> filters) implements Filter {
    public Any {
      filters = some(filters);
    }
  }

  /** This one does not fit. */
  record Not(Filter filter) implements Filter {
    public Not {
      some(List.of(filter));
    }
  }

  /**
   * @param event what can be compared
   */
  default boolean fits(Map<String, String> event) {
    return switch (this) {
      case Exact(Map<String, String> wanted) -> each(wanted, event, String::equals);
      case Prefix(Map<String, String> wanted) -> each(wanted, event, String::startsWith);
      case Suffix(Map<String, String> wanted) -> each(wanted, event, String::endsWith);
      case All(List<Filter> filters) -> filters.stream().allMatch(f -> f.fits(event));
      case Any(List<Filter> filters) -> filters.stream().anyMatch(f -> f.fits(event));
      case Not(Filter filter) -> !filter.fits(event);
    };
  }

  /** How deep filters stand within each other, this one counted. */
  default int depth() {
    return 1 + parts().stream().mapToInt(Filter::depth).max().orElse(0);
  }

  /** How many comparisons and filters there are. */
  default int nodes() {
    int own =
        switch (this) {
          case Exact(Map<String, String> wanted) -> wanted.size();
          case Prefix(Map<String, String> wanted) -> wanted.size();
          case Suffix(Map<String, String> wanted) -> wanted.size();
          case All f -> 1;
          case Any f -> 1;
          case Not f -> 1;
        };
    return own + parts().stream().mapToInt(Filter::nodes).sum();
  }

  /** The filters that stand in this one. */
  private List<Filter> parts() {
    return switch (this) {
      case All(List<Filter> filters) -> filters;
      case Any(List<Filter> filters) -> filters;
      case Not(Filter filter) -> List.of(filter);
      case Exact f -> List.of();
      case Prefix f -> List.of();
      case Suffix f -> List.of();
    };
  }

  private static boolean each(
      Map<String, String> wanted, Map<String, String> event, BiPredicate<String, String> fits) {
    for (Map.Entry<String, String> one : wanted.entrySet()) {
      String found = event.get(one.getKey());
      if (found == null || !fits.test(found, one.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Only the whole of a filter may compare nothing. */
  private static List<Filter> some(List<Filter> given) {
    Check.that(
        !given.isEmpty() && !given.contains(NONE),
        "a filter within another compares something",
        given);
    return List.copyOf(given);
  }

  private static Map<String, String> some(Map<String, String> given) {
    Check.that(!given.isEmpty(), "a filter compares something", given);
    return texts(given);
  }

  private static Map<String, String> texts(Map<String, String> given) {
    given.forEach((name, text) -> {
      Check.range("length of a filter's name", name.length(), 1, MAX_TEXT);
      Check.range("length of a filter's text", text.length(), 0, MAX_TEXT);
    });
    return Map.copyOf(given);
  }
}
