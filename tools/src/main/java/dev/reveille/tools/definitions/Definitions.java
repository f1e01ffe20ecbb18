package dev.reveille.tools.definitions;

import dev.reveille.tools.Workspace;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The definitions of a folder: its {@code *.md} files (but README.md); folders in it are for shared
 * parts. Whoever asks causes a look at the files' stamps, at most once a second, and a new reading
 * if one changed. A broken file is listed in {@link #problems} while its last good version stays in
 * force; it spoils no other.
 */
public final class Definitions {
  /** How long a change may go unseen. */
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  static final int MOST_FILES = 1_000;

  private final Path folder;
  private final Map<String, String> variables;
  private final InstantSource clock;
  private final Predicate<String> tools;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Instant looked;
  private volatile State state;

  /**
   * @param bySource the definitions in force, by file name
   * @param byName the same, by name
   * @param stamps of all files that were read or missed, and of the folder
   */
  private record State(
      Map<String, Definition> bySource,
      Map<String, Definition> byName,
      List<Problem> problems,
      Map<Path, Stamp> stamps) {

    boolean isAsOnDisk() {
      return stamps.entrySet().stream().allMatch(e -> e.getValue().equals(Stamp.of(e.getKey())));
    }
  }

  private Definitions(
      Path folder, Map<String, String> variables, InstantSource clock, Predicate<String> tools) {
    this.folder = folder.toAbsolutePath().normalize();
    this.variables = Map.copyOf(variables);
    this.clock = clock;
    this.tools = tools;
    this.looked = clock.instant();
    this.state = read(new State(Map.of(), Map.of(), List.of(), Map.of()));
  }

  /**
   * Never fails: what cannot be read is a problem, also a missing folder.
   *
   * @param variables of the server's configuration; they win over those of the files
   * @param clock tells when to look again
   */
  public static Definitions load(Path folder, Map<String, String> variables, InstantSource clock) {
    return load(folder, variables, clock, anything -> true);
  }

  /**
   * The same, and what {@code denyTools} and {@code approvals} speak of must be known: a rule that
   * is misspelt would allow what it was to forbid.
   *
   * @param tools whether a pattern means a tool that there is, or may be later
   */
  public static Definitions load(
      Path folder, Map<String, String> variables, InstantSource clock, Predicate<String> tools) {
    return new Definitions(folder, variables, clock, tools);
  }

  public Optional<Definition> get(String name) {
    return Optional.ofNullable(current().byName().get(name));
  }

  /** By name. */
  public List<Definition> list() {
    return List.copyOf(current().byName().values());
  }

  /** By file; empty when every file is in force as it is. */
  public List<Problem> problems() {
    return current().problems();
  }

  private State current() {
    Instant now = clock.instant();
    boolean isTime = Duration.between(looked, now).abs().compareTo(LOOK_EVERY) >= 0;
    if (isTime && looking.tryLock()) {
      try {
        looked = now;
        State seen = state;
        if (!seen.isAsOnDisk()) {
          state = read(seen);
        }
      } finally {
        looking.unlock();
      }
    }
    return state;
  }

  private State read(State before) {
    Map<Path, Stamp> stamps = new HashMap<>();
    stamps.put(folder, Stamp.of(folder));
    List<String> names;
    Workspace inside;
    try {
      names = names();
      inside = Workspace.at(folder);
    } catch (IOException | DirectoryIteratorException e) {
      var problem = new Problem(folder.toString(), 0, "the folder cannot be read: " + e);
      return new State(before.bySource(), before.byName(), List.of(problem), stamps);
    }
    Source source = new Source(folder, inside, stamps);
    Map<String, Definition> bySource = new TreeMap<>();
    Map<String, Definition> byName = new TreeMap<>();
    Map<String, Problem> problems = new TreeMap<>();
    for (String name : names) {
      try {
        DefinitionFile file = new DefinitionFile(source, name, tools);
        Definition definition = file.read(variables);
        Definition other = byName.putIfAbsent(definition.name(), definition);
        if (other != null) {
          throw new ProblemException(
              name,
              0,
              "\"" + definition.name() + "\" is defined in " + other.source() + " already");
        }
        bySource.put(name, definition);
        file.doubt().ifPresent(doubt -> problems.put(name, doubt));
      } catch (ProblemException e) {
        problems.put(name, e.problem().seenFrom(name));
      }
    }
    for (String broken : problems.keySet()) {
      Definition last = before.bySource().get(broken);
      if (last != null
          && !bySource.containsKey(broken)
          && byName.putIfAbsent(last.name(), last) == null) {
        bySource.put(broken, last);
      }
    }
    return new State(bySource, byName, List.copyOf(problems.values()), stamps);
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.md")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.equalsIgnoreCase("README.md") && !name.startsWith(".") && names.add(name)) {
          if (names.size() > MOST_FILES) {
            throw new IOException("it has more than " + MOST_FILES + " definitions");
          }
        }
      }
    }
    names.sort(null);
    return names;
  }
}
