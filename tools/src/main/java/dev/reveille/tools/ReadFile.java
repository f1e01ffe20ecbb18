package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.DataMark;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code read_file}: lines of a text file, each with its number and a tab before it. */
final class ReadFile implements Tool {
  private final Workspace workspace;
  private final ToolLimits limits;
  private final Spec spec;

  ReadFile(Workspace workspace, ToolLimits limits) {
    this.workspace = workspace;
    this.limits = limits;
    this.spec =
        new Spec(
            "read_file",
            """
            Reads lines of a text file of the workspace, numbered from 1. Says at the end where to \
            read on if there is more.\
            """,
            Json.object(
                """
                {"type": "object", "additionalProperties": false, "required": ["path"], "properties": {
                  "path": {"type": "string", "minLength": 1, "maxLength": 4096,
                    "description": "relative to the workspace"},
                  "offset": {"type": "integer", "minimum": 1, "maximum": 2000000000,
                    "description": "first line to read; 1 if left out"},
                  "limit": {"type": "integer", "minimum": 1, "maximum": %d,
                    "description": "lines to read at most"}}}
                """
                    .formatted(limits.readLines())),
            ToolPolicy.READ_ONLY,
            "files");
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public Outcome call(ObjectNode arguments, Context context)
      throws IOException, InterruptedException {
    Path path = workspace.existing(arguments.get("path").stringValue());
    int offset = arguments.path("offset").asInt(1);
    int limit = arguments.path("limit").asInt(limits.readLines());
    try (var in = workspace.open(path);
        var file = new TextFile(in, limits.lineBytes(), limits.fileBytes())) {
      if (file.isBinary()) {
        return new Outcome.Failed(
            "\"" + workspace.show(path) + "\" is not text but binary; read_file cannot show it.");
      }
      return new Outcome.Returned(
          DataMark.from("the file " + workspace.show(path), lines(file, offset, limit)));
    }
  }

  private String lines(TextFile file, int offset, int limit)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    int bytes = 0;
    int last = 0;
    Optional<TextFile.Line> next;
    while ((next = file.next()).isPresent()) {
      TextFile.Line line = next.get();
      last = line.number();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (last < offset) {
        continue;
      }
      String shown = last + "\t" + line.text() + (line.cut() ? " [rest of the line cut]\n" : "\n");
      bytes += shown.getBytes(StandardCharsets.UTF_8).length;
      if (last - offset == limit || bytes > limits.readBytes() && last > offset) {
        return text.append("[more follows: read on with offset ")
            .append(last)
            .append(']')
            .toString();
      }
      text.append(shown);
    }
    if (file.isStoppedEarly()) {
      text.append("[only the first ").append(limits.fileBytes()).append(" bytes are readable]");
    } else if (last == 0) {
      text.append("[the file is empty]");
    } else if (last < offset) {
      text.append("[the file ends at line ").append(last).append(']');
    }
    return text.toString();
  }
}
