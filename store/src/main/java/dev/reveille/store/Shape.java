package dev.reveille.store;

import dev.reveille.core.RecentKeys;
import dev.reveille.core.Task;
import dev.reveille.core.Tasks;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;

/**
 * A number that changes when a record's components do, at any depth: their names, types or order.
 * So nobody has to remember to raise a version when the state gains a field that an older snapshot
 * lacks. A change of meaning alone it does not see: raise {@link #MEANING} for that.
 */
final class Shape {
  private static final String MEANING = "1";

  private final StringBuilder text = new StringBuilder(MEANING);
  private final Set<Type> seen = new HashSet<>();

  private Shape() {}

  static int of(Class<?> type) {
    Shape shape = new Shape();
    shape.add(type);
    return shape.text.toString().hashCode();
  }

  private void add(Type type) {
    text.append(type.getTypeName()).append(';');
    if (!seen.add(type)) {
      return;
    }
    if (type instanceof ParameterizedType p) {
      for (Type argument : p.getActualTypeArguments()) {
        add(argument);
      }
    } else if (type == Tasks.class) {
      add(Task.class); // written as an array
    } else if (type != RecentKeys.class && type instanceof Class<?> c && c.isRecord()) {
      for (RecordComponent component : c.getRecordComponents()) {
        text.append(component.getName()).append(':');
        add(component.getGenericType());
      }
    }
  }
}
