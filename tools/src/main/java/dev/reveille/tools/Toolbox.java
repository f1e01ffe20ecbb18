package dev.reveille.tools;

import dev.reveille.engine.Tool;
import dev.reveille.engine.Tool.Outcome;
import dev.reveille.engine.ToolChoice;
import dev.reveille.engine.Tools;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tools by name. A call is checked before its tool sees it, and whatever goes wrong is an answer
 * for the model and not an exception: an unknown tool, arguments that are no JSON or do not fit the
 * schema, an exception of the tool.
 */
public final class Toolbox implements Tools {
  private static final Logger LOG = LoggerFactory.getLogger(Toolbox.class);

  private final Map<String, CheckedTool> fixed;
  private final List<Shelf> shelves;
  private final ToolLimits limits;

  private Toolbox(Map<String, CheckedTool> fixed, List<Shelf> shelves, ToolLimits limits) {
    this.fixed = fixed;
    this.shelves = shelves;
    this.limits = limits;
  }

  /** With {@link ToolLimits#STANDARD}. */
  public static Toolbox of(List<Tool> tools) {
    return of(tools, ToolLimits.STANDARD);
  }

  /**
   * @throws IllegalArgumentException if two have one name, or a name is unusable
   */
  public static Toolbox of(List<Tool> tools, ToolLimits limits) {
    return new Toolbox(checked(tools), List.of(), limits);
  }

  /**
   * This box and tools that come and go.
   *
   * @param tools asked at each look. A tool whose name is taken is passed over
   */
  public Toolbox with(Latecomers tools) {
    List<Shelf> more = new ArrayList<>(shelves);
    more.add(new Shelf(tools));
    return new Toolbox(fixed, List.copyOf(more), limits);
  }

  private static Map<String, CheckedTool> checked(List<Tool> tools) {
    Map<String, CheckedTool> byName = new LinkedHashMap<>();
    for (Tool tool : tools) {
      CheckedTool checked = new CheckedTool(tool);
      if (byName.putIfAbsent(checked.spec().name(), checked) != null) {
        throw new IllegalArgumentException("there are two tools \"" + checked.spec().name() + '"');
      }
    }
    return byName;
  }

  /** Tools that come and go; checked once for each list that their source gives. */
  private static final class Shelf {
    private final Latecomers source;
    private volatile Laid laid = new Laid(List.of(), Map.of());

    private record Laid(List<Tool> given, Map<String, CheckedTool> checked) {}

    Shelf(Latecomers source) {
      this.source = source;
    }

    Map<String, CheckedTool> tools() {
      List<Tool> given = source.get();
      Laid now = laid;
      if (now.given() != given) {
        now = new Laid(given, checked(given));
        laid = now;
      }
      return now.checked();
    }
  }

  private Map<String, CheckedTool> tools() {
    if (shelves.isEmpty()) {
      return fixed;
    }
    Map<String, CheckedTool> all = new LinkedHashMap<>(fixed);
    for (Shelf shelf : shelves) {
      shelf.tools().forEach(all::putIfAbsent);
    }
    return all;
  }

  @Override
  public List<Tool.Spec> specs() {
    return tools().values().stream().map(CheckedTool::spec).toList();
  }

  @Override
  public Optional<Tool.Spec> spec(String name) {
    return Optional.ofNullable(tools().get(name)).map(CheckedTool::spec);
  }

  @Override
  public void await(ToolChoice choice) throws InterruptedException {
    for (Shelf shelf : shelves) {
      shelf.source.await(choice);
    }
  }

  private String unknown(String tool, Set<String> known) {
    return shelves.stream()
        .flatMap(shelf -> shelf.source.away(tool).stream())
        .findFirst()
        .orElseGet(
            () -> "There is no tool \"" + tool + "\". Tools: " + String.join(", ", known) + '.');
  }

  /**
   * Checks and runs a call, on the caller's thread.
   *
   * @param argumentsJson as the model wrote it; blank counts as {@code {}}
   * @return never more text than {@link ToolLimits#resultChars}, but for a note that it was cut
   * @throws InterruptedException if the thread was interrupted: the result is no longer wanted
   */
  @Override
  public Outcome call(String tool, String argumentsJson, Tool.Context context)
      throws InterruptedException {
    Map<String, CheckedTool> tools = tools();
    CheckedTool checked = tools.get(tool);
    if (checked == null) {
      return new Outcome.Failed(unknown(tool, tools.keySet()));
    }
    if (argumentsJson.length() > limits.argumentChars()) {
      return new Outcome.Failed(
          "The arguments have "
              + argumentsJson.length()
              + " characters, but at most "
              + limits.argumentChars()
              + " are taken.");
    }
    JsonNode given;
    try {
      given = parse(argumentsJson);
    } catch (JacksonException e) {
      return new Outcome.Failed(notJson(tool, e));
    }
    if (!(given instanceof ObjectNode arguments)) {
      return new Outcome.Failed(
          "The arguments of " + tool + " must be a JSON object such as {\"name\": \"value\"}.");
    }
    return shortened(run(checked, arguments, context));
  }

  private static JsonNode parse(String json) {
    return json.isBlank() || json.equals("{}")
        ? Json.MAPPER.createObjectNode()
        : Json.MAPPER.readTree(json);
  }

  private static String notJson(String tool, JacksonException e) {
    var at = e.getLocation();
    return "The arguments of "
        + tool
        + " are not valid JSON: "
        + e.getOriginalMessage()
        + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
        + ". Call it again with one JSON object.";
  }

  /**
   * Every exception of a tool ends here, as a failure that the model reads; an unexpected one is
   * logged.
   */
  private static Outcome run(CheckedTool checked, ObjectNode arguments, Tool.Context context)
      throws InterruptedException {
    try {
      String problems = checked.problems(arguments);
      if (!problems.isEmpty()) {
        return new Outcome.Failed(problems);
      }
      Outcome outcome = checked.tool().call(arguments, context);
      return Objects.requireNonNull(outcome, "the tool gave no outcome");
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (InterruptedException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("tool {} failed for {}", checked.spec().name(), context.task(), e);
      return new Outcome.Failed(message(e));
    } catch (Exception e) {
      return new Outcome.Failed(message(e));
    }
  }

  private static String message(Throwable e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    boolean isBarePath = e instanceof FileSystemException fs && fs.getReason() == null;
    return isBarePath ? e.getClass().getSimpleName() + ": " + message : message;
  }

  private Outcome shortened(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned returned -> new Outcome.Returned(shortened(returned.text()));
      case Outcome.Failed failed -> new Outcome.Failed(shortened(failed.text()));
      case Outcome.Suspended suspended -> suspended;
    };
  }

  private String shortened(String text) {
    int most = limits.resultChars();
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end)
        + "\n[cut: "
        + (text.length() - end)
        + " of "
        + text.length()
        + " characters left out]";
  }
}
