package dev.reveille.models;

import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolSource;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * For classes written for LangChain4j: whoever implements this has a tool for each of its methods
 * with {@link dev.langchain4j.agent.tool.Tool}. Names, descriptions and schemas are those that
 * LangChain4j makes of it; {@link AfterCrash} says what may be done after a crash.
 */
public interface AnnotatedTools extends ToolSource {
  @Override
  default List<Tool> tools() {
    return of(this);
  }

  /**
   * The tools of any object.
   *
   * @throws IllegalArgumentException if it has none, or a method cannot be one
   */
  static List<Tool> of(Object object) {
    List<Tool> tools = new ArrayList<>();
    for (Method method : annotated(object.getClass())) {
      tools.add(
          new AnnotatedTool(object, method, ToolSpecifications.toolSpecificationFrom(method)));
    }
    if (tools.isEmpty()) {
      String name = object.getClass().getName();
      throw new IllegalArgumentException(name + " has no method with @Tool of LangChain4j");
    }
    return List.copyOf(tools);
  }

  /** Also those of classes above; a platform lists methods in no order that it would promise. */
  private static List<Method> annotated(Class<?> type) {
    List<Method> methods = new ArrayList<>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      methods.addAll(Arrays.asList(at.getDeclaredMethods()));
    }
    return methods.stream()
        .filter(method -> method.isAnnotationPresent(dev.langchain4j.agent.tool.Tool.class))
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }
}
