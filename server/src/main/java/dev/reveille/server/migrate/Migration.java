package dev.reveille.server.migrate;

import dev.reveille.tools.definitions.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The definitions that were made, and what became of each field. Nothing is written before it is
 * asked for, and everything was read as a server would read it.
 *
 * @param problems what a server would not take; empty: it would take all of them
 */
public record Migration(List<Made> agents, List<String> problems) {
  public Migration {
    agents = List.copyOf(agents);
    problems = List.copyOf(problems);
  }

  /** What became of one field: taken over, changed, or left out, and why. */
  public record Fate(String field, Kind kind, String what) {
    /** How well it went. */
    public enum Kind {
      TAKEN,
      CHANGED,
      LEFT
    }
  }

  /**
   * A definition.
   *
   * @param file its name, such as {@code d.md}
   * @param text the whole of it
   */
  public record Made(String file, String text, List<Fate> fates) {
    public Made {
      fates = List.copyOf(fates);
    }
  }

  /** What became of a file. */
  public record Written(Path file, Outcome outcome) {}

  /** Whether a file is new. */
  public enum Outcome {
    WRITTEN,
    SAME,
    /** It was there with another text, and nobody said that it may be overwritten. */
    KEPT
  }

  /** Reads what was made as a server would. */
  static Migration checked(List<Made> agents, InstantSource clock) throws IOException {
    Path folder = Files.createTempDirectory("reveille-migrate-");
    try {
      for (Made made : agents) {
        Files.writeString(folder.resolve(made.file()), made.text());
      }
      List<String> problems =
          Definitions.load(folder, Map.of(), clock).problems().stream()
              .map(Object::toString)
              .toList();
      return new Migration(agents, problems);
    } finally {
      for (Made made : agents) {
        Files.deleteIfExists(folder.resolve(made.file()));
      }
      Files.deleteIfExists(folder);
    }
  }

  /**
   * Writes the files. One that is there with another text is kept, unless it may be overwritten.
   */
  public List<Written> write(Path folder, boolean force) throws IOException {
    Files.createDirectories(folder);
    List<Written> written = new ArrayList<>();
    for (Made made : agents) {
      Path file = folder.resolve(made.file());
      written.add(new Written(file, write(file, made.text(), force)));
    }
    return written;
  }

  private static Outcome write(Path file, String text, boolean force) throws IOException {
    if (Files.exists(file)) {
      if (Files.readString(file).equals(text)) {
        return Outcome.SAME;
      }
      if (!force) {
        return Outcome.KEPT;
      }
    }
    Files.writeString(file, text);
    return Outcome.WRITTEN;
  }

  public String text(List<Written> written) {
    List<String> lines = new ArrayList<>();
    for (Made made : agents) {
      lines.add("── " + made.file());
      if (written.isEmpty()) {
        lines.add(made.text().stripTrailing());
        lines.add("");
      }
      for (Fate fate : made.fates()) {
        String kind = fate.kind().name().toLowerCase(Locale.ROOT);
        lines.add("  %-8s %-34s %s".formatted(kind, fate.field(), fate.what()));
      }
      lines.add("");
    }
    problems.forEach(problem -> lines.add("a server would not take this: " + problem));
    written.forEach(it -> lines.add(it.file() + ": " + told(it.outcome())));
    if (written.isEmpty()) {
      lines.add("Nothing is written. With --out FOLDER it is.");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String told(Outcome outcome) {
    return switch (outcome) {
      case WRITTEN -> "written";
      case SAME -> "was there, the same";
      case KEPT -> "is there with another text, and is kept; --force overwrites it";
    };
  }

  /** On one line. */
  public String json(List<Written> written) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("agents", agents);
    json.put("problems", problems);
    json.put(
        "written",
        written.stream()
            .map(it -> Map.of("file", it.file().toString(), "outcome", it.outcome()))
            .toList());
    return JsonMapper.builder().build().writeValueAsString(json);
  }
}
