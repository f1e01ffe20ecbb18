package dev.reveille.tools;

import dev.reveille.core.ToolPolicy;
import dev.reveille.engine.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.node.ObjectNode;

/** {@code search_files}: files by name, or lines by content, as {@code path:line: text}. */
final class SearchFiles implements Tool {
  private final Workspace workspace;
  private final ToolLimits limits;
  private final InstantSource clock;
  private final Spec spec;

  /**
   * @param clock measures how long a search takes
   */
  SearchFiles(Workspace workspace, ToolLimits limits, InstantSource clock) {
    this.workspace = workspace;
    this.limits = limits;
    this.clock = clock;
    this.spec =
        new Spec(
            "search_files",
            """
            Finds files of the workspace by name (glob), or lines in them by content (text or regex), \
            or both. Content matches are given as path:line: text. Binary files and .git are \
            passed over, links are not followed.\
            """,
            Json.object(
                """
                {"type": "object", "additionalProperties": false, "properties": {
                  "path": {"type": "string", "minLength": 1, "maxLength": 4096,
                    "description": "folder or file to search; the workspace if left out"},
                  "glob": {"type": "string", "minLength": 1, "maxLength": 1000,
                    "description": "e.g. *.java (any folder) or docs/**/*.md, relative to path"},
                  "text": {"type": "string", "minLength": 1, "maxLength": 1000,
                    "description": "lines that contain this"},
                  "regex": {"type": "string", "minLength": 1, "maxLength": 1000,
                    "description": "lines in which this Java regular expression is found"},
                  "ignoreCase": {"type": "boolean"},
                  "limit": {"type": "integer", "minimum": 1, "maximum": %d}}}
                """
                    .formatted(limits.matches())),
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
    if (arguments.has("text") && arguments.has("regex")) {
      return new Outcome.Failed("search_files takes text or regex, not both.");
    }
    if (!arguments.has("glob") && !arguments.has("text") && !arguments.has("regex")) {
      return new Outcome.Failed("search_files needs at least one of glob, text and regex.");
    }
    Path start = workspace.existing(arguments.path("path").asString("."));
    Optional<Glob> glob =
        arguments.has("glob")
            ? Optional.of(Glob.of(arguments.get("glob").stringValue()))
            : Optional.empty();
    var search =
        new Search(
            workspace,
            limits,
            new Search.Wanted(
                glob, pattern(arguments), arguments.path("limit").asInt(limits.matches())),
            () -> clock.instant().isAfter(context.now().plus(limits.searchTime())));
    if (Files.isDirectory(start)) {
      search.folder(start);
    } else {
      search.file(Objects.requireNonNull(start.getParent()), start);
    }
    return search.outcome();
  }

  private static Optional<Pattern> pattern(ObjectNode arguments) throws RefusedException {
    int flags =
        arguments.path("ignoreCase").asBoolean(false)
            ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE
            : 0;
    if (arguments.has("text")) {
      return Optional.of(
          Pattern.compile(arguments.get("text").stringValue(), flags | Pattern.LITERAL));
    }
    if (!arguments.has("regex")) {
      return Optional.empty();
    }
    String regex = arguments.get("regex").stringValue();
    try {
      return Optional.of(Pattern.compile(regex, flags));
    } catch (PatternSyntaxException e) {
      throw new RefusedException(
          "regex is not a regular expression: "
              + e.getDescription()
              + " near index "
              + e.getIndex()
              + "; use text for a literal search");
    }
  }
}
