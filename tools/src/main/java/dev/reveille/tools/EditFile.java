package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code edit_file}: replaces an exact piece of a text file. Unsafe to run again: the new text may
 * hold the old one, and a second run would replace it once more.
 */
final class EditFile implements Tool {
  private static final Spec SPEC =
      new Spec(
          "edit_file",
          """
          Replaces oldText, which must stand in the file exactly so, whitespace included, by newText. \
          It must stand there once, unless all is true. Read the file first.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false,
                "required": ["path", "oldText", "newText"],
                "properties": {
                  "path": {"type": "string", "minLength": 1, "maxLength": 4096,
                    "description": "relative to the workspace"},
                  "oldText": {"type": "string", "minLength": 1},
                  "newText": {"type": "string", "description": "empty to delete"},
                  "all": {"type": "boolean", "description": "replace it wherever it stands"}}}
              """),
          ToolPolicy.UNSAFE,
          "files");

  private final Workspace workspace;
  private final int mostBytes;

  /**
   * @param mostBytes of the file, before and after
   */
  EditFile(Workspace workspace, int mostBytes) {
    this.workspace = workspace;
    this.mostBytes = mostBytes;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context) throws IOException {
    Path file = workspace.existing(arguments.get("path").stringValue());
    String text = text(file);
    String oldText = arguments.get("oldText").stringValue();
    int count = count(text, oldText);
    String name = workspace.show(file);
    if (count == 0) {
      throw new RefusedException(
          "oldText is not in "
              + name
              + ", or not exactly so; read the file and copy it from there");
    }
    if (count > 1 && !arguments.path("all").asBoolean(false)) {
      throw new RefusedException(
          "oldText stands "
              + count
              + " times in "
              + name
              + "; give more of the text around the place that is meant, or say all: true");
    }
    byte[] content =
        text.replace(oldText, arguments.get("newText").stringValue())
            .getBytes(StandardCharsets.UTF_8);
    checkSize(content.length, name);
    workspace.checkStillReal(file);
    WholeFile.replace(file, content, context.idempotencyKey());
    return new Outcome.Returned(
        "replaced " + (count == 1 ? "one place" : count + " places") + " in " + name);
  }

  private String text(Path file) throws IOException {
    byte[] content;
    try (InputStream in = workspace.open(file)) {
      content = in.readNBytes(mostBytes + 1);
    }
    checkSize(content.length, workspace.show(file));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException binary) {
      throw new RefusedException(workspace.show(file) + " is not a text file in UTF-8");
    }
  }

  private void checkSize(int bytes, String name) throws RefusedException {
    if (bytes > mostBytes) {
      throw new RefusedException(
          name + " has or would have more than " + mostBytes + " bytes, which cannot be written");
    }
  }

  private static int count(String text, String piece) {
    int count = 0;
    for (int at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length())) {
      count++;
    }
    return count;
  }
}
