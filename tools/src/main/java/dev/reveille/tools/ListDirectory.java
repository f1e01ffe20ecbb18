package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code list_directory}: a line for each entry; a folder ends with {@code /}, a file has its size.
 */
final class ListDirectory implements Tool {
  private static final Spec SPEC =
      new Spec(
          "list_directory",
          """
          Lists a folder of the workspace, by name: folders end with "/", files have their size. \
          Links are shown and not followed.\
          """,
          Json.object(
              """
              {"type": "object", "additionalProperties": false, "properties": {
                "path": {"type": "string", "minLength": 1, "maxLength": 4096,
                  "description": "relative to the workspace; the workspace itself if left out"},
                "recursive": {"type": "boolean", "description": "also what is in its folders"}}}
              """),
          ToolPolicy.READ_ONLY,
          "files");

  private final Workspace workspace;
  private final ToolLimits limits;

  ListDirectory(Workspace workspace, ToolLimits limits) {
    this.workspace = workspace;
    this.limits = limits;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context)
      throws IOException, InterruptedException {
    String asked = arguments.path("path").asString(".");
    Path folder = workspace.existing(asked);
    if (!Files.isDirectory(folder)) {
      return new Outcome.Failed("\"" + asked + "\" is a file, not a folder; read_file reads it.");
    }
    List<String> lines = new ArrayList<>();
    Walk walk = new Walk(workspace, limits, arguments.path("recursive").asBoolean(false));
    boolean[] more = new boolean[1];
    walk.run(
        folder,
        entry -> {
          more[0] = lines.size() == limits.listEntries();
          return !more[0] && lines.add(line(folder, entry));
        });
    return new Outcome.Returned(text(lines, more[0] || walk.isCutShort(), walk.unreadable()));
  }

  private String line(Path folder, Walk.Entry entry) {
    String name = folder.relativize(entry.path()).toString().replace('\\', '/');
    return switch (entry.kind()) {
      case FOLDER -> name + "/";
      case FILE -> name + "  " + entry.bytes() + " bytes";
      case LINK ->
          name + (workspace.leadsInside(entry.path()) ? "  link" : "  link out of the workspace");
      case OTHER -> name + "  neither file nor folder";
    };
  }

  private static String text(List<String> lines, boolean more, int unreadable) {
    List<String> notes = new ArrayList<>(lines);
    if (more) {
      notes.add("[there is more; list a folder further down]");
    }
    if (unreadable > 0) {
      notes.add("[folders that could not be listed: " + unreadable + "]");
    }
    return notes.isEmpty() ? "[the folder is empty]" : String.join("\n", notes);
  }
}
