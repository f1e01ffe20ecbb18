package dev.reveille.server.migrate;

import dev.reveille.server.migrate.Migration.Fate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One agent of agents.yaml on its way to a definition. Used once. */
final class AgentFields {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST_STEPS = 1_000;

  /** Where a variable would begin: of three braces the last two. */
  private static final Pattern LAST_BRACES = Pattern.compile("\\{\\{(?!\\{)");

  private final String id;
  private final ObjectNode fields;
  private final Optional<String> prompt;
  private final List<Fate> fates = new ArrayList<>();
  private final Map<String, Object> front = new LinkedHashMap<>();
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Map<String, Object> config = new LinkedHashMap<>();
  private final Set<String> tools = new LinkedHashSet<>();
  private final Set<String> denied = new LinkedHashSet<>();
  private boolean namesTools;

  AgentFields(String id, ObjectNode fields, Optional<String> prompt) {
    this.id = id.toLowerCase(Locale.ROOT);
    this.fields = fields;
    this.prompt = prompt;
  }

  Migration.Made made() {
    front.put("name", id);
    front.put("description", description());
    fields.properties().forEach(field -> take(field.getKey(), field.getValue()));
    if (namesTools) {
      front.put("tools", List.copyOf(tools));
    }
    if (!denied.isEmpty()) {
      front.put("denyTools", List.copyOf(denied));
    }
    if (!settings.isEmpty()) {
      front.put("settings", settings);
    }
    if (!config.isEmpty()) {
      front.put("config", config);
    }
    return new Migration.Made(id + ".md", text(), fates);
  }

  private String description() {
    String name = fields.path("name").asString("").strip();
    String what = fields.path("description").asString("").strip();
    String line = (name.isEmpty() || what.isEmpty() ? name + what : name + ": " + what);
    return (line.isEmpty() ? "Agent " + id + " of AIWhisperer" : line).replaceAll("\\s+", " ");
  }

  private void take(String field, JsonNode value) {
    switch (field) {
      case "name", "description" -> taken(field, "description");
      case "prompt_file" -> promptFile(value.asString(""));
      case "tool_sets" -> named(field, value, ToolNames::ofSet, tools);
      case "allow_tools" -> named(field, value, ToolNames::ofTool, tools);
      case "deny_tools" -> named(field, value, ToolNames::ofTool, denied);
      case "continuation_config" -> continuation(value);
      case "ai_config" -> ai(value);
      case "tool_tags" ->
          left(field, "tags are joined by OR there and hand out more than is meant; name tools");
      case "context_sources" ->
          left(field, "a task's context goes with the task; the rest is read by tools");
      case "role" -> left(field, "what an agent is, its prompt says");
      case "color", "icon", "shortcut" -> left(field, "for a screen that there is not here");
      case "capabilities", "configuration" -> left(field, "AIWhisperer does not read it either");
      default -> left(field, "nothing here is like it");
    }
  }

  private void promptFile(String name) {
    if (prompt.isEmpty()) {
      left("prompt_file", "there is no file " + name + "; write the prompt below the front matter");
    } else if (prompt.get().contains("{{")) {
      changed("prompt_file", "body; its {{ … }} stand as they are, as \\{{ … }}");
    } else {
      taken("prompt_file", "body");
    }
  }

  private void named(
      String field,
      JsonNode names,
      Function<String, Optional<List<String>>> known,
      Set<String> into) {
    namesTools |= into == tools;
    for (JsonNode each : names) {
      String name = each.asString("");
      Optional<List<String>> here = known.apply(name);
      here.ifPresent(into::addAll);
      if (here.isEmpty()) {
        left(field + "." + name, "nothing here is like it; an MCP server may bring it");
      } else if (here.get().equals(List.of(name))) {
        taken(field + "." + name, name);
      } else {
        changed(field + "." + name, String.join(", ", here.get()));
      }
    }
  }

  private void continuation(JsonNode value) {
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      String field = "continuation_config." + each.getKey();
      JsonNode given = each.getValue();
      switch (each.getKey()) {
        case "require_explicit_signal" -> {
          config.put("continuation", given.asBoolean(false));
          changed(field, "config.continuation: the reply asks to go on by the same protocol");
        }
        case "max_iterations" -> {
          config.put("maxSteps", Math.clamp(given.asInt(50), 1, LONGEST_STEPS));
          changed(field, "config.maxSteps: model calls of one task; there it had no effect");
        }
        case "timeout" -> {
          config.put("taskTimeoutSeconds", given.asInt(600));
          changed(field, "config.taskTimeoutSeconds; there it had no effect");
        }
        default -> left(field, "nothing here is like it");
      }
    }
  }

  private void ai(JsonNode value) {
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      String field = "ai_config." + each.getKey();
      switch (each.getKey()) {
        case "model" -> {
          String provider = value.path("provider").asString("openrouter");
          front.put("model", provider + ":" + each.getValue().asString(""));
          changed(field, "model");
        }
        case "provider" -> taken(field, "model, before the colon");
        case "generation_params" -> each.getValue().properties().forEach(this::generation);
        default -> left(field, "nothing here is like it");
      }
    }
  }

  private void generation(Map.Entry<String, JsonNode> given) {
    String field = "ai_config.generation_params." + given.getKey();
    String setting =
        switch (given.getKey()) {
          case "temperature" -> "temperature";
          case "top_p" -> "topP";
          case "max_tokens" -> "maxOutputTokens";
          default -> "";
        };
    if (setting.isEmpty()) {
      left(field, "nothing here is like it");
    } else {
      settings.put(setting, given.getValue());
      changed(field, "settings." + setting);
    }
  }

  // ── the file ───────────────────────────────────────────────────────────────────────────────

  /** JSON values are YAML too, and need no thought about what must be quoted. */
  private String text() {
    StringBuilder text = new StringBuilder("---\n");
    front.forEach((key, value) -> {
      if (value instanceof Map<?, ?> section) {
        text.append(key).append(":\n");
        section.forEach((name, inner) ->
            text.append("  ")
                .append(name)
                .append(": ")
                .append(JSON.writeValueAsString(inner))
                .append('\n'));
      } else {
        text.append(key).append(": ").append(JSON.writeValueAsString(value)).append('\n');
      }
    });
    String body =
        prompt
            .map(it -> LAST_BRACES.matcher(it).replaceAll("\\\\{{").strip())
            .filter(it -> !it.isEmpty())
            .orElse("You are " + id + ".");
    return text.append("---\n").append(body).append('\n').toString();
  }

  private void taken(String field, String where) {
    fates.add(new Fate(field, Fate.Kind.TAKEN, where));
  }

  private void changed(String field, String where) {
    fates.add(new Fate(field, Fate.Kind.CHANGED, where));
  }

  private void left(String field, String why) {
    fates.add(new Fate(field, Fate.Kind.LEFT, why));
  }
}
