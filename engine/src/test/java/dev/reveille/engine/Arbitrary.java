package dev.reveille.engine;

import dev.reveille.core.AgentId;
import dev.reveille.core.Filter;
import dev.reveille.core.Image;
import dev.reveille.core.ModelSettings;
import dev.reveille.core.RecentKeys;
import dev.reveille.core.Retry;
import dev.reveille.core.Task;
import dev.reveille.core.Tasks;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes records of any type up, by their components; what may be null sometimes is. */
final class Arbitrary {
  private final SplittableRandom random;

  Arbitrary(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A record that its own bounds allow. */
  <T> T record(Class<T> type) {
    for (int i = 0; i < 1_000; i++) {
      T one = tried(type);
      if (one != null) {
        return one;
      }
    }
    throw new IllegalStateException("nothing suits " + type.getName());
  }

  private <T> @Nullable T tried(Class<T> type) {
    try {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = value(components[i].getAnnotatedType());
      }
      var constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        return null;
      }
      throw new IllegalStateException(type.getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  private @Nullable Object value(AnnotatedType annotated) {
    if (annotated.isAnnotationPresent(Nullable.class) && random.nextInt(3) == 0) {
      return null;
    }
    if (annotated.getType() instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return random.nextBoolean() ? Map.of() : Map.of(text(), text());
    }
    if (annotated.getType() instanceof ParameterizedType list) {
      return list((Class<?>) list.getActualTypeArguments()[0]);
    }
    return value((Class<?>) annotated.getType());
  }

  private List<Object> list(Class<?> type) {
    List<Object> list = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      list.add(value(type));
    }
    return list;
  }

  /** Numbers from 1 to 1,000 fit every bound. */
  private Object value(Class<?> type) {
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> random.nextBoolean();
      case "int", "Integer" -> random.nextInt(1, 1001);
      case "long", "Long" -> random.nextLong(1, 1001);
      case "double", "Double" -> random.nextInt(1, 1001) / 1001.0;
      case "String" -> text();
      case "Instant" -> Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
      case "Duration" -> Duration.ofMillis(random.nextLong(1, 3_000_000_000_000L));
      case "Retry" ->
          new Retry(Duration.ofMillis(random.nextLong(1, 9_999)), Duration.ofDays(9), 1.5);
      case "Image" -> new Image("data:image/png;base64," + "AAAA".repeat(random.nextInt(1, 9)));
      case "ModelSettings" -> settings();
      case "AgentId" -> new AgentId("a-" + random.nextInt(1000));
      case "Tasks" -> tasks();
      case "RecentKeys" -> keys();
      case "Filter" -> filter(3);
      default -> record(type);
    };
  }

  /** Whose times are shorter than others. */
  private ModelSettings settings() {
    Duration first = random.nextBoolean() ? Duration.ofMillis(random.nextLong(1, 3_000_000)) : null;
    return new ModelSettings(
        random.nextInt(0, 2_001) / 1_000.0,
        null,
        random.nextInt(1, 1001),
        null,
        first,
        null,
        first);
  }

  private Filter filter(int depth) {
    Map<String, String> texts = Map.of("n" + text(), text());
    return switch (random.nextInt(depth > 0 ? 7 : 4)) {
      case 0 -> new Filter.Exact(texts);
      case 1 -> new Filter.Prefix(texts);
      case 2 -> new Filter.Suffix(texts);
      case 3 -> new Filter.Exact(Map.of("exact", "x"));
      case 4 -> new Filter.All(List.of(filter(depth - 1)));
      case 5 -> new Filter.Any(List.of(filter(depth - 1), filter(depth - 1)));
      default -> new Filter.Not(filter(depth - 1));
    };
  }

  private String text() {
    String[] some = {
      "", "plain", "\"quoted\" \\ \n\t\u0000", "Zürich \uD83D\uDE00", "{\"type\":\"x\"}", "null"
    };
    return some[random.nextInt(some.length)];
  }

  private Tasks tasks() {
    Map<Long, Task> tasks = new LinkedHashMap<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      Task task = record(Task.class);
      tasks.put(task.seq(), task);
    }
    return Tasks.of(tasks.values().stream().sorted(Comparator.comparing(Task::seq)).toList());
  }

  private RecentKeys keys() {
    Map<String, Long> keys = new LinkedHashMap<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      keys.put("key-" + n, random.nextLong(1, 1001) * 10 + n);
    }
    return RecentKeys.of(keys);
  }
}
