package dev.reveille.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Immutable lists, changed into others. */
final class Lists {
  private Lists() {}

  /** With this one in the place of the one that it replaces, or at the end. */
  static <T> List<T> with(List<T> all, Predicate<T> replaced, T one) {
    List<T> copy = new ArrayList<>(all);
    for (int i = 0; i < copy.size(); i++) {
      if (replaced.test(copy.get(i))) {
        copy.set(i, one);
        return List.copyOf(copy);
      }
    }
    return plus(all, one);
  }

  static <T> List<T> without(List<T> all, Predicate<T> gone) {
    return all.stream().filter(gone.negate()).toList();
  }

  static <T> List<T> plus(List<T> all, T one) {
    List<T> more = new ArrayList<>(all);
    more.add(one);
    return List.copyOf(more);
  }

  static List<Long> minus(List<Long> all, long one) {
    return all.stream().filter(seq -> seq != one).toList();
  }
}
