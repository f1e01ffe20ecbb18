package dev.reveille.tools.mcp;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.DataMark;
import dev.reveille.engine.Tool;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A tool of another server. */
final class McpTool implements Tool {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_NAME = 64;
  private static final int MOST_DESCRIPTION = 4_000;

  private final McpConnection connection;
  private final String original;
  private final Spec spec;

  McpTool(McpConnection connection, McpSchema.Tool tool) {
    this.connection = connection;
    this.original = tool.name();
    String server = connection.spec().name();
    this.spec =
        new Spec(
            name(server, tool.name()),
            description(tool),
            schema(tool),
            policy(tool.annotations()),
            "mcp:" + server);
  }

  /**
   * {@code mcp_SERVER_TOOL}, as providers take it: other characters become {@code _}, and what is
   * too long ends in a digest of the whole name.
   */
  static String name(String server, String tool) {
    String whole = "mcp_" + server + '_' + tool;
    String plain = whole.replaceAll("[^A-Za-z0-9_-]", "_");
    if (plain.length() <= MOST_NAME) {
      return plain;
    }
    String digest = UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8)).toString();
    return plain.substring(0, MOST_NAME - 9) + '_' + digest.substring(0, 8);
  }

  private static String description(McpSchema.Tool tool) {
    String text = tool.description() == null ? tool.name() : tool.description();
    return text.length() <= MOST_DESCRIPTION ? text : text.substring(0, MOST_DESCRIPTION) + "…";
  }

  /** As the server gives it: what it does not speak of, it may take all the same. */
  private static ObjectNode schema(McpSchema.Tool tool) {
    ObjectNode schema =
        tool.inputSchema() == null ? JSON.createObjectNode() : JSON.valueToTree(tool.inputSchema());
    if (!schema.has("type")) {
      schema.put("type", "object");
    }
    if (!schema.has("additionalProperties")) {
      schema.put("additionalProperties", true);
    }
    return schema;
  }

  /** What it does not say of itself is taken for the worst. */
  static ToolPolicy policy(McpSchema.ToolAnnotations hints) {
    if (hints != null && Boolean.TRUE.equals(hints.readOnlyHint())) {
      return ToolPolicy.READ_ONLY;
    }
    return hints != null && Boolean.TRUE.equals(hints.idempotentHint())
        ? ToolPolicy.IDEMPOTENT
        : ToolPolicy.UNSAFE;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws InterruptedException {
    Map<String, Object> given =
        JSON.convertValue(arguments, new TypeReference<Map<String, Object>>() {});
    var request =
        new McpSchema.CallToolRequest(
            original, given, Map.of("reveille/idempotencyKey", context.idempotencyKey()));
    Outcome outcome = null;
    for (int run = 1; outcome == null; run++) {
      McpSyncClient client = connection.client(run == 1 ? Duration.ofSeconds(1) : PATIENCE);
      if (client == null) {
        return new Outcome.Failed(
            server() + Objects.requireNonNullElse(connection.trouble(), "was just lost"));
      }
      outcome = call(client, request, run == 1 && spec.policy().mayRunAgain());
    }
    return outcome;
  }

  private String server() {
    return "The MCP server " + connection.spec().name() + ' ';
  }

  /** Answers null if the call was lost and may be made again. */
  private @org.jspecify.annotations.Nullable Outcome call(
      McpSyncClient client, McpSchema.CallToolRequest request, boolean mayRunAgain)
      throws InterruptedException {
    try {
      return outcome(connection.call(client, request));
    } catch (McpError refused) {
      return new Outcome.Failed(server() + "refused the call: " + Failures.words(refused));
    } catch (RuntimeException failure) {
      if (Failures.isInterrupt(failure)) {
        Thread.interrupted();
        throw (InterruptedException) new InterruptedException().initCause(failure);
      }
      if (Failures.isTimeout(failure)) {
        long seconds = connection.spec().timeout().toSeconds();
        return new Outcome.Failed(
            server() + "gave no result within " + seconds + " s, its limit. " + unknown());
      }
      return connection.isClear(client) && mayRunAgain
          ? null
          : new Outcome.Failed(
              server()
                  + "was lost during this call: "
                  + Failures.words(failure)
                  + ". "
                  + unknown());
    }
  }

  private String unknown() {
    return spec.policy().mayRunAgain()
        ? "It can be called again."
        : "Whether the call took effect is unknown: find out before you call it again.";
  }

  private Outcome outcome(McpSchema.CallToolResult result) {
    String text =
        result.content() == null
            ? ""
            : result.content().stream().map(McpTool::text).collect(Collectors.joining("\n"));
    if (text.isBlank() && result.structuredContent() != null) {
      text = JSON.writeValueAsString(result.structuredContent());
    }
    String marked = DataMark.from("the MCP server " + connection.spec().name(), text);
    return Boolean.TRUE.equals(result.isError())
        ? new Outcome.Failed(marked)
        : new Outcome.Returned(marked);
  }

  private static String text(McpSchema.Content content) {
    return switch (content) {
      case McpSchema.TextContent text -> text.text();
      case McpSchema.ImageContent image ->
          "[an image, " + image.mimeType() + ", which cannot be shown here]";
      case McpSchema.AudioContent audio ->
          "[a recording, " + audio.mimeType() + ", which cannot be played here]";
      case McpSchema.ResourceLink link -> "[" + link.name() + ": " + link.uri() + "]";
      case McpSchema.EmbeddedResource embedded -> text(embedded.resource());
      case McpSchema.Content other -> "[" + other.type() + ", which cannot be shown here]";
    };
  }

  private static String text(McpSchema.ResourceContents resource) {
    return resource instanceof McpSchema.TextResourceContents text
        ? text.text()
        : "[" + resource.uri() + ", which is no text]";
  }
}
