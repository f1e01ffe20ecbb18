package dev.reveille.tools;

import dev.reveille.engine.DataMark;
import dev.reveille.engine.Tool.Outcome;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** One run of {@code search_files}, bounded in results, bytes, time and steps of the pattern. */
final class Search {
  private static final int SHOWN_CHARS = 300;

  /**
   * @param glob which files; all if empty
   * @param content which lines of them; only the files are wanted if empty
   * @param limit results at most
   */
  record Wanted(Optional<Glob> glob, Optional<Pattern> content, int limit) {}

  private final Workspace workspace;
  private final ToolLimits limits;
  private final Wanted wanted;
  private final BooleanSupplier isTimeOver;
  private final List<String> found = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long bytes;
  private int skipped;
  private boolean ended;
  private String failure = "";

  Search(Workspace workspace, ToolLimits limits, Wanted wanted, BooleanSupplier isTimeOver) {
    this.workspace = workspace;
    this.limits = limits;
    this.wanted = wanted;
    this.isTimeOver = isTimeOver;
  }

  void folder(Path start) throws IOException, InterruptedException {
    Walk walk = new Walk(workspace, limits, true);
    walk.run(
        start,
        entry -> {
          if (entry.kind() == Walk.Kind.FILE) {
            file(start, entry.path());
          }
          return !isOver();
        });
    if (walk.isCutShort()) {
      notes.add("not every file was looked at: too many, or too deep");
    }
    if (walk.unreadable() > 0) {
      notes.add("folders that could not be listed: " + walk.unreadable());
    }
  }

  /**
   * @param base what the glob is relative to
   */
  void file(Path base, Path path) throws IOException, InterruptedException {
    String name = base.relativize(path).toString().replace('\\', '/');
    try {
      if (wanted.glob().isPresent() && !wanted.glob().get().matches(name, limits.regexSteps())) {
        return;
      }
    } catch (Metered.TooManySteps e) {
      fail("the glob takes too long on " + workspace.show(path) + "; use fewer stars.");
      return;
    }
    if (wanted.content().isEmpty()) {
      add(workspace.show(path));
    } else {
      lines(path, wanted.content().get());
    }
  }

  private void lines(Path path, Pattern pattern) throws IOException, InterruptedException {
    long most = Math.min(limits.fileBytes(), limits.searchBytes() - bytes);
    try (var in = workspace.open(path);
        var file = new TextFile(in, limits.lineBytes(), most)) {
      if (file.isBinary()) {
        return;
      }
      Optional<TextFile.Line> line;
      while (!isOver() && (line = file.next()).isPresent()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        line(path, line.get(), pattern);
      }
      bytes += file.bytesRead();
      if (file.isStoppedEarly()) {
        notes.add("only the beginning of " + workspace.show(path) + " was searched");
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException unreadable) {
      skipped++;
    }
  }

  private void line(Path path, TextFile.Line line, Pattern pattern) {
    String where = workspace.show(path) + ":" + line.number();
    try {
      var matcher = pattern.matcher(new Metered(line.text(), limits.regexSteps()));
      if (matcher.find()) {
        add(where + ": " + excerpt(line.text(), matcher.start()));
      }
    } catch (Metered.TooManySteps | StackOverflowError e) {
      fail(
          "the regular expression takes too long at "
              + where
              + "; avoid repetitions within repetitions such as (a+)+, or use text.");
    }
  }

  private static String excerpt(String line, int match) {
    if (line.length() <= SHOWN_CHARS) {
      return line;
    }
    int from = Math.max(0, Math.min(match - SHOWN_CHARS / 3, line.length() - SHOWN_CHARS));
    int to = from + SHOWN_CHARS;
    return (from > 0 ? "…" : "") + line.substring(from, to) + (to < line.length() ? "…" : "");
  }

  private void add(String result) {
    if (found.size() == wanted.limit()) {
      end("there are more results; narrow the search");
    } else {
      found.add(result);
    }
  }

  private boolean isOver() {
    if (!ended && bytes >= limits.searchBytes()) {
      end("stopped after " + bytes + " bytes; narrow the search");
    }
    if (!ended && isTimeOver.getAsBoolean()) {
      end("stopped after " + limits.searchTime().toMillis() + " ms; narrow the search");
    }
    return ended;
  }

  private void end(String note) {
    ended = true;
    notes.add(note);
  }

  private void fail(String why) {
    ended = true;
    failure = why;
  }

  Outcome outcome() {
    if (!failure.isEmpty()) {
      return new Outcome.Failed(failure);
    }
    if (skipped > 0) {
      notes.add("files that could not be read: " + skipped);
    }
    List<String> lines = new ArrayList<>(found.isEmpty() ? List.of("[nothing found]") : found);
    notes.stream().limit(20).map(note -> "[" + note + "]").forEach(lines::add);
    String text = String.join("\n", lines);
    return new Outcome.Returned(found.isEmpty() ? text : DataMark.from("the files", text));
  }
}
