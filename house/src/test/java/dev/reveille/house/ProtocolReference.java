package dev.reveille.house;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Writes the page of the protocol's methods from its OpenRPC document. */
final class ProtocolReference {
  private static final String HEAD =
      """
      # Methods of the protocol

      Made by `./dev docs` from [openrpc.json](../openrpc.json), which is what the server answers to
      `rpc.discover`. What the methods mean, what they answer, and their defaults: [the guide](../protocol.md).

      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private ProtocolReference() {}

  static String of(OpenRpcNames protocol) {
    ProtocolReference reference = new ProtocolReference();
    reference.methods(protocol.methods());
    reference.notifications(protocol.notifications());
    reference.errors(protocol.document().path("components").path("errors"));
    return reference.page.toString();
  }

  private void methods(Map<String, JsonNode> methods) {
    methods.forEach((name, method) -> {
      String bare = name.replaceFirst("^async\\.", "");
      line("## " + name);
      line("");
      line(
          "%s [Guide](../protocol.md#%s)."
              .formatted(method.path("summary").asString(), bare.toLowerCase().replace(".", "")));
      line("");
      if (!method.path("params").isEmpty()) {
        line("| param | type | |");
        line("|---|---|---|");
        method.path("params").forEach(param -> param(param));
        line("");
      }
    });
  }

  private void param(JsonNode param) {
    String required = param.path("required").asBoolean() ? " (required)" : "";
    String name = param.path("name").asString();
    String meaning = param.path("description").asString();
    line("| `%s`%s | %s | %s |".formatted(name, required, type(param.path("schema")), meaning));
  }

  private static String type(JsonNode schema) {
    if (schema.has("enum")) {
      return schema
          .path("enum")
          .valueStream()
          .map(w -> '`' + w.asString() + '`')
          .collect(Collectors.joining(", "));
    }
    String described = schema.path("title").asString("");
    return switch (schema.path("type").asString("")) {
      case "" -> "any JSON";
      case "array" -> "list of " + type(schema.path("items"));
      case "object" -> object(schema);
      case "number" -> described.isEmpty() ? "number" : described;
      case "string" -> string(schema, described);
      default -> schema.path("type").asString();
    };
  }

  private static String string(JsonNode schema, String described) {
    if (schema.path("format").asString("").equals("date-time")) {
      return "instant";
    }
    return described.isEmpty() ? "text" : described.replaceFirst("^an? ", "");
  }

  private static String object(JsonNode schema) {
    if (!schema.has("properties")) {
      return "object";
    }
    return schema.path("properties").properties().stream()
        .map(p -> "`%s` %s".formatted(p.getKey(), type(p.getValue())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private void notifications(Set<String> names) {
    line("## Notifications");
    line("");
    line("Their fields: [the guide](../protocol.md#notifications).");
    line("");
    new TreeSet<>(names).forEach(name -> line("- `" + name + "`"));
    line("");
  }

  private void errors(JsonNode errors) {
    line("## Errors");
    line("");
    line("When each of them comes: [the guide](../protocol.md#errors).");
    line("");
    line("| symbol | number |");
    line("|---|---|");
    errors
        .properties()
        .forEach(
            e -> line("| `%s` | %d |".formatted(e.getKey(), e.getValue().path("code").asInt())));
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
