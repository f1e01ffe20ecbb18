package dev.reveille.server.control;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of a list, and where the next one begins. */
final class Page {
  private Page() {}

  /**
   * @param rows one more than {@code limit} if there is another page
   * @param cursor after which row the next page begins
   */
  static <T> Map<String, @Nullable Object> of(
      String plural,
      List<T> rows,
      int limit,
      Function<T, Object> view,
      Function<T, Object> cursor) {
    boolean more = rows.size() > limit;
    List<T> page = more ? rows.subList(0, limit) : rows;
    return Fields.of(
        plural,
        page.stream().map(view).toList(),
        "nextCursor",
        more ? cursor.apply(page.getLast()).toString() : null);
  }
}
