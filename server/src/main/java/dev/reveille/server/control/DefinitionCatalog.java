package dev.reveille.server.control;

import dev.reveille.core.Agent;
import dev.reveille.core.ConfigPatch;
import dev.reveille.core.ModelSettings;
import dev.reveille.engine.Tool;
import dev.reveille.engine.ToolChoice;
import dev.reveille.engine.Tools;
import dev.reveille.server.json.BadValue;
import dev.reveille.server.json.Binder;
import dev.reveille.tools.KnownTools;
import dev.reveille.tools.definitions.Definition;
import dev.reveille.tools.definitions.Definitions;
import dev.reveille.tools.definitions.Problem;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;

/** The definitions of the agents folder, as the engine and the methods want them. */
public final class DefinitionCatalog {
  private final Definitions files;
  private final Tools tools;
  private final Binder binder = new Binder(StreamReadConstraints.defaults(), List.of());

  public DefinitionCatalog(Definitions files, Tools tools) {
    this.files = files;
    this.tools = tools;
  }

  /** As the engine wants it. */
  public Optional<dev.reveille.engine.Definitions.Definition> find(String name) {
    return files.get(name).map(Definition::forEngine);
  }

  /** Files that are broken, with line and reason. */
  public List<Problem> problems() {
    return files.problems();
  }

  /** The config that a definition asks for; empty if there is no such definition. */
  public Optional<ConfigPatch> config(String definition) {
    return files
        .get(definition)
        .map(d -> bind(withoutOwn(d), Params.Config.class))
        .map(Params.Config::patch);
  }

  /** Model and tools stay with the definition, so that a change of its file reaches its agents. */
  private static JsonNode withoutOwn(Definition definition) {
    return definition.config().without(List.of("model", "tools"));
  }

  /** Names of the registered definitions, for people. */
  public List<String> names() {
    return files.list().stream().map(Definition::name).toList();
  }

  /** Eight digits, the same on two servers if all definitions are; not against deceit. */
  public String fingerprint() {
    CRC32C sum = new CRC32C();
    files.list().forEach(d -> sum.update(d.toString().getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  Map<String, Object> list() {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("definitions", files.list().stream().map(DefinitionCatalog::view).toList());
    result.put("problems", files.problems());
    return result;
  }

  Optional<Map<String, @Nullable Object>> view(String name) {
    return files
        .get(name)
        .map(d -> {
          Map<String, @Nullable Object> view = view(d);
          view.put("systemPrompt", d.systemPrompt());
          return view;
        });
  }

  private static Map<String, @Nullable Object> view(Definition d) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("name", d.name());
    view.put("description", d.description());
    view.put("model", d.models().isEmpty() ? null : d.models().getFirst());
    if (d.models().size() > 1) {
      view.put("models", d.models());
    }
    if (!d.settings().equals(ModelSettings.NONE)) {
      view.put("settings", AgentView.json(d.settings()));
    }
    view.put("tools", d.tools().orElse(null));
    view.put("denyTools", d.denyTools().isEmpty() ? null : d.denyTools());
    view.put("approvals", approvals(d));
    view.put("team", d.team().orElse(null));
    view.put("config", d.config());
    view.put("source", d.source());
    return view;
  }

  private static @Nullable Map<String, String> approvals(Definition d) {
    Map<String, String> approvals = new LinkedHashMap<>();
    for (ToolChoice.Rule rule : d.toolRules()) {
      approvals.put(rule.pattern(), rule.verdict().name().toLowerCase(Locale.ROOT));
    }
    return approvals.isEmpty() ? null : approvals;
  }

  String descriptionOf(Agent agent) {
    return files.get(agent.definition()).map(Definition::description).orElse("");
  }

  List<String> toolNames() {
    return tools.specs().stream().map(Tool.Spec::name).toList();
  }

  /** True for a tool, a set of tools, and every pattern: what it means may come to be later. */
  boolean hasTools(String pattern) {
    return pattern.contains("*")
        || pattern.startsWith("mcp")
        || ToolChoice.SETS.contains(pattern)
        || tools.specs().stream().anyMatch(tool -> ToolChoice.fits(pattern, tool));
  }

  /** True if a rule of this pattern can hold for a tool, also for one that is switched off here. */
  boolean knows(String pattern) {
    return new KnownTools(tools).test(pattern);
  }

  /**
   * @throws BadValue if the document is not what the record asks for
   */
  <T extends Record> T bind(JsonNode node, Class<T> type) {
    return binder.bind(node, type);
  }
}
