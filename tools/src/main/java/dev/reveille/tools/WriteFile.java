package dev.reveille.tools;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code write_file}: makes or replaces a text file, whole or not at all. The text goes into a file
 * beside it, named after the call's idempotency key, is forced to disk and then renamed: a run
 * after a crash finds its own left-over and replaces it.
 */
final class WriteFile implements Tool {
  private static final Spec SPEC =
      new Spec(
          "write_file",
          """
          Writes a text file of the workspace: makes it, with its folders, or replaces all of it.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "required": ["path", "content"],
                "properties": {
                  "path": {"type": "string", "minLength": 1, "maxLength": 4096,
                    "description": "relative to the workspace"},
                  "content": {"type": "string", "description": "the whole new content"}}}
              """),
          ToolPolicy.IDEMPOTENT,
          "files");

  private final Workspace workspace;
  private final int mostBytes;

  /**
   * @param mostBytes of content, as UTF-8
   */
  WriteFile(Workspace workspace, int mostBytes) {
    this.workspace = workspace;
    this.mostBytes = mostBytes;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws IOException {
    byte[] content = arguments.get("content").stringValue().getBytes(StandardCharsets.UTF_8);
    if (content.length > mostBytes) {
      return new Outcome.Failed(
          "content has "
              + content.length
              + " bytes, but at most "
              + mostBytes
              + " can be written.");
    }
    Path target = workspace.target(arguments.get("path").stringValue());
    if (Files.exists(target, NOFOLLOW_LINKS) && !Files.isRegularFile(target, NOFOLLOW_LINKS)) {
      return new Outcome.Failed(
          "\"" + workspace.show(target) + "\" is there already and is not a file.");
    }
    Path folder = Objects.requireNonNull(target.getParent());
    Files.createDirectories(folder);
    workspace.checkStillReal(folder);
    WholeFile.replace(target, content, context.idempotencyKey());
    return new Outcome.Returned("wrote " + content.length + " bytes to " + workspace.show(target));
  }
}
