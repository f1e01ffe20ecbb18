package dev.reveille.server.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** Takes records apart and puts them together. */
final class Records {
  private Records() {}

  /**
   * @throws IllegalArgumentException if it has no such component
   */
  static Object value(Record record, String component) {
    for (RecordComponent each : record.getClass().getRecordComponents()) {
      if (Shapes.name(each).equals(component)) {
        return value(record, each);
      }
    }
    throw new IllegalArgumentException(record.getClass() + " has no " + component);
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /**
   * A copy.
   *
   * @param changed gives a component's new value; if it is empty, the old one stays
   */
  static <T extends Record> T with(T record, Function<RecordComponent, Optional<?>> changed) {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) record.getClass();
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        Optional<?> value = changed.apply(components[i]);
        values[i] = value.isPresent() ? value.get() : value(record, components[i]);
      }
      Constructor<T> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return canonical.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(type + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be taken apart", e);
    }
  }
}
