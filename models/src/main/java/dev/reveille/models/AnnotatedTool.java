package dev.reveille.models;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One method with LangChain4j's annotation, as a tool. */
final class AnnotatedTool implements Tool {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Object object;
  private final Method method;
  private final Spec spec;

  /**
   * @throws IllegalArgumentException if it wants something that is not there to be had
   */
  AnnotatedTool(Object object, Method method, ToolSpecification specification) {
    this.object = object;
    this.method = method;
    method.setAccessible(true);
    for (Parameter parameter : method.getParameters()) {
      if (isAgent(parameter) && parameter.getType() != String.class) {
        throw new IllegalArgumentException(
            method + ": a @ToolMemoryId is the agent's id here, and must be a String");
      }
    }
    AfterCrash afterCrash = method.getAnnotation(AfterCrash.class);
    this.spec =
        new Spec(
            specification.name(),
            Words.orEmpty(specification.description()),
            schema(specification),
            afterCrash == null ? ToolPolicy.UNSAFE : afterCrash.value());
  }

  private static ObjectNode schema(ToolSpecification specification) {
    if (specification.parameters() == null) {
      ObjectNode nothing = JSON.createObjectNode().put("type", "object");
      nothing.putObject("properties");
      return nothing;
    }
    return JSON.valueToTree(JsonSchemaElementUtils.toMap(specification.parameters()));
  }

  private static boolean isAgent(Parameter parameter) {
    return parameter.isAnnotationPresent(ToolMemoryId.class);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws Exception {
    Parameter[] parameters = method.getParameters();
    @Nullable Object[] values = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      values[i] =
          isAgent(parameters[i])
              ? context.agent().value()
              : value(parameters[i], arguments.path(name(parameters[i])));
    }
    try {
      return new Outcome.Returned(text(method.invoke(object, values)));
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw thrown;
    }
  }

  private static String name(Parameter parameter) {
    P named = parameter.getAnnotation(P.class);
    return named == null || named.name().isBlank() ? parameter.getName() : named.name();
  }

  private static @Nullable Object value(Parameter parameter, JsonNode given) {
    JavaType type = JSON.getTypeFactory().constructType(parameter.getParameterizedType());
    if (!given.isMissingNode() && !given.isNull()) {
      return JSON.convertValue(given, type);
    }
    P named = parameter.getAnnotation(P.class);
    if (named != null && !named.defaultValue().equals(P.NO_DEFAULT)) {
      return type.hasRawClass(String.class)
          ? named.defaultValue()
          : JSON.readValue(named.defaultValue(), type);
    }
    if (parameter.getType().isPrimitive()) {
      throw new IllegalArgumentException(name(parameter) + " is missing");
    }
    return null;
  }

  private String text(@Nullable Object result) {
    if (method.getReturnType() == void.class) {
      return "done";
    }
    return result instanceof String text ? text : JSON.writeValueAsString(result);
  }
}
